import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadConfig } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { createTestDatabase, eventually, testPrefix, testRedisUrl } from '@sluice/kernel/testing';
import { createApiDeps } from '../../api-deps';
import { allRoutes, type AppDeps, createApp } from '../../app';
import { seedDevelopmentLogins } from '../../auth';
import { type Route } from '../route';
import { createHttpServer, type HttpLimits } from '../server';
import { type LogLine, recordingLog } from './recording-log';

export interface RunningApiOptions {
  /** Configuration on top of the test's own. */
  env?: NodeJS.ProcessEnv;
  /** Routes besides those of the product. */
  extraRoutes?: Route[] | ((deps: AppDeps) => Route[]);
  limits?: HttpLimits;
  /** A database that is somebody else's to drop; default: one of its own. */
  databaseUrl?: string;
}

export interface RunningApi {
  url: string;
  port: number;
  deps: AppDeps;
  db: Database;
  /** Every line logged so far. */
  log: LogLine[];
  /** A bearer token of one of the development logins. */
  token(username: string): Promise<string>;
  /** Makes the next {@link token} of that user a new one. */
  forget(username: string): void;
  /** Sends a request, signed in when a username is given. */
  request(method: string, path: string, options?: RequestOptions): Promise<ApiAnswer>;
  /** A bare connection, for what no client library would send. */
  socket(): Promise<Socket>;
  /** Paths of all files in the store, half-written ones included. */
  storedFiles(): Promise<string[]>;
  drain(): void;
  stop(): Promise<void>;
}

export interface RequestOptions {
  as?: string;
  headers?: Record<string, string>;
  body?: RequestInit['body'];
  /** Sent as JSON. */
  json?: unknown;
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
}

/** The whole application on a free port, on a database, a Redis prefix and a store of its own. */
export async function startApi(options: RunningApiOptions = {}): Promise<RunningApi> {
  const own = options.databaseUrl === undefined ? await createTestDatabase() : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'sluice-api-'));
  const config = loadConfig({
    DATABASE_URL: own?.url ?? options.databaseUrl,
    REDIS_URL: testRedisUrl(),
    REDIS_PREFIX: testPrefix(),
    STORAGE_URL: pathToFileURL(folder).href,
    ...(options.env?.['JWT_PRIVATE_KEY'] === undefined && { JWT_SECRET: randomBytes(32).toString('hex') }),
    ...options.env,
  });
  const lines: LogLine[] = [];
  const log = recordingLog(lines);
  const { deps, drain, close } = await createApiDeps(config, log);
  const { db, redis } = deps;
  await seedDevelopmentLogins(deps);
  const { extraRoutes = [] } = options;
  const extra = typeof extraRoutes === 'function' ? extraRoutes(deps) : extraRoutes;
  const app = createApp(deps, [...allRoutes(deps), ...extra]);
  const server = createHttpServer(app, options.limits);
  deps.live.sockets.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A Redis of the test's own may be one that is not there.
  if (options.env?.['REDIS_URL'] === undefined) {
    await eventually('Redis is connected', () => redis.status === 'ready');
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const tokens = new Map<string, Promise<string>>();
  const token = (username: string): Promise<string> => {
    const known = tokens.get(username) ?? login(url, username);
    tokens.set(username, known);
    return known;
  };
  return {
    url,
    port,
    deps,
    db,
    log: lines,
    token,
    forget: (username) => void tokens.delete(username),
    async request(method, path, { as, headers, body, json } = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(as !== undefined && { Authorization: `Bearer ${await token(as)}` }),
          ...(json !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body, duplex: 'half' }),
        ...(json !== undefined && { body: JSON.stringify(json) }),
        redirect: 'manual',
      } as RequestInit);
      return toAnswer(response);
    },
    async socket() {
      const socket = connect(port, '127.0.0.1');
      // A connection that is cut is what some tests wait for.
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    },
    async storedFiles() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    },
    drain,
    async stop() {
      deps.live.close();
      server.close();
      server.closeAllConnections();
      await close();
      await own?.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function login(url: string, username: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    body: new URLSearchParams({ username, password: `${username}123` }),
  });
  const { body } = await toAnswer(response);
  if (response.status !== 200) throw new Error(`${username} can't sign in: ${JSON.stringify(body)}`);
  return body['access_token'] as string;
}

async function toAnswer(response: Response): Promise<ApiAnswer> {
  const text = await response.text();
  const isJson = /[/+]json\b/.test(response.headers.get('Content-Type') ?? '') && text !== '';
  const body = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text, body };
}
