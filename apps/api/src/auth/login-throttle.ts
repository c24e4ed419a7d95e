import { createHash } from 'node:crypto';
import { AppError } from '@sluice/kernel/errors';
import { type RedisClient } from '@sluice/kernel/redis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

const WINDOW_SECONDS = 15 * 60;
const MAX_FAILURES_PER_ACCOUNT = 10;
const MAX_FAILURES_PER_ADDRESS = 100;

/**
 * Counts failed logins per account and per address, for all API processes together in Redis. A count begins
 * with the first failure and ends 15 minutes later; when it is full, the door is closed for 15 minutes.
 * While Redis is away each process counts for itself, from zero: logins go on, guessing stays slow.
 */
export class LoginThrottle {
  private readonly account: FailureCount;
  private readonly address: FailureCount;

  constructor(redis: RedisClient, prefix: string) {
    this.account = new FailureCount(redis, `${prefix}:login-failures:account`, MAX_FAILURES_PER_ACCOUNT);
    this.address = new FailureCount(redis, `${prefix}:login-failures:address`, MAX_FAILURES_PER_ADDRESS);
  }

  /** @throws AppError 429 with `Retry-After` while the door of the account or of the address is closed */
  async check(account: string, address: string): Promise<void> {
    const waits = await Promise.all([
      this.account.closedForSeconds(account),
      this.address.closedForSeconds(address),
    ]);
    const seconds = Math.max(...waits);
    if (seconds > 0) throw tooMany(seconds);
  }

  /**
   * @returns true when this failure has closed the account's or the address's door
   * @throws AppError 429 when it was closed before: of many guesses sent at once, no more are answered than
   *   of guesses sent in turn
   */
  async countFailure(account: string, address: string): Promise<boolean> {
    const doors = await Promise.all([this.account.add(account), this.address.add(address)]);
    if (doors.includes('closed')) throw tooMany(WINDOW_SECONDS);
    return doors.includes('closing');
  }

  /** The right password: the account's failures are forgotten, the address's are not. */
  async forget(account: string): Promise<void> {
    await this.account.reset(account);
  }
}

class FailureCount {
  private readonly limiter: RateLimiterRedis;

  constructor(
    redis: RedisClient,
    keyPrefix: string,
    private readonly max: number,
  ) {
    const options = { keyPrefix, points: max, duration: WINDOW_SECONDS };
    this.limiter = new RateLimiterRedis({
      ...options,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(options),
    });
  }

  /** 0 while it is open. */
  async closedForSeconds(name: string): Promise<number> {
    const count = await this.limiter.get(keyOf(name));
    if (!count || count.consumedPoints < this.max) return 0;
    return Math.max(1, Math.ceil(count.msBeforeNext / 1000));
  }

  async add(name: string): Promise<'open' | 'closing' | 'closed'> {
    const { consumedPoints } = await this.limiter.penalty(keyOf(name));
    if (consumedPoints !== this.max) return consumedPoints < this.max ? 'open' : 'closed';
    await this.limiter.block(keyOf(name), WINDOW_SECONDS);
    return 'closing';
  }

  async reset(name: string): Promise<void> {
    await this.limiter.delete(keyOf(name));
  }
}

/** Redis is readable: it learns no names and no addresses, and no endless ones either. */
function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}

function tooMany(seconds: number): AppError {
  return new AppError('too_many_attempts', 429, 'Too many failed logins; try again later', {
    headers: { 'Retry-After': String(seconds) },
  });
}
