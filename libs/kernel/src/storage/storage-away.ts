import { AppError, messageOf } from '../errors';

const CODE = 'storage_away';

/** The store does not answer, or refuses everything for now: nobody's failure, and over some day. */
export function storageAway(cause: unknown): AppError {
  return new AppError(CODE, 503, `The file store is away: ${messageOf(cause)}`, {
    cause,
    retryable: true,
    headers: { 'Retry-After': '5' },
  });
}

/** Whether this happened because the store is away, however it was wrapped since. */
export function isStorageAway(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (at instanceof AppError && at.code === CODE) return true;
  }
  return false;
}
