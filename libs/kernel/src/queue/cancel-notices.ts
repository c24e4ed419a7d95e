import { messageOf } from '../errors';
import { type Log } from '../log';
import { type RedisClient } from '../redis';
import { type QueuedJob } from './job-contract';
import { type CancelledJob } from './outbox';

/**
 * Tells workers at once which running jobs were taken away. Only a shortcut: a worker that misses a notice
 * (Redis is away) finds out at its next heartbeat or commit, and what it writes is refused from the moment
 * of the cancellation on.
 */
export class CancelNotices {
  private readonly channel: string;

  constructor(
    private readonly redis: RedisClient,
    prefix: string,
    private readonly log: Log,
  ) {
    this.channel = `${prefix}:cancelled`;
  }

  /** After the commit that cancelled them. Never throws. */
  async send(cancelled: CancelledJob[]): Promise<void> {
    const running = cancelled.filter((job) => job.wasRunning).map(({ jobId, epoch }) => ({ jobId, epoch }));
    if (running.length === 0 || this.redis.status !== 'ready') return;
    try {
      await this.redis.publish(this.channel, JSON.stringify(running));
    } catch (error) {
      this.log.warn('workers were not told of cancelled jobs', { error: messageOf(error) });
    }
  }

  /** Listens for as long as the connection lives, which can do nothing else from then on. */
  async listen(onCancelled: (jobs: QueuedJob[]) => void): Promise<void> {
    this.redis.on('message', (channel: string, message: string) => {
      if (channel === this.channel) onCancelled(JSON.parse(message) as QueuedJob[]);
    });
    await this.redis.subscribe(this.channel);
  }
}
