import { type HeardNotice, type NoticeListener } from '@sluice/kernel/events';
import { type Principal } from '../auth';

/** Why we end a connection: its token is not valid any more, or the process is about to end. */
export type SocketEnding = 'unauthorized' | 'draining';

/** What a client is connected by, whatever it speaks. */
export interface SocketConnection {
  send(notice: HeardNotice): void;
  /** Bytes that were sent and that the client has not taken yet. */
  bufferedBytes(): number;
  /** Called every few seconds, to find out whether the client is still there. */
  beat(): void;
  close(ending: SocketEnding): void;
  /** Closes without waiting for what is buffered. */
  cut(): void;
}

/** A client that is so far behind is cut off; it connects again and asks over HTTP. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/** Somebody who was let in, connected or about to be. */
export class SocketClient implements NoticeListener {
  private connection: SocketConnection | undefined;
  private hasEnded = false;

  /**
   * @param authorization what the client authorized itself with; asked again while it is connected
   * @param onEnd called once
   */
  constructor(
    readonly principal: Principal,
    readonly authorization: string | undefined,
    private readonly onEnd: (client: SocketClient) => void,
  ) {}

  /** From now on it is sent what it may hear. */
  connect(connection: SocketConnection): void {
    if (this.hasEnded) connection.cut();
    else this.connection = connection;
  }

  onNotice(notice: HeardNotice): void {
    if (!this.connection || !this.mayHear(notice)) return;
    this.connection.send(notice);
    if (this.connection.bufferedBytes() > MAX_BUFFERED_BYTES) this.cut();
  }

  beat(): void {
    this.connection?.beat();
  }

  close(ending: SocketEnding): void {
    const { connection } = this;
    this.end();
    connection?.close(ending);
  }

  /** The connection is gone, or never came about. May be called more than once. */
  end(): void {
    this.connection = undefined;
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.onEnd(this);
  }

  private cut(): void {
    const { connection } = this;
    this.end();
    connection?.cut();
  }

  /** Owners of the thing itself, and the tenant's admins and owners. */
  private mayHear({ ownerId }: HeardNotice): boolean {
    const { userId, role } = this.principal;
    return userId === ownerId || role === 'admin' || role === 'owner';
  }
}
