import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { silentLog } from '@sluice/kernel/log';
import { connectRedis, type RedisClient } from '@sluice/kernel/redis';
import { testPrefix, testRedisUrl } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { RedisLocker } from './redis-locker';

describe('the lock on an upload', () => {
  const prefix = testPrefix();
  const replicas: { redis: RedisClient; locker: RedisLocker }[] = [];
  const patient = new AbortController().signal;
  const keep = (): void => undefined;

  before(async () => {
    for (let i = 0; i < 2; i++) {
      const redis = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
      await once(redis, 'ready');
      replicas.push({ redis, locker: new RedisLocker({ redis, prefix, log: silentLog }) });
    }
  });
  after(() => {
    for (const { redis } of replicas) redis.disconnect();
  });

  const replica = (index: number): { redis: RedisClient; locker: RedisLocker } => {
    return replicas[index] as { redis: RedisClient; locker: RedisLocker };
  };

  it('has one holder at a time, in all replicas together', async () => {
    let holders = 0;
    let most = 0;
    const work = async (index: number): Promise<void> => {
      const lock = replica(index % 2).locker.newLock('one');
      await lock.lock(patient, keep);
      most = Math.max(most, ++holders);
      await new Promise((resolve) => setImmediate(resolve));
      holders -= 1;
      await lock.unlock();
    };
    await Promise.all(Array.from({ length: 10 }, (_, index) => work(index)));
    expect(most).toBe(1);
  });

  it('asks its holder, in another replica, to let go', async () => {
    const first = replica(0).locker.newLock('two');
    const asked = new Promise<void>((resolve) => void first.lock(patient, resolve));
    await replica(0).redis.ping();
    const second = replica(1).locker.newLock('two');
    const taken = second.lock(patient, keep);
    await asked;
    first.assertHeld();
    await first.unlock();
    await taken;
    second.assertHeld();
    expect(() => first.assertHeld()).toThrow('may be writing');
    await second.unlock();
  });

  it('leaves the lock of another alone', async () => {
    const { redis, locker } = replica(0);
    const late = locker.newLock('three');
    await late.lock(patient, keep);
    await redis.set(`${prefix}:upload-lock:three`, 'another', 'PX', 60_000);
    await late.unlock();
    expect(await redis.get(`${prefix}:upload-lock:three`)).toBe('another');
  });

  it('tells its holder when it is lost', async () => {
    const { redis, locker } = replica(0);
    const lock = locker.newLock('four');
    const told = new Promise<void>((resolve) => void lock.lock(patient, resolve));
    await redis.ping();
    await redis.set(`${prefix}:upload-lock:four`, 'another', 'PX', 60_000);
    await told;
    expect(() => lock.assertHeld()).toThrow('may be writing');
    await lock.unlock();
  });

  it('is free again when its holder fell silent', async () => {
    const { redis, locker } = replica(0);
    await redis.set(`${prefix}:upload-lock:five`, 'a process that was killed', 'PX', 500);
    const lock = locker.newLock('five');
    await lock.lock(patient, keep);
    lock.assertHeld();
    await lock.unlock();
  });

  it('is not waited for any longer than its request lives', async () => {
    const { redis, locker } = replica(0);
    await redis.set(`${prefix}:upload-lock:six`, 'another', 'PX', 60_000);
    const gone = new AbortController();
    const locking = locker.newLock('six').lock(gone.signal, keep);
    gone.abort();
    await expect(locking).rejects.toMatchObject({ status_code: 400 });
  });

  it('can not be had, for now, without Redis', async () => {
    const redis = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
    await once(redis, 'ready');
    const locker = new RedisLocker({ redis, prefix, log: silentLog });
    redis.disconnect();
    await expect(locker.newLock('seven').lock(patient, keep)).rejects.toMatchObject({
      code: 'unavailable',
      status: 503,
    });
  });
});
