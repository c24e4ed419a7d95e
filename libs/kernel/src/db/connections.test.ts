import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { Pool } from 'pg';
import { silentLog } from '../log';
import { createTestDatabase, type TestDatabase, TcpSwitch } from '../testing';
import { prepareConnection } from './prepare-connection';
import { connectDatabase, isReadOnly, isTransient, rows } from '.';

describe('connections to Postgres', () => {
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database?.drop());

  it('are not made to a server that is read-only', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', '-c default_transaction_read_only=on');
    const refusal: unknown = await connectDatabase({ url: url.href, log: silentLog }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ message: expect.stringMatching(/read-only/), code: '25006' });
    expect(isTransient(refusal)).toBe(true);
  });

  it('are given up with the first statement that finds the server has become read-only', async () => {
    const db = await connectDatabase({ url: database.url, log: silentLog, poolSize: 1 });
    const backend = async (): Promise<number | undefined> => {
      const [row] = await rows<{ pid: number }>(db, 'SELECT pg_backend_pid() AS pid');
      return row?.pid;
    };
    try {
      const first = await backend();
      expect(await isReadOnly(db)).toBe(false);
      await db.query('SET default_transaction_read_only = on');
      expect(await isReadOnly(db)).toBe(true);
      expect(await backend()).toBe(first);
      const refusal: unknown = await db
        .transaction((sql) => sql.query('CREATE TABLE kept (n integer)'))
        .catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: '25006' });
      expect(await backend()).not.toBe(first);
      expect(await isReadOnly(db)).toBe(false);
    } finally {
      await db.destroy();
    }
  });

  it('are broken when the server has vanished without a word', async () => {
    const url = new URL(database.url);
    const proxy = await TcpSwitch.open(Number(url.port));
    url.port = String(proxy.port);
    const pool = new Pool({
      connectionString: url.href,
      onConnect: (client) => prepareConnection(client, 500),
    });
    pool.on('error', () => undefined);
    try {
      await pool.query('SELECT 1');
      proxy.fallSilent();
      const failure: unknown = await pool.query('SELECT 1').catch((error: unknown) => error);
      expect([isTransient(failure), pool.totalCount]).toEqual([true, 0]);
    } finally {
      await proxy.close();
      await pool.end();
    }
  });
});
