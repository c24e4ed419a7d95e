import { once } from 'node:events';
import { after, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import { Redis } from 'ioredis';
import { silentLog } from '../log';
import { eventually, testPrefix, testRedisUrl } from '../testing';
import { ProgressBoard } from '.';

const entry = (version: number) => ({
  version,
  tenantId: 'tenant',
  ownerId: 'owner',
  json: `{"processed":${version}}`,
});

describe('the progress board', () => {
  let redis: Redis;
  let board: ProgressBoard;

  before(async () => {
    redis = new Redis(testRedisUrl(), { lazyConnect: true });
    await redis.connect();
  });
  after(() => redis.quit());
  beforeEach(() => {
    board = new ProgressBoard(redis, testPrefix(), silentLog);
  });

  it('gives back what was written last', async () => {
    expect(await board.read('a')).toBeUndefined();
    await board.write('a', entry(1));
    await board.write('a', entry(2));
    expect(await board.read('a')).toEqual(entry(2));
  });

  it('never goes back to an older version, whoever writes last', async () => {
    await board.read('a');
    await board.write('a', entry(5));
    await board.write('a', entry(4));
    expect(await board.read('a')).toEqual(entry(5));
  });

  it('does not show a deleted batch again when a late writer comes', async () => {
    await board.write('a', entry(5));
    await board.forget('a');
    await board.write('a', entry(6));
    expect(await board.read('a')).toBeUndefined();
  });

  it('does not believe an entry that nobody has written for a while: its last change may not have come', async () => {
    const prefix = testPrefix();
    board = new ProgressBoard(redis, prefix, silentLog);
    await board.read('a');
    await board.write('a', entry(1));
    await board.write('b', entry(1));
    const writtenAt = Number(await redis.hget(`${prefix}:progress:a`, 'at'));
    await redis.hset(`${prefix}:progress:a`, 'at', writtenAt - 4_000_000);
    expect([await board.read('a'), await board.read('b')]).toEqual([undefined, entry(1)]);
    await board.write('a', entry(1));
    expect(await board.read('a')).toEqual(entry(1));
  });

  it('does not believe entries from before it lost Redis, until they are written again', async () => {
    await board.read('a');
    await board.write('a', entry(1));
    expect(await board.read('a')).toEqual(entry(1));
    const closed = once(redis, 'close');
    redis.disconnect(true);
    await closed;
    await eventually('Redis to be back', () => redis.status === 'ready');
    expect(await board.read('a')).toBeUndefined();
    await board.write('a', entry(1));
    expect(await board.read('a')).toEqual(entry(1));
  });
});
