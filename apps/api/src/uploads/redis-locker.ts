import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError, messageOf } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { duplicateRedis, type RedisClient } from '@sluice/kernel/redis';
import { ERRORS, type Lock, type Locker, type RequestRelease } from '@tus/server';

/** A lock whose holder fell silent (killed, frozen, cut off) is free after so long. */
const LOCK_MS = 8_000;
const RENEW_EVERY_MS = 2_000;
/** The holder stops writing so long before its lock may be another's. */
const SAFETY_MS = 2_000;
/** Longer than a dead holder's lock lives: who resumes after a crash waits instead of being refused. */
const ACQUIRE_TIMEOUT_MS = 12_000;
const TRY_EVERY_MS = 100;
const ASK_EVERY_MS = 1_000;

/** Both only touch a lock that still bears the holder's token. */
const RENEW = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

export interface RedisLockerOptions {
  redis: RedisClient;
  /** First part of the keys. */
  prefix: string;
  log: Log;
}

/**
 * One request at a time for an upload, whichever replica of the API it came to. Who waits for a lock asks its
 * holder, by pub/sub, to let go: a client that resumes must not wait for the connection it lost.
 */
export class RedisLocker implements Locker {
  private readonly held = new Map<string, RedisLock>();
  private subscriber: RedisClient | undefined;

  constructor(private readonly options: RedisLockerOptions) {}

  newLock(uploadId: string): RedisLock {
    const { redis, prefix, log } = this.options;
    return new RedisLock({
      redis,
      log,
      key: `${prefix}:upload-lock:${uploadId}`,
      askHolder: () => redis.publish(this.channel, uploadId),
      onTaken: (lock) => {
        this.listen();
        this.held.set(uploadId, lock);
      },
      onReleased: (lock) => {
        if (this.held.get(uploadId) === lock) this.held.delete(uploadId);
      },
    });
  }

  /** The lock that a request of this process holds on the upload. */
  lockOf(uploadId: string): RedisLock | undefined {
    return this.held.get(uploadId);
  }

  private get channel(): string {
    return `${this.options.prefix}:upload-release`;
  }

  /** From the first lock on; ends with the connection it was made from. */
  private listen(): void {
    if (this.subscriber) return;
    const { redis, log } = this.options;
    const subscriber = duplicateRedis(redis, { waits: true });
    this.subscriber = subscriber;
    // That Redis is away is logged by the connection this one was made from.
    subscriber.on('error', () => undefined);
    subscriber.on('message', (_channel: string, uploadId: string) =>
      this.held.get(uploadId)?.askedToRelease(),
    );
    redis.once('end', () => subscriber.disconnect());
    subscriber
      .subscribe(this.channel)
      .catch((error: unknown) => log.warn('requests to release uploads are not heard', { error }));
  }
}

interface RedisLockOptions {
  redis: RedisClient;
  log: Log;
  key: string;
  askHolder: () => Promise<unknown>;
  onTaken: (lock: RedisLock) => void;
  onReleased: (lock: RedisLock) => void;
}

/** One request's hold on an upload. */
export class RedisLock implements Lock {
  private readonly token = randomUUID();
  /** On this process' own steady clock; 0 when not held. */
  private validUntilMs = 0;
  private renewal: NodeJS.Timeout | undefined;
  private requestRelease: RequestRelease = () => undefined;

  constructor(private readonly options: RedisLockOptions) {}

  /**
   * @throws AppError `upload_locked` (423) when the holder does not let go, `unavailable` (503) without Redis;
   *   the protocol library's ABORTED when `signal` ends the waiting
   */
  async lock(signal: AbortSignal, requestRelease: RequestRelease): Promise<void> {
    const startedAt = performance.now();
    let askedAt = -Infinity;
    while (!(await this.tryTake())) {
      const now = performance.now();
      if (now - startedAt > ACQUIRE_TIMEOUT_MS) {
        throw new AppError('upload_locked', 423, 'Another request is writing to this upload');
      }
      if (now - askedAt >= ASK_EVERY_MS) {
        askedAt = now;
        await orUnavailable(this.options.askHolder());
      }
      await wait(TRY_EVERY_MS);
      if (signal.aborted) throw ERRORS.ABORTED;
    }
    this.requestRelease = requestRelease;
    this.renewal = setInterval(() => void this.renew(), RENEW_EVERY_MS).unref();
    this.options.onTaken(this);
  }

  /** Never fails: a lock that could not be released runs out. */
  async unlock(): Promise<void> {
    const { redis, log, key, onReleased } = this.options;
    clearInterval(this.renewal);
    this.validUntilMs = 0;
    onReleased(this);
    await redis.eval(RELEASE, 1, key, this.token).catch((error: unknown) => {
      log.warn('an upload stays locked until its lock runs out', { error: messageOf(error) });
    });
  }

  askedToRelease(): void {
    void this.requestRelease();
  }

  /** @throws AppError `upload_locked` (423) when the lock may be another's by now: nothing more may be written */
  assertHeld(): void {
    if (performance.now() < this.validUntilMs) return;
    throw new AppError('upload_locked', 423, 'Another request may be writing to this upload by now');
  }

  private async tryTake(): Promise<boolean> {
    const { redis, key } = this.options;
    const askedAt = performance.now();
    const answer = await orUnavailable(redis.set(key, this.token, 'PX', LOCK_MS, 'NX'));
    if (answer === 'OK') this.validUntilMs = askedAt + LOCK_MS - SAFETY_MS;
    return answer === 'OK';
  }

  private async renew(): Promise<void> {
    const { redis, key } = this.options;
    const askedAt = performance.now();
    const renewed = await redis.eval(RENEW, 1, key, this.token, LOCK_MS).catch(() => undefined);
    if (this.validUntilMs === 0) return;
    if (renewed === 1) this.validUntilMs = askedAt + LOCK_MS - SAFETY_MS;
    else if (renewed === 0) this.validUntilMs = 0;
    if (performance.now() >= this.validUntilMs) this.askedToRelease();
  }
}

/** Without Redis there is no telling who else writes, so nobody does. */
async function orUnavailable<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    throw new AppError('unavailable', 503, 'Uploads can not be locked now', {
      cause: error,
      headers: { 'Retry-After': '2' },
    });
  }
}
