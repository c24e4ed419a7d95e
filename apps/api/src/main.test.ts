import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  createTestDatabase,
  eventually,
  type TestDatabase,
  testPrefix,
  testRedisUrl,
} from '@sluice/kernel/testing';
import { expect } from 'expect';

const MAIN = join(__dirname, 'main.js');

describe('the API as a process', { concurrency: 4 }, () => {
  let database: TestDatabase;
  let folder: string;

  before(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'sluice-main-'));
  });
  after(async () => {
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  function start(env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn(process.execPath, [MAIN], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        DATABASE_URL: database.url,
        REDIS_URL: testRedisUrl(),
        REDIS_PREFIX: testPrefix(),
        STORAGE_URL: pathToFileURL(folder).href,
        JWT_SECRET: randomBytes(32).toString('hex'),
        DEV_LOGINS: 'true',
        DATABASE_WAIT_MS: '0',
        ...env,
      },
    });
  }

  async function portOf(child: ChildProcess): Promise<number> {
    const [message] = (await once(child, 'message')) as [{ port: number }];
    return message.port;
  }

  async function tokenFrom(port: number, username = 'user'): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${port}/api/auth/login`, {
      method: 'POST',
      body: new URLSearchParams({ username, password: `${username}123` }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }

  const FORM_START = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n';
  const FORM_END = 'PK\r\n--b--\r\n';

  /** An upload whose last bytes are still to come. */
  async function uploadUnderWay(port: number): Promise<Socket> {
    const token = await tokenFrom(port);
    const socket = connect(port, '127.0.0.1');
    const head = [
      'POST /api/batches/upload HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${token}`,
      'Content-Type: multipart/form-data; boundary=b',
      `Content-Length: ${FORM_START.length + FORM_END.length}`,
      'Expect: 100-continue',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    // It is asked for only once the request is past the guard.
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 100 /);
    socket.write(FORM_START);
    return socket;
  }

  const endings: [cause: string, end: (child: ChildProcess) => void][] = [
    ['SIGTERM', (child) => void child.kill('SIGTERM')],
    ['SIGINT', (child) => void child.kill('SIGINT')],
    ['the end of its supervisor', (child) => child.disconnect()],
  ];
  for (const [cause, end] of endings) {
    it(`ends on ${cause} when the requests under way have been answered`, async () => {
      const child = start();
      const port = await portOf(child);
      const upload = await uploadUnderWay(port);
      const idle = await keepOpen(port);
      const exited = once(child, 'exit');
      end(child);
      // Connections without a request are closed, new ones refused…
      await once(idle, 'close');
      await expect(fetch(`http://127.0.0.1:${port}/readyz`)).rejects.toThrow();
      // …and what was begun is finished.
      upload.write(FORM_END);
      expect(await text(upload)).toMatch(/^HTTP\/1.1 202 /);
      expect(await exited).toEqual([0, null]);
    });
  }

  it('is first not ready and serves on, asking for new connections; who is tired of waiting ends it', async () => {
    const child = start({ SHUTDOWN_GRACE_MS: '60000', SHUTDOWN_DELAY_MS: '50000' });
    const port = await portOf(child);
    const url = `http://127.0.0.1:${port}`;
    const token = await tokenFrom(port, 'admin');
    const agent = new Agent({ keepAlive: true });
    const ask = async (path: string): Promise<IncomingMessage> => {
      const headers = { Authorization: `Bearer ${token}` };
      const [answer] = (await once(get(`${url}${path}`, { agent, headers }), 'response')) as [
        IncomingMessage,
      ];
      answer.resume();
      return answer;
    };
    expect((await ask('/readyz')).headers.connection).toBe('keep-alive');
    const upload = await uploadUnderWay(port);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await eventually('it to be not ready', async () => (await ask('/readyz')).statusCode === 503);
    const answer = await ask('/api/auth/me');
    expect(answer).toMatchObject({ statusCode: 200, headers: { connection: 'close' } });
    // Begun before, answered now.
    upload.write(FORM_END);
    expect(await text(upload)).toMatch(/^HTTP\/1.1 202 [\s\S]*\r\nConnection: close\r\n/);
    const again = setInterval(() => child.kill('SIGINT'), 100);
    expect(await exited).toEqual([130, null]);
    clearInterval(again);
    agent.destroy();
  });

  it('ends all sockets on SIGTERM, also of clients that do not answer', async () => {
    const child = start();
    const port = await portOf(child);
    const token = await tokenFrom(port, 'admin');
    const exited = once(child, 'exit');
    const sockets: Socket[] = [];
    for (const door of ['/ws?', '/socket.io/?EIO=4&transport=websocket&', '/ws?EIO=4&transport=websocket&']) {
      const socket = connect(port, '127.0.0.1');
      const head = [
        `GET ${door}token=${token} HTTP/1.1`,
        'Host: x',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 101 /);
      socket.on('error', () => undefined).resume();
      sockets.push(socket);
    }
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    for (const socket of sockets) socket.destroy();
  });

  it('does not wait longer than it may for requests that do not end', async () => {
    const child = start({ SHUTDOWN_GRACE_MS: '200' });
    const upload = await uploadUnderWay(await portOf(child));
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([1, null]);
    upload.destroy();
  });

  describe('refuses to start with one clear line', { concurrency: 4 }, () => {
    async function failure(env: NodeJS.ProcessEnv): Promise<string> {
      const child = start(env);
      const [output, [code]] = await Promise.all([
        text(child.stderr as NodeJS.ReadableStream),
        once(child, 'exit') as Promise<[number]>,
      ]);
      expect(code).toBe(1);
      expect(output).not.toMatch(/^\s+at /m);
      return output.trim();
    }

    it('when its port is taken', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      expect(await failure({ PORT: String(port) })).toMatch(new RegExp(`^PORT ${port} .*already$`));
      other.close();
    });

    it('when Postgres is not there', async () => {
      for (const host of ['127.0.0.1', 'localhost']) {
        const line = await failure({ DATABASE_URL: `postgres://sluice:secret@${host}:1/sluice` });
        expect(line).toMatch(/^DATABASE_URL: .*ECONNREFUSED.*$/);
        expect(line).not.toMatch(/secret/);
      }
    });

    it('when the store can’t be used', async () => {
      expect(await failure({ STORAGE_URL: 'file:///dev/null/files' })).toMatch(/^STORAGE_URL: .*$/);
    });

    it('in production without a good secret, and with the development logins', async () => {
      const lines = await failure({ NODE_ENV: 'production', JWT_SECRET: 'secret', DEV_LOGINS: 'true' });
      expect(lines.split('\n')).toEqual([
        expect.stringMatching(/configuration/),
        expect.stringMatching(/"JWT_SECRET" is too weak/),
        expect.stringMatching(/"DEV_LOGINS"/),
      ]);
      expect(await failure({ NODE_ENV: 'production', JWT_SECRET: '' })).toMatch(/JWT_SECRET/);
    });
  });
});

/** A connection that has had its answer and waits for another request. */
async function keepOpen(port: number): Promise<Socket> {
  const agent = new Agent({ keepAlive: true });
  const sent = request({ port, host: '127.0.0.1', path: '/healthz', agent }).end();
  const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream];
  await text(response);
  const socket = sent.socket as Socket;
  // What the server closes is no error of ours.
  socket.on('error', () => undefined);
  return socket;
}
