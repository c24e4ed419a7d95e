import { type Database } from '../db';
import { within } from '../errors';
import { type RedisFitness } from '../redis';
import { type GrowingFileStore } from '../storage';

/** What a program stands on. */
export interface Dependencies {
  db: Database;
  fitness: RedisFitness;
  store: Pick<GrowingFileStore, 'check' | 'freeBytes'>;
}

export type DependencyState = 'ok' | 'away';

export interface DependencyStates {
  postgres: DependencyState;
  /** `ok`, `away`, or what is wrong with it. */
  redis: string;
  storage: DependencyState;
}

/** What hangs is away as well. */
export const CHECK_TIMEOUT_MS = 2_000;

/** Tries each of them, at the same time, for 2 s at most. Never rejects. */
export async function checkDependencies({ db, fitness, store }: Dependencies): Promise<DependencyStates> {
  const [postgres, redis, storage] = await Promise.all([
    stateOf(db.query('SELECT 1').then(() => 'ok' as const)),
    stateOf(fitness.ask()),
    stateOf(store.check().then(() => 'ok' as const)),
  ]);
  return { postgres, redis, storage };
}

async function stateOf<State>(check: Promise<State>): Promise<State | 'away'> {
  try {
    return await within(CHECK_TIMEOUT_MS, 'A dependency', check);
  } catch {
    return 'away';
  }
}
