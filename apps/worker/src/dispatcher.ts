import { type Database, rows } from '@sluice/kernel/db';
import { messageOf } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { type Admission, forgetEnded, type Queues, recoverExpired, recoverLost } from '@sluice/kernel/queue';
import { type FileStore, sweepFiles } from '@sluice/kernel/storage';
import { type QueryRunner } from 'typeorm';
import { Gauge } from 'prom-client';
import { ChoreRounds } from './chore-rounds';
import { type Chore } from './job-handler';

/** Held by the one dispatcher of the fleet, for as long as its connection lives. */
const LEADER_LOCK = 7_315_004;
const ADMIT_EVERY_MS = 500;
const RECOVER_EVERY_MS = 2_000;
const TIDY_EVERY_MS = 3600_000;
/** Files that no row names are left alone for a day: an upload may still be on its way to its row. */
const ORPHAN_AGE_MS = 24 * 3600_000;

const isLeader = new Gauge({ name: 'sluice_dispatcher_leader', help: '1 on the worker that leads, else 0' });

export interface DispatcherOptions {
  db: Database;
  queues: Queues;
  admission: Admission;
  store: FileStore;
  log: Log;
  leaseMs: number;
  /** Done while this worker leads, beside its own duties. */
  chores?: Chore[];
}

/**
 * Every worker runs one; the one that holds the advisory lock leads: it admits what waits, gives expired
 * and lost work back to the fleet, and tidies up. All it does is safe to be done by two at once, so
 * leadership saves work, it protects nothing.
 */
export class Dispatcher {
  private connection: QueryRunner | undefined;
  private chores: ChoreRounds | undefined;
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private nextRecoveryAt = 0;
  private lastTidyAt = 0;
  private stopped = false;

  constructor(private readonly options: DispatcherOptions) {}

  start(): void {
    this.schedule(0);
  }

  /** Stops leading; another worker takes over within a second. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.turn;
    await this.resign();
  }

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.turn = this.takeTurn()
        .catch(async (error: unknown) => {
          this.options.log.warn('the dispatcher met an error', { error: messageOf(error) });
          await this.resign();
        })
        .finally(() => this.schedule(ADMIT_EVERY_MS));
    }, delayMs);
  }

  private async takeTurn(): Promise<void> {
    if (!(await this.leads())) return;
    const { db, queues, admission, log } = this.options;
    if (Date.now() >= this.nextRecoveryAt) {
      this.nextRecoveryAt = Date.now() + RECOVER_EVERY_MS;
      await recoverExpired(db, log);
      if (queues.ready) await recoverLost(db, queues, log);
    }
    await admission.admit();
    if (Date.now() - this.lastTidyAt >= TIDY_EVERY_MS) {
      this.lastTidyAt = Date.now();
      // In the background: a large store takes longer to look through than work may wait for admission.
      void this.tidy().catch((error: unknown) => log.warn('tidying up failed', { error: messageOf(error) }));
    }
  }

  private async tidy(): Promise<void> {
    const { db, store, log } = this.options;
    await forgetEnded(db);
    // By the clock, so that every slice has its turn whoever leads and however often that changes.
    const slice = Math.floor(Date.now() / TIDY_EVERY_MS);
    const files = await sweepFiles(store, db, new Date(Date.now() - ORPHAN_AGE_MS), slice);
    if (files > 0) log.info('orphaned files were deleted', { files });
  }

  private async leads(): Promise<boolean> {
    if (this.connection) {
      await this.connection.query('SELECT 1');
      return true;
    }
    const connection = this.options.db.createQueryRunner();
    try {
      // A leader that is frozen, not dead, falls silent: the server then ends its session and with it the lock.
      await connection.query(`SET idle_session_timeout = '10s'`);
      const [lock] = await rows<{ won: boolean }>(connection, 'SELECT pg_try_advisory_lock($1) AS won', [
        LEADER_LOCK,
      ]);
      if (lock?.won) {
        this.connection = connection;
        // After an outage of Postgres every lease has run out. Workers that live get the time of a
        // heartbeat to say so, or their work would count as crashed.
        this.nextRecoveryAt = Date.now() + this.options.leaseMs / 2;
        isLeader.set(1);
        this.chores = new ChoreRounds(this.options.chores ?? [], this.options.log);
        this.options.log.info('this worker leads the dispatcher');
        return true;
      }
    } finally {
      if (this.connection !== connection) await release(connection);
    }
    return false;
  }

  private async resign(): Promise<void> {
    const connection = this.connection;
    this.connection = undefined;
    isLeader.set(0);
    const chores = this.chores;
    this.chores = undefined;
    await chores?.stop();
    if (!connection) return;
    await connection.query('SELECT pg_advisory_unlock($1)', [LEADER_LOCK]).catch(() => undefined);
    await release(connection);
  }
}

/** Back to the pool as it came. */
async function release(connection: QueryRunner): Promise<void> {
  await connection.query('RESET idle_session_timeout').catch(() => undefined);
  await connection.release();
}
