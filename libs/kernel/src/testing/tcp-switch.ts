import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * Stands in front of a server as a proxy does: clients keep one address while it leads them to another server, to
 * none, or nowhere.
 */
export class TcpSwitch {
  private readonly pairs = new Set<[client: Socket, server: Socket]>();
  private isSilent = false;

  private constructor(
    private readonly server: Server,
    private target: number | undefined,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  /** Listens on a free port of 127.0.0.1, for the server on another. */
  static async open(target: number): Promise<TcpSwitch> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpSwitch(server, target);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Leads new connections to another port, or hangs up on them; those that stand stay where they are. */
  turnTo(target: number | undefined): void {
    this.target = target;
  }

  /** Breaks all connections. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** From now on nothing passes in either direction and nothing is closed, as when a host has lost its power. */
  fallSilent(): void {
    this.isSilent = true;
    for (const pair of this.pairs) for (const socket of pair) socket.unpipe().pause();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    if (this.target === undefined) {
      client.destroy();
      return;
    }
    const server = connect(this.target, '127.0.0.1');
    const pair: [Socket, Socket] = [client, server];
    this.pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.pairs.delete(pair);
        if (!this.isSilent) for (const other of pair) other.destroy();
      });
    }
    if (this.isSilent) return;
    client.pipe(server);
    server.pipe(client);
  }
}
