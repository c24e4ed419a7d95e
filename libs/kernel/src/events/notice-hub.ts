import { type Log } from '../log';
import { type RedisClient } from '../redis';
import { Audience } from './audience';
import { ChannelSubscriber } from './channel-subscriber';
import { type HeardNotice, type NoticeFeed, parseNotice } from './notice-feed';

/** Who wants to hear of a tenant. Called synchronously; must not throw. */
export interface NoticeListener {
  /** Each notice of the tenant, whomever it is for. */
  onNotice(notice: HeardNotice): void;
}

export interface NoticeHubOptions {
  /** Gives the settings of the one connection that subscribes; is not subscribed itself. */
  redis: RedisClient;
  feed: NoticeFeed;
  log: Log;
}

interface Tenant {
  audience: Audience<NoticeListener, HeardNotice>;
  /** Settled when notices arrive, or when Redis is away and they will not for now. */
  subscribed: Promise<void>;
}

/**
 * Hands notices to the listeners of this process, however many, through one Redis connection that is
 * subscribed to the tenants listened to and to no others. What is published while Redis is away is lost.
 */
export class NoticeHub {
  private readonly tenants = new Map<string, Tenant>();
  private readonly subscriber: ChannelSubscriber;

  constructor(private readonly options: NoticeHubOptions) {
    const { redis, feed, log } = options;
    const prefixLength = feed.channel('').length;
    this.subscriber = new ChannelSubscriber({
      redis,
      name: feed.channel('hub'),
      log,
      onMessage: (channel, message) => {
        const tenantId = channel.slice(prefixLength);
        this.tenants.get(tenantId)?.audience.tell(parseNotice(tenantId, message));
      },
    });
  }

  /** How many tenants are listened to. */
  get size(): number {
    return this.tenants.size;
  }

  /**
   * Listens to a tenant. Resolves once nothing that is published from now on is missed, as far as Redis is there.
   * @returns ends it; may be called more than once
   */
  async watch(tenantId: string, listener: NoticeListener): Promise<() => void> {
    const tenant = this.tenants.get(tenantId) ?? this.add(tenantId);
    tenant.audience.add(listener);
    await tenant.subscribed;
    return () => {
      tenant.audience.delete(listener);
      if (tenant.audience.size > 0 || this.tenants.get(tenantId) !== tenant) return;
      this.tenants.delete(tenantId);
      this.subscriber.remove(this.options.feed.channel(tenantId));
    };
  }

  /** Ends all subscriptions; nobody hears anything any more. */
  close(): void {
    this.tenants.clear();
    this.subscriber.close();
  }

  private add(tenantId: string): Tenant {
    const subscribed = this.subscriber.add(this.options.feed.channel(tenantId));
    const audience = new Audience<NoticeListener, HeardNotice>((listener, notice) =>
      listener.onNotice(notice),
    );
    const tenant = { audience, subscribed };
    this.tenants.set(tenantId, tenant);
    return tenant;
  }
}
