import { describe, it } from 'node:test';
import { expect } from 'expect';
import { QueryFailedError } from 'typeorm';
import { silentLog } from '../log';
import { createTestDatabase, eventually } from '../testing';
import { connectDatabase, isTransient, rows } from '.';

const withCode = (code: string): Error => Object.assign(new Error('a fault'), { code });

describe('faults of Postgres', () => {
  it('pass when the server is away, starts, is replaced or is full', () => {
    const codes = [
      '57P01',
      '57P02',
      '57P03',
      '57P05',
      '08006',
      '40001',
      '40P01',
      '25006',
      '53100',
      '53200',
      '53300',
    ];
    for (const code of [...codes, 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN']) {
      expect([code, isTransient(withCode(code))]).toEqual([code, true]);
      expect(isTransient(new QueryFailedError('SELECT 1', [], withCode(code)))).toBe(true);
    }
    const messages = [
      'Connection terminated unexpectedly',
      'timeout exceeded when trying to connect',
      'Client was closed and is not queryable',
      'query_wait_timeout',
      'no more connections allowed (max_client_conn)',
    ];
    for (const message of messages)
      expect([message, isTransient(new Error(message))]).toEqual([message, true]);
  });

  it('pass when the connection of a transaction is lost between two of its statements', async () => {
    const database = await createTestDatabase();
    const db = await connectDatabase({ url: database.url, log: silentLog });
    try {
      const other = await connectDatabase({ url: database.url, log: silentLog });
      const lost = db.transaction(async (sql) => {
        const [backend] = await rows<{ pid: number }>(sql, 'SELECT pg_backend_pid() AS pid');
        await other.query('SELECT pg_terminate_backend($1, 5000)', [backend?.pid]);
        // As long as other work takes between two statements: the loss is noticed meanwhile.
        await eventually('the loss to be noticed', async () => sql.queryRunner?.isReleased ?? true);
        await sql.query('SELECT 1');
      });
      const error = await lost.catch((thrown: unknown) => thrown);
      expect([String(error), isTransient(error)]).toEqual([expect.stringMatching(/already released/), true]);
      await other.destroy();
    } finally {
      await db.destroy();
      await database.drop();
    }
  });

  it('do not pass when the statement or the set-up is wrong', () => {
    for (const code of ['23505', '42601', '42P01', '22P02', '57014', '28P01', '3D000', 'ENOTFOUND']) {
      expect([code, isTransient(withCode(code))]).toEqual([code, false]);
    }
    expect(isTransient('57P01')).toBe(false);
  });
});
