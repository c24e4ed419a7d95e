import { hostname } from 'node:os';
import { VERSION } from '../config';
import { type Database, rows } from '../db';
import { LeaseLostError, messageOf } from '../errors';
import { type Log } from '../log';
import { type QueuedJob } from '../queue';
import { type ClaimedJob } from './claim';
import { type Lease } from './lease';

export interface HeartbeatOptions {
  db: Database;
  log: Log;
  workerId: string;
  queues: string[];
  /** Jobs this worker can run at once, per queue; admission sizes the fleet by it. */
  concurrency: number;
  leaseMs: number;
}

/** Says that this worker lives and renews all its leases, a third of a lease apart. */
export class Heartbeat {
  private readonly leases = new Set<Lease>();
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();
  private isDraining = false;
  private hasStopped = false;

  constructor(private readonly options: HeartbeatOptions) {}

  /** The first beat announces the worker; rejects when Postgres can't be reached. */
  async start(): Promise<void> {
    await this.beat();
    this.schedule();
  }

  /** Says at once, and with every beat, whether this worker takes new work. */
  async setDraining(isDraining: boolean): Promise<void> {
    this.isDraining = isDraining;
    await this.announce();
  }

  hold(lease: Lease): void {
    this.leases.add(lease);
  }

  release(lease: Lease): void {
    this.leases.delete(lease);
  }

  /** Tells every job at hand, or those that are meant, to stop at its next safe place. */
  abortAll(reason: Error, isMeant: (job: ClaimedJob) => boolean = () => true): void {
    for (const lease of this.leases) if (isMeant(lease.job)) lease.abort(reason);
  }

  /** Stops the jobs that were taken away, if they are ours, without waiting for the next beat to find out. */
  abortLost(jobs: QueuedJob[]): void {
    for (const lease of this.leases) {
      const { id } = lease.job;
      const isTaken = jobs.some(({ jobId, epoch }) => jobId === id && epoch === lease.job.epoch);
      if (isTaken && !lease.isOver) lease.abort(new LeaseLostError(id));
    }
  }

  /**
   * Hands back every job at hand, whatever still works on it: that can write nothing any more.
   * @returns how many
   */
  async handBackAll(): Promise<number> {
    const held = [...this.leases].filter((lease) => !lease.isOver);
    const ends = await Promise.allSettled(held.map((lease) => lease.handBack()));
    const failure = ends.find((end) => end.status === 'rejected' && !(end.reason instanceof LeaseLostError));
    if (failure?.status === 'rejected') throw failure.reason;
    return ends.filter((end) => end.status === 'fulfilled').length;
  }

  /** The last beat takes the worker off the list, so that nobody counts on it. */
  async stop(): Promise<void> {
    this.hasStopped = true;
    clearTimeout(this.timer);
    await this.beating;
    await this.options.db.query('DELETE FROM workers WHERE id = $1', [this.options.workerId]);
  }

  private schedule(): void {
    if (this.hasStopped) return;
    this.timer = setTimeout(() => {
      this.beating = this.beat()
        .catch((error: unknown) => this.options.log.warn('a heartbeat failed', { error: messageOf(error) }))
        .finally(() => this.schedule());
    }, this.options.leaseMs / 3);
    this.timer.unref();
  }

  private async beat(): Promise<void> {
    const { db, leaseMs } = this.options;
    await this.announce();
    const held = [...this.leases];
    if (held.length === 0) return;
    const renewed = await rows<{ id: string }>(
      db,
      `UPDATE jobs SET lease_until = now() + $3 * interval '1 millisecond'
       FROM unnest($1::uuid[], $2::int[]) AS held (id, epoch)
       WHERE jobs.id = held.id AND jobs.epoch = held.epoch AND jobs.state = 'running'
       RETURNING jobs.id`,
      [held.map((lease) => lease.job.id), held.map((lease) => lease.job.epoch), leaseMs],
    );
    const ours = new Set(renewed.map((row) => row.id));
    for (const lease of held) {
      if (!ours.has(lease.job.id) && !lease.isOver) lease.abort(new LeaseLostError(lease.job.id));
    }
  }

  private async announce(): Promise<void> {
    const { db, workerId, queues, concurrency } = this.options;
    await db.query(
      `INSERT INTO workers (id, queues, concurrency, host, version, draining) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO UPDATE SET seen_at = now(), draining = EXCLUDED.draining`,
      [workerId, queues, concurrency, hostname(), VERSION, this.isDraining],
    );
  }
}
