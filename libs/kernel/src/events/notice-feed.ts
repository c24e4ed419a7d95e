import { messageOf } from '../errors';
import { type Log } from '../log';
import { type RedisClient } from '../redis';

/** Something that happened to what somebody in a tenant owns, for those who are connected now. */
export interface Notice {
  tenantId: string;
  /** The user whom it is about; the tenant's admins and owners hear of it too. */
  ownerId: string;
  /** `migration:progress` and the like. */
  event: string;
  /** Goes out as JSON. */
  data: object;
}

/**
 * Tells every API process what its sockets should hear. Nothing is kept: who is not connected, or whose
 * process has lost Redis, misses it and asks over HTTP.
 */
export class NoticeFeed {
  constructor(
    private readonly redis: RedisClient,
    private readonly prefix: string,
    private readonly log: Log,
  ) {}

  /**
   * Sends a notice of what was committed; call it after the commit. Notices of one process arrive in their order.
   * Never throws, never waits.
   */
  publish(notice: Notice): void {
    if (this.redis.status !== 'ready') return;
    this.redis.publish(this.channel(notice.tenantId), toMessage(notice)).catch((error: unknown) => {
      this.log.warn('a notice did not reach Redis', { event: notice.event, error: messageOf(error) });
    });
  }

  /** Where a tenant's notices are published. */
  channel(tenantId: string): string {
    return `${this.prefix}:notices:${tenantId}`;
  }
}

/** A notice as listeners get it. */
export interface HeardNotice extends Notice {
  /** `{"event":…,"data":…}`, made once for all who get it as text. */
  text: string;
}

/** The owner's id, a space, and the text of {@link HeardNotice}. */
function toMessage({ ownerId, event, data }: Notice): string {
  return `${ownerId} ${JSON.stringify({ event, data })}`;
}

/** A message as {@link NoticeFeed} publishes it. */
export function parseNotice(tenantId: string, message: string): HeardNotice {
  const space = message.indexOf(' ');
  const text = message.slice(space + 1);
  const { event, data } = JSON.parse(text) as Pick<Notice, 'event' | 'data'>;
  return { tenantId, ownerId: message.slice(0, space), event, data, text };
}
