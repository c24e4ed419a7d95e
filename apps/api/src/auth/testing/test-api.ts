import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Config, loadConfig } from '@sluice/kernel/config';
import { connectDatabase, type Database } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { ProgressBoard } from '@sluice/kernel/progress';
import { Admission, Queues } from '@sluice/kernel/queue';
import { connectRedis } from '@sluice/kernel/redis';
import { createFileStore } from '@sluice/kernel/storage';
import { testPrefix, testRedisUrl } from '@sluice/kernel/testing';
import { type Redis } from 'ioredis';
import { createApp } from '../../app';
import { Live } from '../../live';
import { systemEntities } from '../../systems';
import { entities, seedDevelopmentLogins } from '..';

export interface TestApi {
  config: Config;
  db: Database;
  redis: Redis;
  /** A client without a token, seeming to come from that address. */
  client(address?: string): TestClient;
  /** A client signed in with one of the development logins, or with the password given. */
  signedIn(username: string, password?: string): Promise<TestClient>;
  stop(): Promise<void>;
}

/**
 * The whole application, listening, in this process, with the development logins. Behind one proxy, so that
 * clients can choose their address. `env` overrides the environment it is configured by: two with the same
 * REDIS_PREFIX on one database are replicas.
 */
export async function startTestApi(databaseUrl: string, env: NodeJS.ProcessEnv = {}): Promise<TestApi> {
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    REDIS_URL: testRedisUrl(),
    REDIS_PREFIX: testPrefix(),
    // Nothing is stored by these tests, so the folder is never made.
    STORAGE_URL: `file:///tmp/sluice-test-${randomUUID()}`,
    TRUST_PROXY_HOPS: '1',
    ...(env['JWT_PRIVATE_KEY'] === undefined && { JWT_SECRET: randomBytes(32).toString('base64') }),
    ...env,
  });
  const log = silentLog;
  const db = await connectDatabase({ url: databaseUrl, log, entities: [...entities, ...systemEntities] });
  const redis = connectRedis({ url: config.redisUrl, role: 'api', log });
  const queues = new Queues(redis, config.redisPrefix, log);
  const live = new Live({ config, db, redis, log });
  await seedDevelopmentLogins({ db });
  const app = createApp({
    config,
    log,
    db,
    redis,
    store: createFileStore(config.storageUrl),
    queues,
    admission: new Admission({ db, queues, log, jobsPerOwner: config.jobsPerOwner }),
    progress: new ProgressBoard(redis, config.redisPrefix, log),
    live,
    isDraining: () => false,
  });
  const server = createServer(app);
  const url = await listen(server);
  const client = (address = '192.0.2.1'): TestClient => new TestClient(url, address);
  return {
    config,
    db,
    redis,
    client,
    async signedIn(username, password = `${username}123`) {
      const guest = client();
      const { body } = await guest.post('/api/auth/login', { username, password });
      return guest.with(body.access_token as string, body.refresh_token as string);
    },
    async stop() {
      live.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      redis.disconnect();
      await db.destroy();
    },
  };
}

/** Redis connects meanwhile; whoever counts on it waits for `redis.status`. */
async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface TestAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Speaks JSON with an API. */
export class TestClient {
  constructor(
    private readonly url: string,
    private readonly address: string,
    readonly accessToken?: string,
    readonly refreshToken?: string,
  ) {}

  with(accessToken: string, refreshToken?: string): TestClient {
    return new TestClient(this.url, this.address, accessToken, refreshToken);
  }

  get(path: string): Promise<TestAnswer> {
    return this.send('GET', path);
  }

  post(path: string, body?: unknown): Promise<TestAnswer> {
    return this.send('POST', path, body);
  }

  patch(path: string, body: unknown): Promise<TestAnswer> {
    return this.send('PATCH', path, body);
  }

  delete(path: string): Promise<TestAnswer> {
    return this.send('DELETE', path);
  }

  /** A body of URLSearchParams goes as a form, any other as JSON. */
  private async send(method: string, path: string, body?: unknown): Promise<TestAnswer> {
    const isForm = body instanceof URLSearchParams;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'X-Forwarded-For': this.address,
        ...(this.accessToken !== undefined && { Authorization: `Bearer ${this.accessToken}` }),
        ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    };
  }
}
