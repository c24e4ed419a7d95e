import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { EventFeed } from '@sluice/kernel/events';
import { claimJob, Lease } from '@sluice/kernel/lease';
import { silentLog } from '@sluice/kernel/log';
import { ProgressBoard } from '@sluice/kernel/progress';
import { addJobs } from '@sluice/kernel/queue';
import { connectRedis } from '@sluice/kernel/redis';
import { createFileStore, type FileStore, newFileKey, recordFiles } from '@sluice/kernel/storage';
import { createTestDatabase, testPrefix, testRedisUrl } from '@sluice/kernel/testing';
import { partsOfName, refreshBatch, RevenueBatch, RevenueFile, revenueJobs } from '@sluice/systems/revenue';
import { uuidv7 } from 'uuidv7';
import { type JobTools } from '../../../job-handler';
import { entities } from '../../../systems';
import { revenueSystem } from '..';
import { revenueHandlers } from '../revenue.handlers';

/** Bytes, or what makes them. */
export type Content = Buffer | string | Iterable<Buffer>;

export interface StoredRecord {
  row_number: number;
  is_valid: boolean;
  values: (string | null)[];
}

export interface StoredProblem {
  row_number: number;
  column_name: string | null;
  code: string;
  message: string;
  value: string | null;
  is_warning: boolean;
}

/** A job in the hands of a worker. */
export interface HeldJob {
  tools: JobTools;
  payload: { fileId: string };
  run(): Promise<void>;
  giveUp(kind: 'poison' | 'failed', message: string): Promise<void>;
}

export type ImportBed = Awaited<ReturnType<typeof createImportBed>>;

const owner = { tenantId: uuidv7(), ownerId: uuidv7() };
const sender = { userId: 'u', ipAddress: '127.0.0.1', userAgent: 'test' };

/** Database, store and Redis with what a worker needs to run jobs of revenue, one by one and by hand. */
export async function createImportBed() {
  const database = await createTestDatabase();
  const db: Database = await connectDatabase({ url: database.url, log: silentLog, entities });
  const redis = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
  const root = await mkdtemp(join(tmpdir(), 'sluice-import-'));
  const store: FileStore = createFileStore(pathToFileURL(root).href);
  const handlers = revenueHandlers({ db, store });
  const prefix = testPrefix();
  const progress = new ProgressBoard(redis, prefix, silentLog);
  const events = new EventFeed(redis, prefix, silentLog);

  async function put(content: Content): Promise<{ key: string; bytes: number }> {
    const source = typeof content === 'string' ? [Buffer.from(content)] : content;
    const stored = await store.put(
      newFileKey('revenue'),
      Readable.from(Buffer.isBuffer(source) ? [source] : source),
    );
    await recordFiles(db, [stored]);
    return stored;
  }

  /** A batch without files. */
  async function addBatch(): Promise<string> {
    const id = uuidv7();
    await db.query(
      `INSERT INTO revenue_batches (id, tenant_id, owner_id, batch_name, user_id, ip_address, user_agent)
       VALUES ($1, $2, $3, 'test', $4, $5, $6)`,
      [id, owner.tenantId, owner.ownerId, ...Object.values(sender)],
    );
    return id;
  }

  /** A file as the API leaves it: stored, with its row and its job. */
  async function addFile(
    name: string,
    content: Content,
    { batchId = null, memo }: { batchId?: string | null; memo?: Content | undefined } = {},
  ): Promise<string> {
    const id = uuidv7();
    const { filename, extension, claimTable } = partsOfName(name);
    const { key, bytes } = await put(content);
    const memoKey = memo === undefined ? null : (await put(memo)).key;
    await db.query(
      `INSERT INTO revenue_files (id, tenant_id, owner_id, batch_id, filename, original_name, file_type, claim_table,
         file_size, file_key, memo_key, user_id, ip_address, user_agent)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        id,
        owner.tenantId,
        owner.ownerId,
        batchId,
        filename,
        name,
        extension,
        claimTable ?? null,
        bytes,
        key,
        memoKey,
        ...Object.values(sender),
      ],
    );
    const contract = extension === 'ZIP' ? revenueJobs.openArchive : revenueJobs.parseFile;
    await addJobs(db, contract, { ...owner, subjectId: batchId ?? id }, [{ fileId: id }]);
    if (batchId !== null) await db.transaction((sql) => refreshBatch(sql, batchId));
    return id;
  }

  /** Takes the job of a file, whatever became of it before, as one more worker. */
  async function take(fileId: string, workerId = 'w1'): Promise<HeldJob> {
    const [job] = await rows<{ jobId: string; epoch: number }>(
      db,
      `UPDATE jobs SET state = 'admitted', epoch = epoch + 1 WHERE payload->>'fileId' = $1
       RETURNING id AS "jobId", epoch`,
      [fileId],
    );
    const claimed = job && (await claimJob(db, job, workerId, 60_000));
    if (!claimed) throw new Error('The job could not be claimed');
    const lease = new Lease(db, claimed);
    const tools = { log: silentLog, lease, signal: lease.signal, progress, events, workerId };
    const handler = claimed.name === revenueJobs.openArchive.name ? handlers.openArchive : handlers.parseFile;
    const payload = { fileId };
    return {
      tools,
      payload,
      run: () => handler.run(payload, tools),
      giveUp: (kind, message) => handler.giveUp(payload, tools, { kind, message }),
    };
  }

  return {
    db,
    store,
    system: revenueSystem({ db, store }),
    addBatch,
    addFile,
    take,
    /** Runs the job of a file to its end. @returns the file */
    async run(fileId: string): Promise<RevenueFile> {
      const held = await take(fileId);
      await held.run();
      return db.manager.findOneByOrFail(RevenueFile, { id: fileId });
    },
    file: (id: string) => db.manager.findOneByOrFail(RevenueFile, { id }),
    batch: (id: string) => db.manager.findOneByOrFail(RevenueBatch, { id }),
    /** Files of a batch that stand in its lists. */
    filesOf: (batchId: string) =>
      db.manager.find(RevenueFile, { where: { batchId, isContainer: false }, order: { position: 'ASC' } }),
    records: (fileId: string) =>
      rows<StoredRecord>(
        db,
        'SELECT row_number, is_valid, "values" FROM revenue_records WHERE file_id = $1 ORDER BY row_number',
        [fileId],
      ),
    problems: (fileId: string) =>
      rows<StoredProblem>(
        db,
        `SELECT row_number, column_name, code, message, value, is_warning FROM revenue_record_errors
         WHERE file_id = $1 ORDER BY row_number, column_name, code`,
        [fileId],
      ),
    jobOf: async (fileId: string) =>
      (
        await rows<Record<string, unknown>>(db, `SELECT * FROM jobs WHERE payload->>'fileId' = $1`, [fileId])
      )[0],
    async close(): Promise<void> {
      redis.disconnect();
      await db.destroy();
      await database.drop();
      await rm(root, { recursive: true });
    },
  };
}
