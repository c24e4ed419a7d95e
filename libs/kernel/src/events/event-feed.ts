import { messageOf } from '../errors';
import { type Log } from '../log';
import { type RedisClient } from '../redis';
import { type SubjectProgress, type SubjectState } from './subject-state';

/** One publication: the state after a commit, and the items that ended with it. */
export interface FeedEntry {
  /** Its id in the subject's Redis stream, `<ms>-<n>`; none when it was read from Postgres. */
  id?: string;
  state: SubjectState;
  /** Items of the subject that changed, as the system tells of them. */
  items: object[];
}

/** An hour after the last change nobody resumes any more; Postgres answers then. */
const KEEP_MS = 3600_000;
/** Redis trims in nodes of a hundred entries, so a stream has up to a hundred more. */
const MAX_ENTRIES = 300;
/** An event is for watching: whoever needs every item of a huge commit reads the system's lists. */
const MAX_ITEMS = 200;

/**
 * KEYS[1] stream; ARGV version, final, progress, items, keep ms, entries, channel. An old version is not
 * published as progress: its items go out with the newest state known, and nothing follows a final one.
 */
const APPEND = `
  local version, final, progress, items = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
  local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
  if last and tonumber(last[2][2]) >= tonumber(version) then
    version, final, progress = last[2][2], last[2][4], last[2][6]
    if final == '1' or items == '[]' then return 0 end
  end
  local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[6], '*',
    'version', version, 'final', final, 'progress', progress, 'items', items)
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
  redis.call('PUBLISH', ARGV[7], '["' .. id .. '",' .. version .. ',' .. final .. ',' .. progress .. ',' .. items .. ']')
  return 1`;

/**
 * Tells listeners of every API process what was committed: a bounded stream a subject, from which they
 * resume, and a message for those who listen now, in one step. Losing Redis loses events, never work: who
 * listens looks into Postgres now and then.
 */
export class EventFeed {
  constructor(
    private readonly redis: RedisClient,
    private readonly prefix: string,
    private readonly log: Log,
  ) {}

  /** Publishes what was committed; call it after the commit. Never throws, never waits for a Redis that is away. */
  async publish(subjectId: string, state: SubjectState, items: object[] = []): Promise<void> {
    if (this.redis.status !== 'ready') return;
    try {
      await this.redis.eval(
        APPEND,
        1,
        this.channel(subjectId),
        state.version,
        state.isFinal ? 1 : 0,
        JSON.stringify(state.progress),
        JSON.stringify(items.slice(0, MAX_ITEMS)),
        KEEP_MS,
        MAX_ENTRIES,
        this.channel(subjectId),
      );
    } catch (error) {
      this.log.warn('an event did not reach Redis', { subjectId, error: messageOf(error) });
    }
  }

  /**
   * What was published after the entry with this id, oldest first; undefined when that entry is not there
   * (trimmed, expired, flushed) or Redis is away, so that nobody can say what followed it.
   */
  async entriesAfter(subjectId: string, entryId: string): Promise<FeedEntry[] | undefined> {
    const entries = await this.read(() => this.redis.xrange(this.channel(subjectId), entryId, '+'));
    if (entries?.[0]?.[0] !== entryId) return undefined;
    return entries.slice(1).map(([id, fields]) => toEntry(id, fields));
  }

  /** Id of the last entry; undefined when there is none or Redis is away. */
  async lastEntryId(subjectId: string): Promise<string | undefined> {
    const last = await this.read(() => this.redis.xrevrange(this.channel(subjectId), '+', '-', 'COUNT', 1));
    return last?.[0]?.[0];
  }

  /** Where a subject's messages are published; its stream has the same name. */
  channel(subjectId: string): string {
    return `${this.prefix}:events:${subjectId}`;
  }

  private async read<T>(query: () => Promise<T>): Promise<T | undefined> {
    if (this.redis.status !== 'ready') return undefined;
    try {
      return await query();
    } catch (error) {
      this.log.warn('events could not be read from Redis', { error: messageOf(error) });
      return undefined;
    }
  }
}

/** A message as {@link APPEND} publishes it. */
export function parseMessage(message: string): FeedEntry {
  const [id, version, final, progress, items] = JSON.parse(message) as [
    string,
    number,
    0 | 1,
    SubjectProgress,
    object[],
  ];
  return { id, state: { version, isFinal: final === 1, progress }, items };
}

/** Redis gives fields as a flat list of names and values, in the order they were written. */
function toEntry(id: string, [, version, , final, , progress, , items]: string[]): FeedEntry {
  return {
    id,
    state: {
      version: Number(version),
      isFinal: final === '1',
      progress: JSON.parse(progress as string) as SubjectProgress,
    },
    items: JSON.parse(items as string) as object[],
  };
}
