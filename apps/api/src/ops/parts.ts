import { type Config } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { type RedisFitness } from '@sluice/kernel/redis';
import { type FileStore } from '@sluice/kernel/storage';

export interface PartsDeps {
  config: Config;
  db: Database;
  fitness: RedisFitness;
  store: FileStore;
}

export interface PartStates {
  postgres: 'ok' | 'away';
  redis: RedisFitness['state'];
  storage: 'ok' | 'away';
  /** The chain is the workers' to reach. */
  chain: 'configured' | 'not configured';
}

const CHECK_TIMEOUT_MS = 2_000;

/** Whether what this process stands on answers within two seconds. */
export async function statesOfParts({ config, db, fitness, store }: PartsDeps): Promise<PartStates> {
  const [postgres, storage] = await Promise.all([stateOf(db.query('SELECT 1')), stateOf(store.check())]);
  return {
    postgres,
    redis: fitness.state,
    storage,
    chain: config.chain ? 'configured' : 'not configured',
  };
}

async function stateOf(check: Promise<unknown>): Promise<'ok' | 'away'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'away'>((resolve) => {
    timer = setTimeout(() => resolve('away'), CHECK_TIMEOUT_MS);
  });
  const outcome = check.then(
    () => 'ok' as const,
    () => 'away' as const,
  );
  const state = await Promise.race([outcome, timeout]);
  clearTimeout(timer);
  return state;
}
