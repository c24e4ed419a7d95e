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
import { audienceJobs, AudienceUpload, type UploadFormat } from '@sluice/systems/audience';
import { uuidv7 } from 'uuidv7';
import { type JobTools } from '../../../job-handler';
import { entities } from '../../../systems';
import { audienceSystem } from '..';
import { audienceHandlers } from '../audience.handlers';

export interface StoredRecord {
  position: number;
  record: string;
  email: string | null;
  domain: string | null;
  identity: string;
}

export interface StoredRejection {
  position: number;
  code: string;
  field: string | null;
  message: string;
  record: string;
}

export interface StoredDuplicate {
  position: number;
  same_as_position: number | null;
  earlier_upload_id: string | null;
  earlier_position: number | null;
}

/** What may be said of an upload; all of it has a default. */
export interface UploadOptions {
  format?: UploadFormat;
  onError?: 'reject' | 'partial';
  ownerId?: string;
  fields?: string[];
  delimiter?: string;
  /** Of a body, whose records are counted before it is accepted. */
  rowsReceived?: number;
}

/** A job in the hands of a worker. */
export interface HeldJob {
  tools: JobTools;
  run(): Promise<void>;
  giveUp(kind: 'poison' | 'failed', message: string): Promise<void>;
}

export type LoadBed = Awaited<ReturnType<typeof createLoadBed>>;

const tenantId = uuidv7();
const usualOwner = uuidv7();

/** Database, store and Redis with what a worker needs to run jobs of audience, one by one and by hand. */
export async function createLoadBed() {
  const database = await createTestDatabase();
  const db: Database = await connectDatabase({ url: database.url, log: silentLog, entities });
  const redis = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
  const root = await mkdtemp(join(tmpdir(), 'sluice-audience-'));
  const store: FileStore = createFileStore(pathToFileURL(root).href);
  const handlers = audienceHandlers({ db, store });
  const prefix = testPrefix();
  const progress = new ProgressBoard(redis, prefix, silentLog);
  const events = new EventFeed(redis, prefix, silentLog);
  let count = 0;

  /** An upload as the API leaves it: stored, with its row and its job. */
  async function addUpload(content: Buffer | string, options: UploadOptions = {}): Promise<string> {
    const { format = 'envelope', onError = 'reject', ownerId = usualOwner, fields } = options;
    const id = uuidv7();
    const stored = await store.put(newFileKey('audience'), Readable.from([Buffer.from(content)]));
    await recordFiles(db, [stored]);
    const printedId = `upl_1736937000_${(++count).toString(36).padStart(6, '0')}`;
    await db.query(
      `INSERT INTO audience_uploads (id, upload_id, session_token_hash, tenant_id, owner_id, upload_name, format,
         delimiter, file_key, file_bytes, on_error, fields, has_given_fields, rows_received)
       VALUES ($1, $2, 'x', $3, $4, 'test', $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        printedId,
        tenantId,
        ownerId,
        format,
        options.delimiter ?? null,
        stored.key,
        stored.bytes,
        onError,
        fields ?? [],
        fields !== undefined,
        options.rowsReceived ?? 0,
      ],
    );
    await addJobs(db, audienceJobs.loadRecords, { tenantId, ownerId, subjectId: id }, [{ uploadId: id }]);
    return id;
  }

  /** Takes the job of an upload that was added last, whatever became of it before, as one more worker. */
  async function take(uploadId: string, workerId = 'w1'): Promise<HeldJob> {
    const [job] = await rows<{ jobId: string; epoch: number }>(
      db,
      `UPDATE jobs SET state = 'admitted', epoch = epoch + 1
       WHERE id = (SELECT max(id::text)::uuid FROM jobs WHERE subject_id = $1) RETURNING id AS "jobId", epoch`,
      [uploadId],
    );
    const claimed = job && (await claimJob(db, job, workerId, 60_000));
    if (!claimed) throw new Error('The job could not be claimed');
    const lease = new Lease(db, claimed);
    const tools = { log: silentLog, lease, signal: lease.signal, progress, events, workerId };
    const isLoad = claimed.name === audienceJobs.loadRecords.name;
    const handler = isLoad ? handlers.loadRecords : handlers.analyzeUpload;
    return {
      tools,
      run: () => handler.run({ uploadId }, tools),
      giveUp: (kind, message) => handler.giveUp({ uploadId }, tools, { kind, message }),
    };
  }

  const upload = (id: string) =>
    db.manager
      .createQueryBuilder(AudienceUpload, 'upload')
      .addSelect('upload.analytics')
      .where({ id })
      .getOneOrFail();

  return {
    db,
    store,
    system: audienceSystem({ db, store }),
    addUpload,
    take,
    upload,
    /** Runs the job of an upload that was added last to its end. */
    async run(uploadId: string): Promise<AudienceUpload> {
      await (await take(uploadId)).run();
      return upload(uploadId);
    },
    /** As the API adds one when records were changed. */
    addAnalysis: (uploadId: string, ownerId = usualOwner) =>
      addJobs(db, audienceJobs.analyzeUpload, { tenantId, ownerId, subjectId: uploadId }, [{ uploadId }]),
    records: (uploadId: string) =>
      rows<StoredRecord>(
        db,
        `SELECT position, record, email, domain, identity FROM audience_records
         WHERE upload_id = $1 ORDER BY position`,
        [uploadId],
      ),
    rejections: (uploadId: string) =>
      rows<StoredRejection>(
        db,
        `SELECT position, code, field, message, record FROM audience_rejections
         WHERE upload_id = $1 ORDER BY position`,
        [uploadId],
      ),
    duplicates: (uploadId: string) =>
      rows<StoredDuplicate>(
        db,
        `SELECT position, same_as_position, earlier_upload_id, earlier_position FROM audience_duplicates
         WHERE upload_id = $1 ORDER BY position`,
        [uploadId],
      ),
    jobsOf: (uploadId: string) =>
      rows<{ name: string; state: string; checkpoint: Record<string, unknown> | null }>(
        db,
        'SELECT name, state, checkpoint FROM jobs WHERE subject_id = $1 ORDER BY id',
        [uploadId],
      ),
    async close(): Promise<void> {
      redis.disconnect();
      await db.destroy();
      await database.drop();
      await rm(root, { recursive: true });
    },
  };
}
