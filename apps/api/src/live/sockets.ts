import { type Server } from 'node:http';
import { AppError } from '@sluice/kernel/errors';
import { type NoticeHub } from '@sluice/kernel/events';
import { type Log } from '@sluice/kernel/log';
import { Gauge } from 'prom-client';
import { type Authenticator, type Role } from '../auth';
import { draining } from './draining';
import { Rounds } from './rounds';
import { SocketClient } from './socket-client';
import { SocketIoDoor } from './socket-io-door';
import { RawDoor } from './socket-raw-door';
import { attachUpgrades } from './socket-upgrades';

const openSockets = new Gauge({
  name: 'sluice_sockets',
  help: 'Clients connected by WebSocket or socket.io',
});

export interface SocketsOptions {
  authenticator: Authenticator;
  hub: NoticeHub;
  log: Log;
  /** Each socket is looked after so often: whether it is there, and whether its client still may listen. */
  beatEveryMs: number;
}

/** What there is to hear is of migration: its roles. */
const ROLES_THAT_HEAR: readonly Role[] = ['admin', 'owner', 'agent'];

/** All clients that are connected to this process by WebSocket or socket.io, and the doors they come through. */
export class Sockets {
  readonly socketIo: SocketIoDoor;
  private readonly raw: RawDoor;
  private readonly clients: Rounds<SocketClient>;
  private isClosed = false;

  constructor(private readonly options: SocketsOptions) {
    this.clients = new Rounds(options.beatEveryMs, (client) => this.lookAfter(client));
    this.socketIo = new SocketIoDoor(this, options.log);
    this.raw = new RawDoor(this, options.log);
  }

  /** How many are connected. */
  get size(): number {
    return this.clients.size;
  }

  /** Takes all connections of the server that want to be something other than HTTP. */
  attach(server: Server): void {
    attachUpgrades(server, { raw: this.raw, socketIo: this.socketIo, log: this.options.log });
  }

  /** @throws AppError 503 once the process is about to end */
  refuseWhenClosed(): void {
    if (this.isClosed) throw draining();
  }

  /**
   * Lets a client in. Resolves once nothing that is published from now on is missed; connect it then, or end it.
   * @throws AppError 401, 403, or 503 from a process that is about to end
   */
  async admit(authorization: string | undefined): Promise<SocketClient> {
    this.refuseWhenClosed();
    const { authenticator, hub } = this.options;
    const principal = await authenticator.authenticate(authorization);
    if (!ROLES_THAT_HEAR.includes(principal.role)) throw new AppError('forbidden', 403, 'Forbidden');
    let unwatch = (): void => undefined;
    const client = new SocketClient(principal, authorization, () => {
      unwatch();
      if (this.clients.delete(client)) openSockets.dec();
    });
    unwatch = await hub.watch(principal.tenantId, client);
    this.clients.add(client);
    openSockets.inc();
    if (this.isClosed) client.end();
    this.refuseWhenClosed();
    return client;
  }

  /** Ends all connections; clients go on at another process. */
  close(): void {
    this.isClosed = true;
    for (const client of this.clients.list()) client.close('draining');
    this.socketIo.close();
    this.options.hub.close();
  }

  private lookAfter(client: SocketClient): void {
    client.beat();
    this.options.authenticator.authenticate(client.authorization).catch((error: unknown) => {
      // Only a clear no: while the database is away nobody is shut out.
      if (error instanceof AppError) client.close('unauthorized');
    });
  }
}
