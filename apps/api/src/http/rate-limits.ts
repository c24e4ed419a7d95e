import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { type Config } from '@sluice/kernel/config';
import { AppError } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { type RedisClient } from '@sluice/kernel/redis';
import { type Request, type RequestHandler, type Response } from 'express';
import { Counter } from 'prom-client';
import { type Actor } from '../auth';
import { type EnvelopeName } from './envelopes';
import { addressOf } from './guard';
import { rateLimitRuleOf } from './rate-limit-rules';
import { SlidingWindows } from './rate-limit-window';

const WINDOW_MS = 60_000;

const refused = new Counter({
  name: 'sluice_rate_limited_requests_total',
  help: 'Requests that were answered 429 because of a rate limit, by limit',
  labelNames: ['limit'],
});

export interface RateLimitDeps {
  config: Config;
  redis: RedisClient;
  log: Log;
}

/**
 * Counts requests against the limit of their path: those of a user together, those without a valid token by
 * their address. Every answer of a limited path says how it stands, errors too: `X-RateLimit-Limit`,
 * `X-RateLimit-Remaining`, and `X-RateLimit-Reset`, the Unix second from which on one more may pass.
 */
export class RateLimits {
  private readonly windows: SlidingWindows;

  constructor(private readonly deps: RateLimitDeps) {
    this.windows = new SlidingWindows(deps.redis, deps.log, WINDOW_MS);
  }

  /**
   * Finds out who it is, then counts, before anything of the body is read.
   * @throws AppError 429 with `Retry-After`, or what `identify` throws
   */
  async admit(
    request: Request,
    response: Response,
    identify: () => Promise<Actor | undefined>,
  ): Promise<Actor | undefined> {
    let actor: Actor | undefined;
    try {
      actor = await identify();
    } catch (error) {
      await this.take(request, response, undefined);
      throw error;
    }
    await this.take(request, response, actor);
    return actor;
  }

  /** Counts what no route takes: other methods, unknown paths. */
  readonly anonymous: RequestHandler = async (request, response, next) => {
    await this.take(request, response, undefined);
    next();
  };

  private async take(request: Request, response: Response, actor: Actor | undefined): Promise<void> {
    const declared = response.locals['envelope'] as EnvelopeName | undefined;
    const rule = rateLimitRuleOf(request.method, request.path, declared);
    if (!rule || (rule.anonymousOnly && actor)) return;
    const max = this.deps.config.rateLimits[rule.name];
    if (max === 0) return;
    const caller = actor ? `user ${actor.principal.userId}` : `address ${networkOf(addressOf(request))}`;
    const key = `${this.deps.config.redisPrefix}:rate:${rule.name}:${hashOf(caller)}`;
    const { passed, remaining, nextFreeAtMs, waitMs } = await this.windows.take(key, max);
    response.set({
      'X-RateLimit-Limit': String(max),
      'X-RateLimit-Remaining': String(remaining),
      'X-RateLimit-Reset': String(Math.ceil(nextFreeAtMs / 1000)),
    });
    if (passed) return;
    refused.inc({ limit: rule.name });
    throw tooManyRequests(Math.max(1, Math.ceil(waitMs / 1000)));
  }
}

/** Redis is readable: it learns no addresses. */
function hashOf(caller: string): string {
  return createHash('sha256').update(caller).digest('base64url');
}

/** Whoever has one IPv6 address has the 2^64 of its network; an IPv4 one may come in IPv6's form. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] as string).toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}

function tooManyRequests(retryAfterSeconds: number): AppError {
  return new AppError('rate_limited', 429, 'Too many requests; Retry-After says when to come again', {
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });
}
