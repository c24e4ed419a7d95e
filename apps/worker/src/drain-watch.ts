import { type Database } from '@sluice/kernel/db';
import { messageOf } from '@sluice/kernel/errors';
import { type Heartbeat } from '@sluice/kernel/lease';
import { type Log } from '@sluice/kernel/log';
import { type Drain, drainsInForce } from '@sluice/kernel/queue';
import { drainedWorker } from './metrics';
import { type Runner } from './runner';

const LOOK_EVERY_MS = 1_000;

export interface DrainWatchOptions {
  db: Database;
  log: Log;
  workerId: string;
  runner: Runner;
  heartbeat: Heartbeat;
}

/**
 * Keeps this worker to the drains there are. One of its own makes it take nothing new; it stays alive, says so, and
 * goes on when that drain is over. Drains of queues and of everything are admission's: here they only matter when what
 * runs is to be handed back.
 */
export class DrainWatch {
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private isStopped = false;
  private isDrained = false;

  constructor(private readonly options: DrainWatchOptions) {}

  start(): void {
    this.schedule(0);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.turn;
  }

  private schedule(delayMs: number): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.turn = this.look()
        .catch((error: unknown) =>
          this.options.log.warn('drains could not be looked up', { error: messageOf(error) }),
        )
        .finally(() => this.schedule(LOOK_EVERY_MS));
    }, delayMs);
  }

  private async look(): Promise<void> {
    const { db, workerId, runner } = this.options;
    const drains = await drainsInForce(db);
    const mine = drains.find(({ scope, target }) => scope === 'worker' && target === workerId);
    if ((mine !== undefined) !== this.isDrained) await this.turnTo(mine);
    // Each time anew: what was claimed the moment before may have begun since.
    for (const { scope, target, handBack } of drains) {
      if (!handBack) continue;
      if (scope === 'queue') runner.handBack(target);
      else if (scope === 'all' || target === workerId) runner.handBack();
    }
  }

  private async turnTo(drain: Drain | undefined): Promise<void> {
    const { runner, heartbeat, log } = this.options;
    this.isDrained = drain !== undefined;
    drainedWorker.set(this.isDrained ? 1 : 0);
    if (drain) await runner.pause('operator');
    else await runner.resume('operator');
    await heartbeat.setDraining(this.isDrained);
    log.info(drain ? 'this worker is drained: it takes nothing new' : 'this worker takes work again', {
      ...(drain && { by: drain.createdBy, until: drain.until }),
    });
  }
}
