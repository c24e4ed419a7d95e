import { type Redis } from 'ioredis';
import { type Database } from '../db';
import { within } from '../errors';
import { type FileStore } from '../storage';

/** What a program stands on. */
export interface Dependencies {
  db: Database;
  redis: Redis;
  store: FileStore;
}

export type DependencyState = 'ok' | 'away';

/** What hangs is away as well. */
export const CHECK_TIMEOUT_MS = 2_000;

/** Tries each of them, at the same time, for 2 s at most. Never rejects. */
export async function checkDependencies({
  db,
  redis,
  store,
}: Dependencies): Promise<Record<'postgres' | 'redis' | 'storage', DependencyState>> {
  const [postgres, storage] = await Promise.all([stateOf(db.query('SELECT 1')), stateOf(store.check())]);
  return { postgres, redis: redis.status === 'ready' ? 'ok' : 'away', storage };
}

async function stateOf(check: Promise<unknown>): Promise<DependencyState> {
  try {
    await within(CHECK_TIMEOUT_MS, 'A dependency', check);
    return 'ok';
  } catch {
    return 'away';
  }
}
