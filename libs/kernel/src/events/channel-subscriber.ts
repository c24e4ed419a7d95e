import { messageOf } from '../errors';
import { type Log } from '../log';
import { duplicateRedis, type RedisClient } from '../redis';

export interface ChannelSubscriberOptions {
  /** Gives the settings of the one connection that subscribes; is not subscribed itself. */
  redis: RedisClient;
  /** What Redis shows as the connection's name. */
  name: string;
  log: Log;
  onMessage(channel: string, message: string): void;
  /** All channels are subscribed to, for the first time or again: what was published before was missed. */
  onSubscribed?(): void | Promise<void>;
  /** How often the connection is asked for a sign of life. */
  pingEveryMs?: number;
}

const CHANNELS_PER_COMMAND = 500;
/** A connection that died silently is found out by a ping that stays unanswered. */
const PING_EVERY_MS = 5_000;

/**
 * One Redis connection, opened with the first channel, that is subscribed to the channels added to it and
 * subscribes again when Redis was away. What is published meanwhile is lost.
 */
export class ChannelSubscriber {
  private readonly channels = new Set<string>();
  private connection: RedisClient | undefined;
  /** Resolves when the connection stands for the first time, or could not be made. */
  private firstTry: Promise<unknown> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ChannelSubscriberOptions) {}

  /** Resolves when messages of the channel arrive, or when Redis is away and they will not for now. */
  async add(channel: string): Promise<void> {
    this.channels.add(channel);
    const connection = (this.connection ??= this.connect());
    await this.firstTry;
    if (this.channels.has(channel)) await this.subscribe(connection, [channel]);
  }

  remove(channel: string): void {
    this.channels.delete(channel);
    if (this.connection?.status !== 'ready') return;
    this.connection.unsubscribe(channel).catch((error: unknown) => {
      this.options.log.warn('a subscription could not be ended', { error: messageOf(error) });
    });
  }

  close(): void {
    this.channels.clear();
    clearInterval(this.timer);
    this.connection?.disconnect();
  }

  private connect(): RedisClient {
    const { redis, name, log, onMessage, onSubscribed, pingEveryMs = PING_EVERY_MS } = this.options;
    // What was listened to before a loss may not be any more: we subscribe again ourselves. (In a cluster, where any
    // node tells what is published at any other, ioredis goes on at the next node with all that is listened to.)
    const connection = duplicateRedis(redis, { name, resubscribes: false });
    // The connection it was made from has logged that Redis is away.
    connection.on('error', () => undefined);
    this.firstTry = new Promise((resolve) => connection.once('ready', resolve).once('close', resolve));
    connection.on('message', onMessage);
    connection.on('ready', () => {
      this.subscribe(connection, [...this.channels])
        .then(() => onSubscribed?.())
        .catch((error: unknown) => log.warn('listening again failed', { error: messageOf(error) }));
    });
    this.timer = setInterval(() => {
      // A failure that matters closes the connection.
      if (connection.status === 'ready') connection.ping().catch(() => undefined);
    }, pingEveryMs).unref();
    return connection;
  }

  private async subscribe(connection: RedisClient, channels: string[]): Promise<void> {
    // While Redis is away nothing is heard; all channels are subscribed to when it is back.
    if (connection.status !== 'ready') return;
    for (let from = 0; from < channels.length; from += CHANNELS_PER_COMMAND) {
      await connection
        .subscribe(...channels.slice(from, from + CHANNELS_PER_COMMAND))
        .catch((error: unknown) => {
          this.options.log.warn('a subscription failed', { error: messageOf(error) });
        });
    }
  }
}
