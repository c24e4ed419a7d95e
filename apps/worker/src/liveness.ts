import { type Database, rows } from '@sluice/kernel/db';
import { type Runner } from './runner';

/** Work that lay in Redis this long beside an idle worker means that the worker hears nothing. */
const DEAF_AFTER_MS = 30_000;

/**
 * True when this worker looks alive but is deaf: it is idle, has started nothing for a while, and jobs
 * of its queues have lain in Redis all that time. A restart cures it; see PITFALLS on BullMQ.
 */
export async function isDeaf(db: Database, runner: Runner, queues: string[]): Promise<boolean> {
  if (!runner.takesWork || runner.activeJobs > 0 || Date.now() - runner.lastStartAt < DEAF_AFTER_MS)
    return false;
  const [oldest] = await rows<{ waiting: boolean }>(
    db,
    `SELECT EXISTS (
       SELECT 1 FROM jobs WHERE state = 'admitted' AND queue = ANY($1)
         AND admitted_at < now() - $2 * interval '1 millisecond'
     ) AS waiting`,
    [queues, DEAF_AFTER_MS],
  );
  return oldest?.waiting ?? false;
}
