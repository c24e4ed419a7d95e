import { type Duplex } from 'node:stream';
import { AppError, messageOf } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { answerRaw } from '../http/raw-answer';

/** Why a client was not let in; whatever is no clear no (the database is away) passes, and is told as that. */
export function refusalOf(error: unknown, log: Log): AppError {
  if (error instanceof AppError) return error;
  log.warn('a socket could not be opened', { error: messageOf(error) });
  return new AppError('service_unavailable', 503, 'Service Unavailable', { headers: { 'Retry-After': '2' } });
}

/** Answers a request that is not upgraded, and closes its connection. */
export function refuseUpgrade(socket: Duplex, error: unknown, log: Log): void {
  answerRaw(socket, refusalOf(error, log));
}
