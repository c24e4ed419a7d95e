import { type Database } from '@sluice/kernel/db';
import { messageOf } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { deleteFiles, type GrowingFileStore } from '@sluice/kernel/storage';
import { expireUploads, forgetPastUploads } from './uploads.queries';

const SWEEP_EVERY_MS = 60_000;
const SWEEP_BATCH = 100;

export interface UploadSweeperOptions {
  db: Database;
  store: GrowingFileStore;
  log: Log;
}

/**
 * Ends uploads that are past their time: the row first, which gives their space back, then the bytes. A crash
 * in between leaves a file that no row names, which the dispatcher's sweeper finds.
 * @returns how many
 */
export async function sweepUploads({ db, store, log }: UploadSweeperOptions): Promise<number> {
  let swept = 0;
  for (;;) {
    const keys = await expireUploads(db, SWEEP_BATCH);
    await deleteFiles({ delete: (key) => store.deleteGrowing(key) }, keys, log);
    swept += keys.length;
    if (keys.length < SWEEP_BATCH) break;
  }
  await forgetPastUploads(db);
  return swept;
}

/** Sweeps now and every minute; every replica may, they pass over each other's rows. @returns what stops it */
export function startUploadSweeper(options: UploadSweeperOptions): () => void {
  const sweep = (): void => {
    sweepUploads(options).then(
      (uploads) => {
        if (uploads > 0) options.log.info('expired uploads were removed', { uploads });
      },
      (error: unknown) => options.log.warn('sweeping uploads failed', { error: messageOf(error) }),
    );
  };
  sweep();
  const timer = setInterval(sweep, SWEEP_EVERY_MS).unref();
  return () => clearInterval(timer);
}
