import { messageOf } from '../errors';
import { type Log } from '../log';
import { type RedisClient } from '../redis';
import { Audience } from './audience';
import { ChannelSubscriber } from './channel-subscriber';
import { type EventFeed, type FeedEntry, parseMessage } from './event-feed';
import { type SubjectLoader } from './subject-state';

/** Who wants to hear of a subject. Called synchronously; must not throw. */
export interface Listener {
  /** Published, or found in Postgres. A version may come twice, and an older one after a newer one. */
  onEntry(entry: FeedEntry): void;
  /** The subject was deleted. */
  onGone(): void;
}

export interface EventHubOptions {
  /** Gives the settings of the one connection that subscribes; is not subscribed itself. */
  redis: RedisClient;
  feed: EventFeed;
  log: Log;
  /** How long Postgres is not asked about a subject after something was heard of it. */
  pollEveryMs?: number;
}

/** Longest that an end is overlooked whose message was lost. */
const POLL_EVERY_MS = 2_500;
const IDS_PER_QUERY = 500;

interface Subject {
  id: string;
  load: SubjectLoader;
  listeners: Audience<Listener, FeedEntry>;
  /** Settled when messages arrive, or when Redis is away and they will not for now. */
  subscribed: Promise<void>;
  heardAt: number;
}

/**
 * Hands what is published to the listeners of this process, however many, through one Redis connection that
 * is subscribed to the subjects listened to and to no others. Messages can be lost (Redis restarts, a
 * connection dies silently), so subjects of which nothing was heard for a while are looked up in Postgres, all
 * of a system by one query.
 */
export class EventHub {
  private readonly subjects = new Map<string, Subject>();
  private readonly pollEveryMs: number;
  private readonly subscriber: ChannelSubscriber;
  private timer: NodeJS.Timeout | undefined;
  private isPolling = false;

  constructor(private readonly options: EventHubOptions) {
    this.pollEveryMs = options.pollEveryMs ?? POLL_EVERY_MS;
    const { redis, feed, log } = options;
    const prefixLength = feed.channel('').length;
    this.subscriber = new ChannelSubscriber({
      redis,
      name: feed.channel('hub'),
      log,
      onMessage: (channel, message) => {
        const subject = this.subjects.get(channel.slice(prefixLength));
        if (subject) this.tell(subject, parseMessage(message));
      },
      onSubscribed: () => this.poll(0),
    });
  }

  /** How many listen, for metrics and tests. */
  get listeners(): number {
    return [...this.subjects.values()].reduce((sum, subject) => sum + subject.listeners.size, 0);
  }

  /** How many subjects are listened to. */
  get size(): number {
    return this.subjects.size;
  }

  /**
   * Listens to a subject. Resolves once nothing that is published from now on is missed, as far as Redis is
   * there; what was before has to be read after that.
   * @returns ends it; may be called more than once
   */
  async watch(subjectId: string, load: SubjectLoader, listener: Listener): Promise<() => void> {
    const subject = this.subjects.get(subjectId) ?? this.add(subjectId, load);
    subject.listeners.add(listener);
    await subject.subscribed;
    return () => {
      subject.listeners.delete(listener);
      if (subject.listeners.size === 0 && this.subjects.get(subjectId) === subject) this.remove(subject);
    };
  }

  /** Ends the subscription and all looking; nobody hears anything any more. */
  close(): void {
    this.subjects.clear();
    clearInterval(this.timer);
    this.timer = undefined;
    this.subscriber.close();
  }

  private add(id: string, load: SubjectLoader): Subject {
    const subscribed = this.subscriber.add(this.options.feed.channel(id));
    const listeners = new Audience<Listener, FeedEntry>((listener, entry) => listener.onEntry(entry));
    const subject = { id, load, subscribed, listeners, heardAt: Date.now() };
    this.subjects.set(id, subject);
    this.timer ??= setInterval(() => void this.poll(this.pollEveryMs), this.pollEveryMs / 2).unref();
    return subject;
  }

  private remove(subject: Subject): void {
    this.subjects.delete(subject.id);
    this.subscriber.remove(this.options.feed.channel(subject.id));
    if (this.subjects.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tell(subject: Subject, entry: FeedEntry): void {
    subject.heardAt = Date.now();
    subject.listeners.tell(entry);
  }

  /** Looks up the subjects of which nothing was heard for so long. */
  private async poll(silentForMs: number): Promise<void> {
    if (this.isPolling) return;
    this.isPolling = true;
    try {
      const silent = [...this.subjects.values()].filter(
        (subject) => Date.now() - subject.heardAt >= silentForMs,
      );
      for (const [load, subjects] of byLoader(silent)) {
        for (let from = 0; from < subjects.length; from += IDS_PER_QUERY) {
          await this.lookUp(load, subjects.slice(from, from + IDS_PER_QUERY));
        }
      }
    } catch (error) {
      this.options.log.warn('subjects could not be looked up', { error: messageOf(error) });
    } finally {
      this.isPolling = false;
    }
  }

  private async lookUp(load: SubjectLoader, subjects: Subject[]): Promise<void> {
    const states = await load(subjects.map((subject) => subject.id));
    const known = new Map(states.map((state) => [state.progress.id, state]));
    for (const subject of subjects) {
      const state = known.get(subject.id);
      if (state) this.tell(subject, { state, items: [] });
      else for (const listener of subject.listeners.members()) listener.onGone();
    }
  }
}

function byLoader(subjects: Subject[]): Map<SubjectLoader, Subject[]> {
  const groups = new Map<SubjectLoader, Subject[]>();
  for (const subject of subjects) {
    const group = groups.get(subject.load);
    if (group) group.push(subject);
    else groups.set(subject.load, [subject]);
  }
  return groups;
}
