import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { EventFeed, NoticeFeed } from '@sluice/kernel/events';
import { claimJob, Lease } from '@sluice/kernel/lease';
import { silentLog } from '@sluice/kernel/log';
import { ProgressBoard } from '@sluice/kernel/progress';
import { addJobs } from '@sluice/kernel/queue';
import { connectRedis } from '@sluice/kernel/redis';
import { createFileStore, type FileStore, newFileKey, recordFiles } from '@sluice/kernel/storage';
import { createTestDatabase, testPrefix, testRedisUrl } from '@sluice/kernel/testing';
import {
  type ImportType,
  mappingOf,
  MigrationJob,
  migrationJobs,
  TARGET_TABLES,
} from '@sluice/systems/csv-migration';
import { uuidv7 } from 'uuidv7';
import { type JobTools } from '../../../job-handler';
import { entities } from '../../../systems';
import { migrationHandlers } from '../csv-migration.handlers';

export interface StoredError {
  row_number: number;
  error_type: string;
  field_name: string | null;
  error_message: string;
  expected_format: string | null;
  received_value: string | null;
  row_data: Record<string, unknown>;
  is_warning: boolean;
}

export interface HeardNotice {
  event: string;
  data: Record<string, unknown>;
}

export interface JobOptions {
  tenantId?: string;
  encoding?: string;
  delimiter?: string;
  /** Rows as the upload counted them; by default what the text has. */
  totalRows?: number;
}

type Move = keyof typeof migrationJobs;

/** A job in the hands of a worker. */
export interface HeldJob {
  tools: JobTools;
  run(): Promise<void>;
  giveUp(kind: 'poison' | 'failed', message: string): Promise<void>;
}

export type MigrationBed = Awaited<ReturnType<typeof createMigrationBed>>;

