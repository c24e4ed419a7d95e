import { messageOf } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { type RedisClient } from '@sluice/kernel/redis';

/** What a window says to a request. */
export interface Passage {
  passed: boolean;
  /** Requests that may pass right after this one. */
  remaining: number;
  /** Unix time at which the oldest request counted leaves the window and one more may pass. */
  nextFreeAtMs: number;
  /** Time from now to then. */
  waitMs: number;
}

/**
 * KEYS[1] log; ARGV maximum, window in microseconds. The log holds the time of every request that passed
 * within the window, oldest first, by the clock of Redis. Answers passed, count, oldest, now.
 */
const TAKE = `
  local max, window = tonumber(ARGV[1]), tonumber(ARGV[2])
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local oldest = redis.call('LINDEX', KEYS[1], 0)
  while oldest and tonumber(oldest) <= now - window do
    redis.call('LPOP', KEYS[1])
    oldest = redis.call('LINDEX', KEYS[1], 0)
  end
  local count = redis.call('LLEN', KEYS[1])
  local passed = 0
  if count < max then
    passed = 1
    count = count + 1
    local mark = string.format('%.0f', now)
    oldest = oldest or mark
    redis.call('RPUSH', KEYS[1], mark)
    redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
  end
  return { passed, count, oldest, string.format('%.0f', now) }`;

/** After an error Redis is left alone for so long: a hanging one would cost every request its time limit. */
const RETRY_REDIS_AFTER_MS = 1_000;

/**
 * At most so many requests in any window of time, wherever it begins, for all API processes together: Redis
 * keeps the time of each that passed. (A counter a fixed window long would let twice as many pass around its
 * end.) Requests that are refused do not count.
 *
 * While Redis is away each process keeps such windows by itself, beginning empty: the service goes on, and a
 * client gets at most the limit once more from each process. Refusing everybody because a counter is away
 * would be worse, and no limit at all would leave the door open to whoever brought Redis down.
 */
export class SlidingWindows {
  private readonly local: LocalWindows;
  private retryRedisAtMs = 0;
  private isAway = false;

  constructor(
    private readonly redis: RedisClient,
    private readonly log: Log,
    private readonly windowMs: number,
  ) {
    this.local = new LocalWindows(windowMs);
  }

  async take(key: string, max: number): Promise<Passage> {
    if (this.redis.status !== 'ready' || performance.now() < this.retryRedisAtMs) {
      return this.takeLocally(key, max, 'not connected');
    }
    try {
      const answer = await this.redis.eval(TAKE, 1, key, max, this.windowMs * 1000);
      this.isBack();
      return this.passage(answer as [number, number, string, string], max);
    } catch (error) {
      this.retryRedisAtMs = performance.now() + RETRY_REDIS_AFTER_MS;
      return this.takeLocally(key, max, messageOf(error));
    }
  }

  private passage([passed, count, oldest, now]: [number, number, string, string], max: number): Passage {
    const waitMs = (Number(oldest) - Number(now)) / 1000 + this.windowMs;
    const nextFreeAtMs = Number(now) / 1000 + waitMs;
    return { passed: passed === 1, remaining: Math.max(0, max - count), nextFreeAtMs, waitMs };
  }

  private takeLocally(key: string, max: number, reason: string): Passage {
    if (!this.isAway) this.log.warn('rate limits are counted by each process: Redis is away', { reason });
    this.isAway = true;
    return this.local.take(key, max);
  }

  private isBack(): void {
    if (!this.isAway) return;
    this.isAway = false;
    this.local.clear();
    this.log.info('rate limits are counted in Redis again');
  }
}

/** Callers remembered at once; beyond it those who came first are forgotten. */
const MAX_LOCAL_KEYS = 10_000;

/** The same in this process's memory. */
class LocalWindows {
  private readonly logs = new Map<string, number[]>();

  constructor(private readonly windowMs: number) {}

  take(key: string, max: number): Passage {
    const nowMs = performance.now();
    const log = (this.logs.get(key) ?? []).filter((atMs) => atMs > nowMs - this.windowMs);
    const passed = log.length < max;
    if (passed) log.push(nowMs);
    this.logs.set(key, log);
    const [first] = this.logs.keys();
    if (this.logs.size > MAX_LOCAL_KEYS && first !== undefined) this.logs.delete(first);
    const waitMs = (log[0] ?? nowMs) - nowMs + this.windowMs;
    return {
      passed,
      remaining: Math.max(0, max - log.length),
      nextFreeAtMs: Date.now() + waitMs,
      waitMs,
    };
  }

  clear(): void {
    this.logs.clear();
  }
}
