import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { type Chore } from './job-handler';

/** Does each chore round by round from now on, until it is stopped. A round that fails is tried again like any other. */
export class ChoreRounds {
  private readonly abortion = new AbortController();
  private readonly rounds: Promise<void>[];

  constructor(
    chores: Chore[],
    private readonly log: Log,
  ) {
    this.rounds = chores.map((chore) => this.goRound(chore));
  }

  /** Waits for the rounds under way to end; their signal has aborted. */
  async stop(): Promise<void> {
    this.abortion.abort(new Error('Another worker leads'));
    await Promise.all(this.rounds);
  }

  private async goRound({ name, everyMs, run }: Chore): Promise<void> {
    const { signal } = this.abortion;
    while (!signal.aborted) {
      await run(signal).catch((error: unknown) => {
        if (!signal.aborted) this.log.warn('a chore failed', { chore: name, error: messageOf(error) });
      });
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