/** Database, store and Redis with what a worker needs to run jobs of migration, one by one and by hand. */
export async function createMigrationBed() {
  const database = await createTestDatabase();
  const db: Database = await connectDatabase({ url: database.url, log: silentLog, entities });
  const redis = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
  const listening = connectRedis({ url: testRedisUrl(), role: 'worker', log: silentLog });
  if (redis.status !== 'ready') await once(redis, 'ready');
  const root = await mkdtemp(join(tmpdir(), 'sluice-migration-'));
  const store: FileStore = createFileStore(pathToFileURL(root).href);
  const prefix = testPrefix();
  const notices = new NoticeFeed(redis, prefix, silentLog);
  const progress = new ProgressBoard(redis, prefix, silentLog);
  const events = new EventFeed(redis, prefix, silentLog);
  const handlers = migrationHandlers({ db, store, notices });
  const tenant = uuidv7();
  const user = uuidv7();
  const heard: HeardNotice[] = [];
  await listening.subscribe(notices.channel(tenant));
  listening.on('message', (_channel, message) => {
    heard.push(JSON.parse(message.slice(message.indexOf(' ') + 1)) as HeardNotice);
  });

  /** A job as an upload leaves it. */
  async function addJob(
    importType: ImportType,
    content: string | Buffer,
    options: JobOptions = {},
  ): Promise<string> {
    const { tenantId = tenant, encoding = 'utf-8', delimiter = ',' } = options;
    const id = uuidv7();
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
    const text = encoding === 'utf-16le' ? bytes.toString('utf16le') : bytes.toString('latin1');
    const [header = ''] = text.replace(/^\uFEFF|^\u00ef\u00bb\u00bf/, '').split(/\r?\n/);
    const names = header.split(delimiter);
    const stored = await store.put(newFileKey('migration'), Readable.from([bytes]));
    await recordFiles(db, [stored]);
    await db.query(
      `INSERT INTO migration_jobs (id, tenant_id, user_id, import_type, file_name, file_key, file_size, total_rows,
         encoding, delimiter, header, column_mapping)
       VALUES ($1, $2, $3, $4, 'test.csv', $5, $6, $7, $8, $9, $10, $11)`,
      [
        id,
        tenantId,
        user,
        importType,
        stored.key,
        bytes.length,
        options.totalRows ?? text.split(/\r?\n/).filter((line) => line !== '').length - 1,
        encoding,
        delimiter,
        JSON.stringify(names),
        JSON.stringify(mappingOf(importType, names).mapping),
      ],
    );
    return id;
  }

  const job = (id: string): Promise<MigrationJob> => db.manager.findOneByOrFail(MigrationJob, { id });

  /** Sets a job to work as the API does. @returns the id of the piece of work */
  async function set(id: string, move: Move): Promise<string> {
    const status = { validate: 'validating', import: 'importing', rollback: undefined }[move];
    if (status) {
      await db.query(
        `UPDATE migration_jobs SET status = $2, cancelled_at = NULL, version = version + 1,
           started_at = CASE WHEN $2 = 'importing' THEN now() ELSE started_at END WHERE id = $1`,
        [id, status],
      );
    }
    const { tenantId } = await job(id);
    const [work] = await addJobs(db, migrationJobs[move], { tenantId, ownerId: user, subjectId: id }, [
      { jobId: id },
    ]);
    return work as string;
  }

  /** Takes a piece of work, whatever became of it before, as one more worker. */
  async function take(work: string, workerId = 'w1'): Promise<HeldJob> {
    const [delivery] = await rows<{ jobId: string; epoch: number }>(
      db,
      `UPDATE jobs SET state = 'admitted', epoch = epoch + 1 WHERE id = $1 RETURNING id AS "jobId", epoch`,
      [work],
    );
    const claimed = delivery && (await claimJob(db, delivery, workerId, 60_000));
    if (!claimed) throw new Error('The job could not be claimed');
    const lease = new Lease(db, claimed);
    const tools = { log: silentLog, lease, signal: lease.signal, progress, events, workerId };
    const [handler] = (Object.keys(migrationJobs) as Move[])
      .filter((move) => migrationJobs[move].name === claimed.name)
      .map((move) => handlers[move]);
    if (!handler) throw new Error(`There is no job ${claimed.name}`);
    const payload = claimed.payload as { jobId: string };
    return {
      tools,
      run: async () => {
        await handler.run(payload, tools);
        if (!lease.isOver) await lease.finish('done');
      },
      giveUp: (kind, message) => handler.giveUp(payload, tools, { kind, message }),
    };
  }

  /** Sets a job to work and does the work. Notices don't wait for a Redis that is away: a machine that stood still may have lost it. */
  async function run(id: string, move: Move): Promise<MigrationJob> {
    if (redis.status !== 'ready') await once(redis, 'ready');
    const held = await take(await set(id, move));
    await held.run();
    return job(id);
  }

  return {
    db,
    store,
    tenant,
    user,
    /** Notices of a job, in the order they came. */
    heard: (id: string) => heard.filter(({ data }) => data['job_id'] === id),
    addJob,
    job,
    set,
    take,
    run,
    /** Uploads and imports. */
    import: async (importType: ImportType, content: string | Buffer, options?: JobOptions) =>
      run(await addJob(importType, content, options), 'import'),
    errors: (id: string) =>
      rows<StoredError>(
        db,
        `SELECT row_number, error_type, field_name, error_message, expected_format, received_value, row_data, is_warning
         FROM migration_errors WHERE migration_job_id = $1 ORDER BY row_number, id`,
        [id],
      ),
    /** Rows that a job has put in, in the order of its file. */
    imported: async (id: string) => {
      const { importType } = await job(id);
      return rows<Record<string, unknown>>(
        db,
        `SELECT * FROM ${TARGET_TABLES[importType]} WHERE migration_job_id = $1 ORDER BY row_number`,
        [id],
      );
    },
    workOf: async (id: string) =>
      rows<Record<string, unknown>>(db, 'SELECT * FROM jobs WHERE subject_id = $1 ORDER BY created_at', [id]),
    async close(): Promise<void> {
      redis.disconnect();
      listening.disconnect();
      await db.destroy();
      await database.drop();
      await rm(root, { recursive: true });
    },
  };
}
