import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { eventually } from '@sluice/kernel/testing';
import { isAlive } from './fixtures/is-alive';
import { type Program } from './program';
import { supervise } from './supervise';

const script = join(__dirname, 'fixtures', 'program.js');

describe('a supervised program', () => {
  it('is started again when it is killed, and stays ended once stopped', async () => {
    const started: Program[] = [];
    const supervised = supervise({
      name: 'program',
      script,
      env: process.env,
      backoff: { firstMs: 1, maxMs: 10 },
      onStart: (program) => started.push(program),
    });
    await supervised.current().message('ready');
    process.kill(supervised.current().pid, 'SIGKILL');
    const second = await eventually('a second process', () => started[1]);
    await second.message('ready');
    expect(second.pid).not.toBe(started[0]?.pid);
    await supervised.stop(10_000);
    expect(await isAlive(second.pid)).toBe(false);
    expect(started).toHaveLength(2);
  });

  it('waits twice as long after each death, up to the limit', async () => {
    const waits: number[] = [];
    const supervised = supervise({
      name: 'program',
      script,
      args: ['crash'],
      env: process.env,
      backoff: { firstMs: 1, maxMs: 5 },
      onDeath: (status, restartInMs) => {
        expect(status.code).toBe(3);
        waits.push(restartInMs);
      },
    });
    await eventually('five deaths', () => waits.length >= 5);
    await supervised.stop(10_000);
    expect(waits.slice(0, 5)).toEqual([1, 2, 4, 5, 5]);
  });

  it('starts with the first wait again after it stayed up', async () => {
    const waits: number[] = [];
    const supervised = supervise({
      name: 'program',
      script,
      args: ['crash'],
      env: process.env,
      backoff: { firstMs: 1, maxMs: 100 },
      stableMs: 0,
      onDeath: (_, restartInMs) => waits.push(restartInMs),
    });
    await eventually('three deaths', () => waits.length >= 3);
    await supervised.stop(10_000);
    expect(waits.slice(0, 3)).toEqual([1, 1, 1]);
  });

  it('can be stopped while it waits to start again', async () => {
    let deaths = 0;
    const supervised = supervise({
      name: 'program',
      script,
      args: ['crash'],
      env: process.env,
      backoff: { firstMs: 3_600_000, maxMs: 3_600_000 },
      onDeath: () => deaths++,
    });
    await eventually('its death', () => deaths === 1);
    await supervised.stop(10_000);
    expect(supervised.current().hasExited()).toBe(true);
  });
});
