import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { envelopeOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { AudienceClient } from '../e2e/audience-client';
import { ContentClient } from '../e2e/content-client';
import { MigrationClient } from '../e2e/migration-client';
import { OmrClient } from '../e2e/omr-client';
import { RevenueClient } from '../e2e/revenue-client';

const SHEETS = 40;
const ROWS = 40_000;
/** Those of a content batch that is one piece. */
const ITEMS = 5;

describe('a worker that is asked to end with work of all systems at hand', () => {
  let stack: Stack;
  let db: Database;

  before(async () => {
    // Of a third of the usual grace: whoever ends in that ends within 10 s by default.
    stack = await startStack({ workers: 0, chain: true, env: { SHUTDOWN_GRACE_MS: '3000' } });
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  /** Sends a large batch of each system. @returns what waits for their ends and checks them */
  async function sendAll(url: string): Promise<() => Promise<void>> {
    const [omr, revenue, migration, audience, content] = await Promise.all([
      OmrClient.login(url, 'user'),
      RevenueClient.login(url, 'user'),
      MigrationClient.login(url, 'admin'),
      AudienceClient.login(url, 'user'),
      ContentClient.login(url),
    ]);
    const zip = await makeZip(
      await makeSheetSet({ count: SHEETS, distinct: 2, dpi: 150, taskId: '14900113' }),
    );
    const sheets = await omr.upload(zip);
    const columns = ['A', 'B', 'C'].map((name) => ({ name, type: 'C', width: 20 }));
    const records = Array.from({ length: ROWS }, (_, n) => [`${n}`, 'x', 'y']);
    const table = { name: 'table.dbf', bytes: writeDbf({ columns, records }).dbf };
    const file = await revenue.upload(table, { headers: { Prefer: 'respond-async' } });
    const job = await migration.upload({ bytes: makePackages(ROWS / 2).bytes(), importType: 'package' });
    await migration.start(job);
    const contacts = await audience.upload(envelopeOf(makeContacts({ records: ROWS }).texts));
    const ids = Array.from({ length: ITEMS }, (_, n) => `drained-${n}`);
    await content.makeContents(ids, 1);
    // Nobody has an answer to its first call for a long time.
    await stack.chain.addFaults({ kind: 'delay', ms: 20_000, contentId: ids[0] as string, times: 1 });
    const prices = await content.updatePrices(ids, 7);
    return async () => {
      const isAll = { processed_count: SHEETS, status: 'completed' };
      expect(await omr.waitForEnd(sheets.body.batch_id)).toMatchObject(isAll);
      await eventually(
        'the table',
        async () => (await revenue.file(file.body.data.fileId)).status === 'completed',
        60_000,
      );
      expect(await revenue.file(file.body.data.fileId)).toMatchObject({ validRecords: ROWS });
      expect(await migration.untilStill(job)).toMatchObject({ status: 'completed', imported_rows: ROWS / 2 });
      expect(await audience.waitForEnd(contacts.body.upload_id)).toMatchObject({ rows_loaded: ROWS });
      expect(await content.untilEnded(prices)).toMatchObject({ successCount: ITEMS });
    };
  }

  it('ends in time, and its work is free for others at once, with no crash and no try counted', async (t) => {
    const untilEnded = await sendAll(stack.apis[0]?.url as string);
    const worker = await stack.addWorker();
    const running = `SELECT DISTINCT queue FROM jobs WHERE state = 'running' ORDER BY queue`;
    const queues = await eventually('work of all systems', async () => {
      const found = await rows<{ queue: string }>(db, running);
      return found.length >= 4 && found.map(({ queue }) => queue);
    });
    const startedAt = performance.now();
    const exited = worker.exited();
    await worker.kill('SIGTERM');
    expect(await exited).toEqual({ code: 0, signal: null });
    t.diagnostic(
      `at work for ${queues.join(', ')}; ended after ${Math.round(performance.now() - startedAt)} ms`,
    );

    expect(await rows(db, `SELECT name FROM jobs WHERE state = 'running'`)).toEqual([]);
    expect(await rows(db, 'SELECT id FROM workers')).toEqual([]);
    await stack.addWorker();
    await untilEnded();
    expect(
      await rows(db, 'SELECT name, attempts, crashes, error FROM jobs WHERE attempts > 0 OR crashes > 0'),
    ).toEqual([]);
    const { transactions } = await stack.chain.ledger();
    expect(transactions.filter(({ setPrice }) => setPrice?.price === '7')).toHaveLength(ITEMS);
  });
});
