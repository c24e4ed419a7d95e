import { Cluster } from 'ioredis';
import { messageOf } from '../errors';
import { type Log } from '../log';
import { type RedisClient } from './connect-redis';

export interface RedisFitnessOptions {
  redis: RedisClient;
  log: Log;
  /** Says so in the log when Redis keeps no append-only file. */
  wantsAppendOnly: boolean;
  /** How often it is looked at again besides every reconnect, while it is fit and while it is not. */
  everyMs?: number;
  everyMsWhileUnfit?: number;
}

/** Longest that a start waits for a Redis that neither answers nor refuses. */
const START_TIMEOUT_MS = 3_000;

/**
 * Whether Redis may be trusted with the queue. One that evicts keys when it is full throws away jobs, locks and counts
 * without a word: it is refused at start, and treated like a Redis that is away when it is found to do so later. Looked
 * at on every connection that is made, and now and then, for the setting can be changed while Redis runs.
 */
export class RedisFitness {
  private readonly listeners = new Set<(isFit: boolean) => void>();
  private readonly firstLook: Promise<void>;
  private readonly everyMs: number;
  private readonly everyMsWhileUnfit: number;
  private timer: NodeJS.Timeout | undefined;
  private found: string | undefined;
  private hasWarned = false;

  constructor(private readonly options: RedisFitnessOptions) {
    this.everyMs = options.everyMs ?? 30_000;
    this.everyMsWhileUnfit = options.everyMsWhileUnfit ?? 2_000;
    const { redis } = options;
    this.firstLook = new Promise((resolve) => {
      const timer = setTimeout(resolve, START_TIMEOUT_MS);
      const settle = (): void => {
        clearTimeout(timer);
        resolve();
      };
      redis.once('error', settle);
      redis.once('close', settle);
      redis.on('ready', () => void this.look().finally(settle));
    });
  }

  /** What is wrong with Redis and what to set; undefined while nothing is known to be. */
  get problem(): string | undefined {
    return this.found;
  }

  /** Redis is connected and fit: work may be given to it. */
  get isUsable(): boolean {
    return this.options.redis.status === 'ready' && this.found === undefined;
  }

  /** For `/readyz`: `ok`, `away`, or what is wrong. */
  get state(): string {
    return this.options.redis.status === 'ready' ? (this.found ?? 'ok') : 'away';
  }

  /** The same, asked for: of a network that swallows everything a connection that is not used tells nothing. */
  async ask(): Promise<string> {
    if (this.state !== 'ok') return this.state;
    return this.options.redis.ping().then(
      () => this.state,
      () => 'away',
    );
  }

  /**
   * Resolves when Redis was found to be fit, or is away and will be looked at when it comes.
   * @throws Error saying what to set
   */
  async atStart(): Promise<void> {
    await this.firstLook;
    if (this.found !== undefined) throw new Error(this.found);
  }

  /** Calls back when Redis turns out to be unfit (at once when it has already), and when that is over. */
  onChange(listener: (isFit: boolean) => void): void {
    this.listeners.add(listener);
    if (this.found !== undefined) listener(false);
  }

  close(): void {
    clearTimeout(this.timer);
    this.listeners.clear();
  }

  private async look(): Promise<void> {
    clearTimeout(this.timer);
    try {
      const infos = await Promise.all(serversOf(this.options.redis).map((server) => server.info()));
      this.judge(infos);
    } catch (error) {
      // It is away again, or a node of it is: what was known of it stays.
      this.options.log.warn('Redis could not be looked at', { error: messageOf(error) });
    }
    const { redis } = this.options;
    clearTimeout(this.timer);
    if (redis.status === 'end') return;
    const waitMs = this.found === undefined ? this.everyMs : this.everyMsWhileUnfit;
    this.timer = setTimeout(() => redis.status === 'ready' && void this.look(), waitMs).unref();
  }

  private judge(infos: string[]): void {
    const { log, wantsAppendOnly } = this.options;
    const policies = infos.map((info) => fieldOf(info, 'maxmemory_policy'));
    const wrong = policies.find((policy) => policy !== undefined && policy !== 'noeviction');
    this.conclude(
      wrong && `it evicts keys (maxmemory-policy is ${wrong}): set maxmemory-policy to noeviction`,
    );
    if (this.hasWarned) return;
    this.hasWarned = true;
    if (policies.includes(undefined))
      log.warn('Redis does not tell its maxmemory-policy: see to it that it is noeviction');
    if (wantsAppendOnly && infos.some((info) => fieldOf(info, 'aof_enabled') === '0')) {
      log.warn('Redis keeps no append-only file: when it crashes, the queue is made again from Postgres');
    }
  }

  private conclude(problem: string | undefined): void {
    const hasChanged = (problem === undefined) !== (this.found === undefined);
    this.found = problem;
    if (!hasChanged) return;
    if (problem !== undefined) this.options.log.error('Redis is not used', { problem });
    else this.options.log.info('Redis is used again');
    for (const listener of this.listeners) listener(problem === undefined);
  }
}

/** Replicas have a policy of their own; it counts once one of them is a master. */
function serversOf(redis: RedisClient): { info(): Promise<string> }[] {
  return redis instanceof Cluster ? redis.nodes('master') : [redis];
}

/**
 * A field of INFO. It tells the policy where CONFIG GET is not allowed, as in most managed services, and BullMQ can't
 * do without it either.
 */
function fieldOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
