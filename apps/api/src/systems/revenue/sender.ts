import { type IncomingHttpHeaders } from 'node:http';
import { type Actor } from '../../auth';
import { type Sender } from './new-files';

/** The caller as the sender, where nobody else was named. */
export function senderOf({ principal }: Actor, ipAddress: string, headers: IncomingHttpHeaders): Sender {
  return { userId: principal.userId, ipAddress, userAgent: headers['user-agent'] ?? '' };
}
