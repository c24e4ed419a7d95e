import { AppError } from '@sluice/kernel/errors';

/** Whoever wants to listen goes to another process. */
export function draining(): AppError {
  return new AppError('unavailable', 503, 'This process is about to end', {
    headers: { 'Retry-After': '1' },
  });
}
