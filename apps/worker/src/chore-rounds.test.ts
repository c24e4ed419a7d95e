import { describe, it } from 'node:test';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { ChoreRounds } from './chore-rounds';

describe('chores of the worker that leads', () => {
  it('come round again and again, also after a failure, and apart from each other', async () => {
    let done = 0;
    const failing = {
      name: 'fails',
      everyMs: 1,
      run: () => {
        done++;
        return Promise.reject(new Error('as asked'));
      },
    };
    const stuck = { name: 'hangs', everyMs: 1, run: untilAborted };
    const rounds = new ChoreRounds([failing, stuck], silentLog);
    await eventually('three rounds', () => Promise.resolve(done >= 3));
    await rounds.stop();
    const atStop = done;
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(atStop);
  });

  it('are waited for when another worker leads, and told so', async () => {
    let isOver = false;
    const chore = {
      name: 'ends',
      everyMs: 1,
      run: async (signal: AbortSignal) => {
        await untilAborted(signal);
        isOver = true;
      },
    };
    await new ChoreRounds([chore], silentLog).stop();
    expect(isOver).toBe(true);
  });
});

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}
