import { once } from 'node:events';
import {
  Agent,
  createServer,
  get,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as send,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';

const PROBE_TIMEOUT_MS = 1_000;
/** Of one connection alone (RFC 9110 §7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer'];
/** Nothing is changed by asking for these twice (RFC 9110 §9.2.1), and none of them brings a body. */
const SAFE_METHODS = ['GET', 'HEAD'];

export interface BalancerOptions {
  /** Addresses of the replicas, `http://…`. */
  backends: string[];
  probeEveryMs: number;
}

/**
 * What stands in front of several replicas of an API: asks each for `/readyz` now and then, hands requests to those
 * that are ready, in turn, over connections that are kept. A request is sent again, to another replica, only where
 * that is safe: when no connection came about, or when a GET or HEAD got no answer on its connection. Anything
 * else that goes wrong is told to the client, and to {@link failures}.
 */
export class Balancer {
  /** What clients were told that no client should be: answers of 5xx, and answers that broke off. */
  readonly failures: string[] = [];
  answered = 0;
  /** Requests that were sent again. */
  retried = 0;
  url = '';
  private readonly backends: Backend[];
  private readonly server: Server;
  private readonly agent = new Agent({ keepAlive: true });
  private turn = 0;

  private constructor({ backends, probeEveryMs }: BalancerOptions) {
    this.backends = backends.map((url) => new Backend(url, probeEveryMs));
    this.server = createServer((request, response) => void this.serve(request, response, this.inTurn()));
  }

  static async start(options: BalancerOptions): Promise<Balancer> {
    const balancer = new Balancer(options);
    balancer.server.listen(0, '127.0.0.1');
    await once(balancer.server, 'listening');
    balancer.url = `http://127.0.0.1:${(balancer.server.address() as AddressInfo).port}`;
    await Promise.all(balancer.backends.map((backend) => backend.probe()));
    return balancer;
  }

  /** Addresses of the replicas that get requests now. */
  get ready(): string[] {
    return this.backends.filter(({ isReady }) => isReady).map(({ url }) => url);
  }

  stop(): void {
    for (const backend of this.backends) backend.stop();
    this.server.close();
    this.server.closeAllConnections();
    this.agent.destroy();
  }

  /** All that are ready, beginning with the one whose turn it is. */
  private inTurn(): Backend[] {
    const ready = this.backends.filter(({ isReady }) => isReady);
    this.turn++;
    return ready.map((_, n) => ready[(this.turn + n) % ready.length] as Backend);
  }

  private serve(request: IncomingMessage, response: ServerResponse, [backend, ...others]: Backend[]): void {
    if (!backend) return this.fail(request, response, 'no replica is ready');
    const { method = '', url = '' } = request;
    const upstream = send(`${backend.url}${url}`, {
      method,
      agent: this.agent,
      headers: { ...endToEnd(request.headers), 'x-forwarded-for': String(request.socket.remoteAddress) },
    });
    let isConnected = false;
    let hasAnswer = false;
    upstream.once('socket', (socket: Socket) => {
      const begin = (): void => {
        isConnected = true;
        request.pipe(upstream);
      };
      if (socket.connecting) socket.once('connect', begin);
      else begin();
    });
    upstream.once('response', (answer) => {
      hasAnswer = true;
      this.passOn(request, response, answer);
    });
    upstream.on('error', (error) => {
      if (hasAnswer || response.destroyed) return;
      if (!isConnected) backend.isReady = false;
      request.unpipe(upstream);
      if (!isConnected || SAFE_METHODS.includes(method)) {
        this.retried++;
        return this.serve(request, response, others);
      }
      this.fail(request, response, error.message);
    });
    // Who hangs up is not waited for.
    response.once('close', () => response.writableEnded || upstream.destroy());
  }

  private passOn(request: IncomingMessage, response: ServerResponse, answer: IncomingMessage): void {
    const { statusCode = 0 } = answer;
    if (statusCode >= 500) this.failures.push(`${request.method} ${request.url}: ${statusCode}`);
    this.answered++;
    response.writeHead(statusCode, endToEnd(answer.headers));
    // Events are passed on as they come.
    response.flushHeaders();
    answer.pipe(response);
    answer.once('close', () => {
      if (answer.complete || response.destroyed) return;
      this.failures.push(`${request.method} ${request.url}: its answer broke off`);
      response.destroy();
    });
    answer.on('error', () => undefined);
  }

  private fail(request: IncomingMessage, response: ServerResponse, reason: string): void {
    this.failures.push(`${request.method} ${request.url}: ${reason}`);
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end(reason);
  }
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}

/** A replica, and whether it was ready when it was last asked. */
class Backend {
  isReady = false;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    readonly url: string,
    private readonly everyMs: number,
  ) {}

  async probe(): Promise<void> {
    this.isReady = await this.ask();
    if (!this.isStopped) this.timer = setTimeout(() => void this.probe(), this.everyMs);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private ask(): Promise<boolean> {
    return new Promise((resolve) => {
      const probe = get(`${this.url}/readyz`, { agent: false, timeout: PROBE_TIMEOUT_MS }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      });
      probe.once('timeout', () => probe.destroy());
      probe.once('error', () => resolve(false));
    });
  }
}
