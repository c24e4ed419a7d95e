import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testServers } from '@sluice/kernel/config';
import { connectDatabase, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually, TcpSwitch } from '@sluice/kernel/testing';
import { envelopeOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { onDatabase, startPostgres, type ServerPlace } from '@sluice/tools/postgres';
import { startStandby } from '@sluice/tools/postgres-standby';
import { externalService, type Service } from '@sluice/tools/service';
import { createTempData, type TempData } from '@sluice/tools/temp-data';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { Client } from 'pg';
import { AudienceClient } from '../e2e/audience-client';

const RECORDS = 50;
/** Fewer than the stack would like to have and others take at the worst moment. */
const MAX_CONNECTIONS = 30;

/** A path of each system, and the fields of its error body. */
const ERROR_BODIES: Record<string, string[]> = {
  '/api/batches/': ['detail'],
  '/api/contents?creator=x': ['error', 'message'],
  '/api/revenue/batches': ['success', 'error', 'message', 'timestamp'],
  '/api/audience/batch-upload': ['status', 'message'],
  '/api/v1/onboarding/migration': ['statusCode', 'message', 'error'],
};

describe('a Postgres that another takes the place of', () => {
  const body = envelopeOf(makeContacts({ records: RECORDS }).texts);
  /** Uploads that were answered 200. */
  const accepted: string[] = [];
  let temp: TempData;
  let primary: Service;
  let standby: Service;
  let proxy: TcpSwitch;
  let stack: Stack;
  let user: AudienceClient;

  before(async () => {
    temp = await createTempData();
    primary = await startPostgres(place('primary'), { max_connections: String(MAX_CONNECTIONS) });
    standby = await startStandby(primary, place('primary'), place('standby'));
    // Without it, what was committed last could be lost with the primary.
    await setting(primary, 'synchronous_standby_names', '*');
    proxy = await TcpSwitch.open(portOf(primary));
    const databaseUrl = atPort(primary.url, proxy.port);
    const { redisUrl } = testServers();
    const servers = {
      databaseUrl,
      redisUrl,
      postgres: externalService(databaseUrl),
      redis: externalService(redisUrl),
      stop: () => Promise.resolve(),
    };
    stack = await startStack({
      servers,
      env: { LOG_LEVEL: 'warn', LEASE_MS: '6000', DATABASE_POOL_SIZE: '4' },
    });
    user = await AudienceClient.login(stack.apis[0]?.url as string, 'admin');
  });
  after(async () => {
    // Whatever became of them: what can't be ended in order must not keep the others.
    for (const part of [stack, standby, primary]) await part?.stop().catch(() => undefined);
    await proxy?.close();
    temp?.remove();
  });

  function place(name: string): ServerPlace {
    const dataDir = join(temp.path, name);
    mkdirSync(dataDir, { recursive: true });
    return { dataDir, durable: false, say: () => undefined };
  }

  async function upload(): Promise<number> {
    const { status, headers, body: answer } = await user.upload(body);
    if (status === 200) accepted.push(answer.upload_id);
    else expect([status, headers.get('Retry-After')]).toEqual([503, '2']);
    return status;
  }

  const untilAccepted = (): Promise<unknown> =>
    eventually('an upload to be accepted', async () => (await upload()) === 200, 30_000);

  /** All that was ever accepted is there, once. */
  async function expectAllDone(): Promise<void> {
    for (const id of accepted) {
      expect(await user.waitForEnd(id)).toMatchObject({
        processing_status: 'completed',
        rows_loaded: RECORDS,
      });
    }
    const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    try {
      const open = `SELECT FROM jobs WHERE state IN ('waiting', 'admitted', 'running')`;
      await eventually('every job to end', async () => (await rows(db, open)).length === 0);
      expect(await rows(db, 'SELECT count(*)::int AS n FROM audience_records')).toEqual([
        { n: accepted.length * RECORDS },
      ]);
      expect(await rows(db, `SELECT DISTINCT state, attempts, crashes FROM jobs`)).toEqual([
        { state: 'done', attempts: 0, crashes: 0 },
      ]);
    } finally {
      await db.destroy();
    }
    for (const program of [...stack.apis, ...stack.workers]) expect(program.hasExited()).toBe(false);
  }

  it('is answered 503 in each system’s own words while it has no connection left, and used again then', async () => {
    await untilAccepted();
    const others: Client[] = [];
    const take = async (): Promise<boolean> => {
      const client = new Client({ connectionString: primary.url });
      client.on('error', () => undefined);
      const isIn = await client.connect().then(
        () => true,
        () => false,
      );
      if (isIn) others.push(client);
      return isIn;
    };
    while (await take());
    // The programs lose what they have, and others are quicker.
    proxy.cut();
    await eventually('the others to have all', async () => {
      while (await take());
      return (await upload()) === 503;
    });
    for (const [path, fields] of Object.entries(ERROR_BODIES)) {
      const headers = { Authorization: `Bearer ${user.token}` };
      const response = await fetch(`${user.baseUrl}${path}`, { headers });
      const names = Object.keys((await response.json()) as object).slice(0, fields.length);
      expect([path, response.status, response.headers.get('Retry-After'), names]).toEqual([
        path,
        503,
        '2',
        fields,
      ]);
    }
    for (const client of others.splice(0)) await client.end();
    await untilAccepted();
    await expectAllDone();
  });

  it('is left when it has become read-only, although its connections still stand', async () => {
    await upload();
    await setting(primary, 'default_transaction_read_only', 'on');
    await eventually('the API to notice', async () => (await upload()) === 503);
    await onDatabase(standby.url, 'SELECT pg_promote()');
    proxy.turnTo(portOf(standby));
    await untilAccepted();
    const ours = `SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'sluice%'`;
    await eventually(
      'nobody to be left at the old one',
      async () => (await onDatabase(primary.url, ours)) === 0,
    );
    await expectAllDone();
  });

  it('is waited for by programs that start meanwhile, and survives being stopped at once', async () => {
    const ended = standby.exited();
    await standby.kill('SIGQUIT');
    await ended;
    expect(await upload()).toBe(503);
    const starting = stack.addWorker();
    const late = await eventually('the worker to be started', () => stack.workers[1]);
    await eventually('it to wait', () => late.output().includes('Postgres is away: waiting for it'));
    await standby.start();
    await starting;
    await untilAccepted();
    await expectAllDone();
  });

  it('ends programs that start, with a clear line, when it does not come in time', async () => {
    proxy.turnTo(undefined);
    const starting = stack.addApi({ DATABASE_WAIT_MS: '1000' });
    await expect(starting).rejects.toThrow(/exit code 1[\s\S]*^DATABASE_URL: Postgres can't be used: /m);
    proxy.turnTo(portOf(standby));
  });
});

function portOf({ url }: Service): number {
  return Number(new URL(url).port);
}

function atPort(url: string, port: number): string {
  const moved = new URL(url);
  moved.port = String(port);
  return moved.href;
}

async function setting(server: Service, name: string, value: string): Promise<void> {
  await onDatabase(server.url, `ALTER SYSTEM SET ${name} = '${value}'`);
  await onDatabase(server.url, 'SELECT pg_reload_conf()');
}
