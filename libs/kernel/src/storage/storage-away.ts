import { AppError, messageOf } from '../errors';

const AWAY = 'storage_away';
const FULL = 'storage_full';

/** The store does not answer, or refuses everything for now: nobody's failure, and over some day. */
export function storageAway(cause: unknown): AppError {
  return new AppError(AWAY, 503, `The file store is away: ${messageOf(cause)}`, {
    cause,
    retryable: true,
    headers: { 'Retry-After': '5' },
  });
}

/** There is no room: whoever sends a file is told so. */
export function storageFull(cause: unknown): AppError {
  return new AppError(FULL, 507, 'There is no space left to store the file', { cause });
}

/** Whether this happened because the store is away, however it was wrapped since. */
export function isStorageAway(error: unknown): boolean {
  return hasCode(error, [AWAY]);
}

/**
 * Whether this happened because the store is away or has no room now: work that was accepted fails for neither, it waits
 * until somebody has seen to that.
 */
export function isStorageUnable(error: unknown): boolean {
  return hasCode(error, [AWAY, FULL]);
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (at instanceof AppError && codes.includes(at.code)) return true;
  }
  return false;
}
