import { AppError } from '@sluice/kernel/errors';
import { type Request } from 'express';
import { type Actor, actorOf, type Authenticator } from '../auth';
import { type Access, type Route } from './route';

/**
 * Decides who may go on, before any of the body is read. AppError 401 without a valid token, 403 with
 * one whose user lacks the role.
 */
export async function guard(
  authenticator: Authenticator,
  access: Access,
  request: Request,
  requestId: string,
  authorization = request.get('Authorization'),
): Promise<Actor | undefined> {
  if (access === 'public') return undefined;
  if (access === 'optional' && authorization === undefined) return undefined;
  const principal = await authenticator.authenticate(authorization);
  if (access === 'operators' && !principal.isOperator) throw notAnOperator();
  if (typeof access !== 'string' && !access.includes(principal.role)) {
    throw new AppError('forbidden', 403, 'Forbidden');
  }
  return actorOf(principal, requestId, addressOf(request));
}

export function notAnOperator(): AppError {
  return new AppError('forbidden', 403, 'For admins of the tenant "default" only');
}

/** The request's `Authorization`; of a route that allows it, else the token of its query. */
export function authorizationOf({ tokenInQuery }: Route, request: Request): string | undefined {
  const header = request.get('Authorization');
  const token = request.query['access_token'];
  if (header !== undefined || !tokenInQuery || typeof token !== 'string') return header;
  return `Bearer ${token}`;
}

/** The client's address, as far as the configured number of proxies is believed. */
export function addressOf(request: Request): string {
  return request.ip ?? '';
}
