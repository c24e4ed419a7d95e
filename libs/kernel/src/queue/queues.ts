import { Queue } from 'bullmq';
import { messageOf, within } from '../errors';
import { type Log } from '../log';
import { queuePrefix, type RedisClient, type RedisFitness } from '../redis';
import { type QueuedJob } from './job-contract';

/** Finished jobs stay in Redis for a while, for people who look; Postgres remembers them. */
export const KEEP_FINISHED = { age: 3600, count: 1000 };

/** A hung Redis must not hold up whoever enqueues: Postgres has the job and admission comes again. */
const ENQUEUE_TIMEOUT_MS = 3_000;

/** Where a job lies in Redis. */
export interface PlacedJob extends QueuedJob {
  queue: string;
  /** In the lane that each worker keeps a slot for. */
  express: boolean;
}

/** The BullMQ queues, by name, on one connection. */
export class Queues {
  private readonly queues = new Map<string, Queue<QueuedJob>>();

  constructor(
    private readonly redis: RedisClient,
    private readonly prefix: string,
    private readonly log: Log,
    /** Whether Redis may be trusted with jobs; without it, whenever it is there. */
    private readonly fitness?: RedisFitness,
  ) {}

  /** False while Redis is away or not fit to be used: nothing is admitted then. */
  get ready(): boolean {
    return this.fitness ? this.fitness.isUsable : this.redis.status === 'ready';
  }

  /** The job id says which row and which epoch, so the same work is never queued twice under one epoch. */
  static jobId(job: QueuedJob): string {
    return `${job.jobId}-${job.epoch}`;
  }

  /** The name in BullMQ of a queue's lane. */
  static laneOf({ queue, express }: Pick<PlacedJob, 'queue' | 'express'>): string {
    return express ? `${queue}-express` : queue;
  }

  /** @param lane see {@link laneOf} */
  async add(lane: string, jobs: (QueuedJob & { name: string })[]): Promise<void> {
    const added = this.queue(lane).addBulk(
      jobs.map(({ name, jobId, epoch }) => ({
        name,
        data: { jobId, epoch },
        opts: {
          jobId: Queues.jobId({ jobId, epoch }),
          attempts: 1,
          removeOnComplete: KEEP_FINISHED,
          removeOnFail: KEEP_FINISHED,
        },
      })),
    );
    await within(ENQUEUE_TIMEOUT_MS, 'Redis', added);
  }

  /** True when Redis still holds the job and it has not ended there. */
  async isPending(job: PlacedJob): Promise<boolean> {
    const queue = this.queue(Queues.laneOf(job));
    const found = await within(ENQUEUE_TIMEOUT_MS, 'Redis', queue.getJob(Queues.jobId(job)));
    return found !== undefined && found.finishedOn === undefined;
  }

  /**
   * Takes cancelled jobs out of Redis. What stays there (Redis is away, a worker is at it) does no harm:
   * it can't be claimed any more.
   */
  async remove(jobs: PlacedJob[]): Promise<void> {
    if (!this.ready) return;
    const removals = jobs.map((job) => this.queue(Queues.laneOf(job)).remove(Queues.jobId(job)));
    await within(ENQUEUE_TIMEOUT_MS, 'Redis', Promise.allSettled(removals)).catch((error: unknown) =>
      this.log.warn('cancelled jobs stay in Redis', { error: messageOf(error) }),
    );
  }

  /** BullMQ's own objects, for a board to look into; all work goes through the methods above. */
  forBoard(queueNames: string[]): Queue<QueuedJob>[] {
    return queueNames
      .flatMap((queue) => [Queues.laneOf({ queue, express: false }), Queues.laneOf({ queue, express: true })])
      .map((lane) => this.queue(lane));
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  private queue(name: string): Queue<QueuedJob> {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = new Queue<QueuedJob>(name, {
        connection: this.redis,
        prefix: queuePrefix(this.redis, this.prefix),
      });
      queue.on('error', (error) => {
        // That Redis is away, and each try to reach it, is logged with the connection.
        if (this.ready) this.log.warn('the queue met an error', { queue: name, error: messageOf(error) });
      });
      this.queues.set(name, queue);
    }
    return queue;
  }
}
