import { messageOf } from '../errors';
import { type Log } from '../log';
import { onRedisLost, type RedisClient } from '../redis';

/** How far a batch is, as Redis keeps it for polling. */
export interface ProgressEntry {
  /** Grows with every change of the batch's row; an older one never replaces a newer one. */
  version: number;
  tenantId: string;
  ownerId: string;
  /** The answer to a poll, ready to send. */
  json: string;
}

/** Entries outlive their last change by this; Postgres answers afterwards. */
const KEEP_MS = 3600_000;
/** Entries of deleted batches leave this behind, so that a late writer does not bring them back. */
const DELETED_VERSION = Number.MAX_SAFE_INTEGER;

/** KEYS[1] entry; ARGV version, tenant, owner, json, keep ms. Writes unless something newer is there. */
const WRITE_IF_NEWER = `
  local version = redis.call('HGET', KEYS[1], 'version')
  if version and tonumber(version) > tonumber(ARGV[1]) then return 0 end
  local now = redis.call('TIME')
  redis.call('HSET', KEYS[1], 'version', ARGV[1], 'tenant', ARGV[2], 'owner', ARGV[3], 'json', ARGV[4],
    'at', string.format('%.0f', now[1] * 1000000 + now[2]))
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
  return 1`;

/** KEYS[1] entry. Answers version, tenant, owner, json and the entry's age in microseconds. */
const READ = `
  local entry = redis.call('HMGET', KEYS[1], 'version', 'tenant', 'owner', 'json', 'at')
  if not entry[5] then return {} end
  local now = redis.call('TIME')
  entry[5] = string.format('%.0f', now[1] * 1000000 + now[2] - entry[5])
  return entry`;

/**
 * What was written last may not have reached Redis (it was full, or away for the writer alone): an entry that has not
 * changed for so long is written anew from Postgres by the next who polls.
 */
const MAX_AGE_MS = 3_000;

/**
 * Progress in Redis, a cache of what Postgres says: it may be missing, never wrong. Postgres is always
 * written first, so a reader who finds nothing here and asks Postgres sees at least as much.
 */
export class ProgressBoard {
  /** On this process' own steady clock: entries written before are not believed; see {@link read}. */
  private trustedFromMs: number | undefined;

  constructor(
    private readonly redis: RedisClient,
    private readonly prefix: string,
    private readonly log: Log,
  ) {
    onRedisLost(redis, () => (this.trustedFromMs = undefined));
  }

  /** Shows an entry unless a newer one is there. Never throws: polling falls back to Postgres. */
  async write(subjectId: string, entry: ProgressEntry): Promise<void> {
    if (this.redis.status !== 'ready') return;
    try {
      await this.redis.eval(
        WRITE_IF_NEWER,
        1,
        this.key(subjectId),
        entry.version,
        entry.tenantId,
        entry.ownerId,
        entry.json,
        KEEP_MS,
      );
    } catch (error) {
      this.log.warn('progress did not reach Redis', { subjectId, error: messageOf(error) });
    }
  }

  /** Removes the entry of a deleted batch for good. */
  async forget(subjectId: string): Promise<void> {
    await this.write(subjectId, { version: DELETED_VERSION, tenantId: '', ownerId: '', json: '' });
  }

  /**
   * The entry, or undefined when Postgres must be asked: Redis is away, has none, or the entry is old, or from
   * before this process last lost Redis. While it was lost, polls were answered from Postgres and may
   * have shown more than such an entry knows; going back to it would make progress fall. Entries are dated and
   * their age is told by the server they lie on, so no two clocks are compared.
   */
  async read(subjectId: string): Promise<ProgressEntry | undefined> {
    if (this.redis.status !== 'ready') return undefined;
    try {
      const nowMs = performance.now();
      const trustedFromMs = (this.trustedFromMs ??= nowMs);
      const answer = await this.redis.eval(READ, 1, this.key(subjectId));
      const [version, tenantId, ownerId, json, ageMicroseconds] = answer as (string | null)[];
      const ageMs = Number(ageMicroseconds) / 1000;
      if (!version || !json || !tenantId || !ownerId) return undefined;
      if (ageMs > Math.min(MAX_AGE_MS, nowMs - trustedFromMs)) return undefined;
      return { version: Number(version), tenantId, ownerId, json };
    } catch (error) {
      this.trustedFromMs = undefined;
      this.log.warn('progress could not be read from Redis', { error: messageOf(error) });
      return undefined;
    }
  }

  private key(subjectId: string): string {
    return `${this.prefix}:progress:${subjectId}`;
  }
}
