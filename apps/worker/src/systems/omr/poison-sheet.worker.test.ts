import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { claimJob, Lease } from '@sluice/kernel/lease';
import { silentLog } from '@sluice/kernel/log';
import { EventFeed } from '@sluice/kernel/events';
import { ProgressBoard } from '@sluice/kernel/progress';
import { addJobs } from '@sluice/kernel/queue';
import { connectRedis, type RedisClient } from '@sluice/kernel/redis';
import { createFileStore, type FileStore, newFileKey } from '@sluice/kernel/storage';
import { createTestDatabase, type TestDatabase, testPrefix, testRedisUrl } from '@sluice/kernel/testing';
import { OmrBatch, omrJobs } from '@sluice/systems/omr';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { openZip } from '@sluice/formats/zip';
import { expect } from 'expect';
import { uuidv7 } from 'uuidv7';
import { type JobTools } from '../../job-handler';
import { entities } from '../../systems';
import { storedZip } from '../../stored-zip';
import { processSheetsJob } from './process-sheets';
import { createQrPool, type QrPool } from './qr-pool';
import { SheetSlots } from './sheet-slots';

const SHEETS = 4;

describe('a piece that workers die on', () => {
  let database: TestDatabase;
  let db: Database;
  let redis: RedisClient;
  let store: FileStore;
  let root: string;
  let qr: QrPool;
  let batchId: string;

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog, entities });
    redis = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
    root = await mkdtemp(join(tmpdir(), 'sluice-poison-'));
    store = createFileStore(pathToFileURL(root).href);
    qr = createQrPool({ threads: 1 });
  });
  after(async () => {
    await qr.close();
    redis.disconnect();
    await db.destroy();
    await database.drop();
    await rm(root, { recursive: true });
  });

  /** A batch of four sheets, opened, with its one piece waiting. */
  beforeEach(async () => {
    await db.query('TRUNCATE jobs, omr_batches CASCADE');
    const sheet = await makeSheet({ taskId: '14900113' });
    const names = Array.from({ length: SHEETS }, (_, i) => `${i + 1}.jpg`);
    const zip = await makeZip(names.map((name) => ({ name, bytes: sheet })));
    const file = await store.put(newFileKey('omr'), Readable.from([zip]));
    batchId = uuidv7();
    const owner = { tenantId: uuidv7(), ownerId: uuidv7(), subjectId: batchId };
    await db.manager.insert(OmrBatch, {
      id: batchId,
      tenantId: owner.tenantId,
      ownerId: owner.ownerId,
      uploadedBy: 'user',
      status: 'processing',
      uploadStrategy: 'zip_with_qr',
      originalFilename: 'sheets.zip',
      fileKey: file.key,
      totalSize: file.bytes,
      sheetCount: SHEETS,
    });
    const { entries } = await openZip(await storedZip(store, file.key));
    await db.query(
      `INSERT INTO omr_sheets (batch_id, index, filename, source)
       SELECT $1, place, source->>'name', source FROM unnest($2::jsonb[]) WITH ORDINALITY AS s (source, place)`,
      [batchId, entries.map((entry) => JSON.stringify(entry))],
    );
    await addJobs(db, omrJobs.processSheets, owner, [{ batchId, from: 1, to: SHEETS }]);
  });

  async function claim(crashes: number): Promise<{ tools: JobTools; payload: never }> {
    const [job] = await rows<{ jobId: string; epoch: number }>(
      db,
      `UPDATE jobs SET state = 'admitted', epoch = epoch + 1, crashes = $1 RETURNING id AS "jobId", epoch`,
      [crashes],
    );
    const claimed = await claimJob(db, job as { jobId: string; epoch: number }, 'w1', 60_000);
    if (!claimed) throw new Error('The job could not be claimed');
    const lease = new Lease(db, claimed);
    const progress = new ProgressBoard(redis, testPrefix(), silentLog);
    const events = new EventFeed(redis, testPrefix(), silentLog);
    const tools = { log: silentLog, lease, signal: lease.signal, progress, events, workerId: 'w1' };
    return { tools, payload: claimed.payload as never };
  }
  const sheets = () =>
    rows<{ index: number; status: string; error: string | null }>(
      db,
      'SELECT index, status, error FROM omr_sheets ORDER BY index',
    );
  const job = async () => (await rows<Record<string, unknown>>(db, 'SELECT * FROM jobs'))[0];

  it('fails the first pending sheet, and the others are read', async () => {
    const handler = processSheetsJob({ db, store, qr, slots: new SheetSlots(2) });
    await db.query(`UPDATE omr_sheets SET status = 'processed', task_id = '14900113' WHERE index = 1`);
    await db.query(`UPDATE omr_batches SET processed_count = 1`);
    const poisoned = await claim(3);
    await handler.giveUp(poisoned.payload, poisoned.tools, { kind: 'poison', message: 'It crashed 3 times' });
    expect(await sheets()).toEqual([
      { index: 1, status: 'processed', error: null },
      { index: 2, status: 'failed', error: 'It crashed 3 times' },
      { index: 3, status: 'pending', error: null },
      { index: 4, status: 'pending', error: null },
    ]);
    expect(await job()).toMatchObject({ state: 'waiting', crashes: 0 });

    const next = await claim(0);
    await handler.run(next.payload, next.tools);
    expect((await sheets()).map((sheet) => sheet.status)).toEqual([
      'processed',
      'failed',
      'processed',
      'processed',
    ]);
    const batch = await db.manager.findOneByOrFail(OmrBatch, { id: batchId });
    expect(batch).toMatchObject({
      status: 'completed',
      processedCount: 3,
      failedCount: 1,
      taskId: '14900113',
    });
  });

  it('is taken one sheet at a time after a crash, each with its own commit, and ends with the last', async () => {
    const { tools, payload } = await claim(1);
    const commits: unknown[] = [];
    const commit = tools.lease.commit.bind(tools.lease);
    tools.lease.commit = async (work, options) => {
      const result = await commit(work, options);
      const processed = (await sheets()).filter((sheet) => sheet.status === 'processed').length;
      commits.push([processed, (await job())?.['state']]);
      return result;
    };
    await processSheetsJob({ db, store, qr, slots: new SheetSlots(2) }).run(payload, tools);
    expect(commits).toEqual([
      [1, 'running'],
      [2, 'running'],
      [3, 'running'],
      [4, 'done'],
    ]);
    expect(await job()).toMatchObject({ state: 'done', crashes: 0 });
  });

  it('fails what is left of it when it is given up for another reason', async () => {
    const { tools, payload } = await claim(0);
    const reason = { kind: 'failed' as const, message: 'There is no file' };
    await processSheetsJob({ db, store, qr, slots: new SheetSlots(2) }).giveUp(payload, tools, reason);
    expect((await sheets()).every((sheet) => sheet.status === 'failed')).toBe(true);
    const batch = await db.manager.findOneByOrFail(OmrBatch, { id: batchId });
    expect(batch).toMatchObject({ status: 'failed', failedCount: SHEETS });
  });
});
