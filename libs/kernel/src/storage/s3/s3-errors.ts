import { AppError } from '../../errors';
import { storageAway, storageFull } from '../storage-away';

/** No such object, or no such multipart upload any more. `NotFound` is what answers without a body say. */
const MISSING = new Set(['NoSuchKey', 'NoSuchUpload', 'NotFound']);
/** Quotas and full disks of stores that are not Amazon's. */
const FULL = new Set([
  'QuotaExceeded',
  'XMinioStorageFull',
  'XMinioAdminBucketQuotaExceeded',
  'InsufficientStorage',
]);
/** Of status 400 and yet not our request's fault: broken on its way, too slow, or credentials that ran out. */
const PASSING = new Set([
  'BadDigest',
  'ExpiredToken',
  'IncompleteBody',
  'InvalidToken',
  'RequestTimeout',
  'TokenRefreshRequired',
  'XAmzContentSHA256Mismatch',
]);

interface SdkError {
  name?: string;
  $metadata?: { httpStatusCode?: number };
}

/** The status the store answered with; undefined when it did not answer. */
export function statusOf(error: unknown): number | undefined {
  return (error as SdkError).$metadata?.httpStatusCode;
}

export function isMissing(error: unknown): boolean {
  return error instanceof AppError && error.code === 'file_missing';
}

/** What the SDK threw, as ours: missing, full, away for now, or else as it is. */
export function s3Error(error: unknown, key?: string): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const { name } = error;
  const status = statusOf(error);
  if (MISSING.has(name)) {
    return new AppError('file_missing', 404, `There is no file ${key ?? ''}`.trim(), { cause: error });
  }
  if (FULL.has(name) || status === 507) {
    return storageFull(error);
  }
  const isAway = status === undefined ? !isBug(error) : isRefusal(status) || PASSING.has(name);
  return isAway ? storageAway(error) : error;
}

/**
 * Not what a store has not learned (501). Refusals that a person ends, not another request: a bucket that is not there (404 by now), keys that were changed
 * (403), a redirection to another region (3xx); and those that end by themselves.
 */
function isRefusal(status: number): boolean {
  return (
    (status >= 500 && status !== 501) || status < 400 || [401, 403, 404, 408, 409, 425, 429].includes(status)
  );
}

function isBug(error: Error): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}
