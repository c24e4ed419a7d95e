import { Readable } from 'node:stream';
import { rows, type Sql } from '../db';
import { AppError } from '../errors';
import { type FileStore } from './file-store';

/** The file of the store that says how many sweeps it has seen. */
export const SWEEP_MARK = 'sluice/sweep-mark';
/** Digits that a number of sweeps may have. */
const MAX_DIGITS = 20;

/**
 * Counts a sweep in Postgres and notes the count in the store, before anything is deleted. A database that has
 * counted fewer than the store has seen is an older copy (it was restored) or another one: files that no row of it
 * names may well be named by the rows it lacks. One that names no file at all says nothing about any.
 * @returns whether there is anything to sweep by
 * @throws AppError `database_is_older` (409): nothing may be deleted, until a person takes {@link SWEEP_MARK} away
 */
export async function beginSweep(store: FileStore, sql: Sql): Promise<boolean> {
  const seen = await sweepsSeen(store);
  const [counted] = await rows<{ number: string }>(
    sql,
    `UPDATE file_sweeps SET number = number + 1
     WHERE number >= $1 AND EXISTS (SELECT 1 FROM files) RETURNING number`,
    [seen],
  );
  if (!counted) {
    if (seen === 0) return false;
    const message = `The store has seen ${seen} sweeps, the database knows of fewer, or of no files at all`;
    throw new AppError('database_is_older', 409, message);
  }
  await store.put(SWEEP_MARK, Readable.from([Buffer.from(counted.number)]));
  return true;
}

async function sweepsSeen(store: FileStore): Promise<number> {
  try {
    return Number((await store.read(SWEEP_MARK, 0, MAX_DIGITS)).toString());
  } catch (error) {
    if (error instanceof AppError && error.code === 'file_missing') return 0;
    throw error;
  }
}
