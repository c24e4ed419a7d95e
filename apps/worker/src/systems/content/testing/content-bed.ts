import { once } from 'node:events';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { EventFeed } from '@sluice/kernel/events';
import { claimJob, Lease } from '@sluice/kernel/lease';
import { silentLog } from '@sluice/kernel/log';
import { ProgressBoard } from '@sluice/kernel/progress';
import { addJobs } from '@sluice/kernel/queue';
import { connectRedis } from '@sluice/kernel/redis';
import { createTestDatabase, testPrefix, testRedisUrl } from '@sluice/kernel/testing';
import {
  Content,
  ContentBatch,
  ContentItem,
  type ContentItemsPayload,
  contentJobs,
  type ContentResult,
  contentResult,
  type OperationParameters,
  type OperationType,
} from '@sluice/systems/content';
import { uuidv7 } from 'uuidv7';
import { type GiveUpReason, type JobTools } from '../../../job-handler';
import { entities } from '../../../systems';
import { type Chain } from '../chain/chain';
import { contentHandlers } from '../content.handlers';

/** The development login's, and nobody in particular. */
export const CREATOR = 'ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG';
export const tenant = uuidv7();
const user = uuidv7();

/** A job in the hands of a worker. */
export interface HeldJob {
  tools: JobTools;
  run(): Promise<void>;
  giveUp(kind: GiveUpReason['kind'], message: string): Promise<void>;
}

export interface NewBatch {
  contentIds: string[];
  operation?: OperationType;
  parameters?: OperationParameters;
  creator?: string;
  /** Of a revert. */
  items?: { values: Record<string, unknown>; expectedVersion: number }[];
  /** Last position of its job; by default all are its. */
  to?: number;
}

export type ContentBed = Awaited<ReturnType<typeof createContentBed>>;

/** Database and Redis with what a worker needs to run jobs of content, one by one and by hand. */
export async function createContentBed() {
  const database = await createTestDatabase();
  const db: Database = await connectDatabase({ url: database.url, log: silentLog, entities, poolSize: 45 });
  const redis = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
  if (redis.status !== 'ready') await once(redis, 'ready');
  const prefix = testPrefix();
  const progress = new ProgressBoard(redis, prefix, silentLog);
  const events = new EventFeed(redis, prefix, silentLog);

  async function addContents(ids: string[], { price = '5', creator = CREATOR, tenantId = tenant } = {}) {
    await db.query(
      `INSERT INTO contents (id, tenant_id, owner_id, creator, title, description, content_type, price)
       SELECT id, $2, $3, $4, 'Title', 'Description', 'video', $5 FROM unnest($1::text[]) AS id`,
      [ids, tenantId, user, creator, price],
    );
  }

  /** A batch as the API leaves it, with a job; a repeated id has the outcome of the first. */
  async function addBatch(batch: NewBatch): Promise<string> {
    const { contentIds, operation = 'update-price', parameters = {}, creator = CREATOR, items } = batch;
    const { to = contentIds.length } = batch;
    const id = uuidv7();
    await db.query(
      `INSERT INTO content_batches (id, tenant_id, owner_id, creator, operation_type, parameters, total_items)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, tenant, user, creator, operation, JSON.stringify(parameters), contentIds.length],
    );
    const firsts = contentIds.map((contentId) => contentIds.indexOf(contentId) + 1);
    await db.query(
      `INSERT INTO content_batch_items (batch_id, position, content_id, repeats_position, values, expected_version)
       SELECT $1, place, content_id, nullif(first, place), values, version
       FROM unnest($2::text[], $3::int[], $4::jsonb[], $5::int[])
         WITH ORDINALITY AS item (content_id, first, values, version, place)`,
      [
        id,
        contentIds,
        firsts,
        contentIds.map((_, index) => (items?.[index] ? JSON.stringify(items[index].values) : null)),
        contentIds.map((_, index) => items?.[index]?.expectedVersion ?? null),
      ],
    );
    await addJob(id, { from: 1, to });
    return id;
  }

  async function addJob(batchId: string, range: { from: number; to: number }): Promise<string> {
    const owner = { tenantId: tenant, ownerId: user, subjectId: batchId };
    const [job] = await addJobs(db, contentJobs.applyItems, owner, [{ batchId, ...range }]);
    return job as string;
  }

  /** Takes the batch's newest job, whatever became of it before, as one more worker. */
  async function take(batchId: string, chain?: Chain): Promise<HeldJob> {
    const [job] = await rows<{ jobId: string; epoch: number }>(
      db,
      `UPDATE jobs SET state = 'admitted', epoch = epoch + 1
       WHERE id = (SELECT id FROM jobs WHERE subject_id = $1 ORDER BY id DESC LIMIT 1)
       RETURNING id AS "jobId", epoch`,
      [batchId],
    );
    const claimed = job && (await claimJob(db, job, 'w1', 60_000));
    if (!claimed) throw new Error('The job could not be claimed');
    const lease = new Lease(db, claimed);
    const tools = { log: silentLog, lease, signal: lease.signal, progress, events, workerId: 'w1' };
    const { applyItems } = contentHandlers({ db, chain });
    const payload = claimed.payload as ContentItemsPayload;
    return {
      tools,
      async run() {
        await applyItems.run(payload, tools);
        if (!lease.isOver) await lease.finish('done');
      },
      async giveUp(kind, message) {
        await applyItems.giveUp(payload, tools, { kind, message });
        if (!lease.isOver) await lease.finish('failed', message);
      },
    };
  }

  const batch = (id: string): Promise<ContentBatch> => db.manager.findOneByOrFail(ContentBatch, { id });

  return {
    db,
    progress,
    events,
    addContents,
    addBatch,
    addJob,
    take,
    batch,
    /** Makes a batch and runs its job to the end. @returns its id */
    async run(given: NewBatch, chain?: Chain): Promise<string> {
      const id = await addBatch(given);
      await (await take(id, chain)).run();
      return id;
    },
    items: (batchId: string): Promise<ContentItem[]> =>
      db.manager.find(ContentItem, { where: { batchId }, order: { position: 'ASC' } }),
    /** As the API shows them. */
    async results(batchId: string): Promise<ContentResult[]> {
      const items = await db.manager.find(ContentItem, { where: { batchId }, order: { position: 'ASC' } });
      return items.map(contentResult);
    },
    content: (id: string): Promise<Content> => db.manager.findOneByOrFail(Content, { id }),
    async prices(): Promise<Record<string, string>> {
      const all = await rows<{ id: string; price: string }>(db, 'SELECT id, price::text FROM contents');
      return Object.fromEntries(all.map(({ id, price }) => [id, price]));
    },
    async close(): Promise<void> {
      redis.disconnect();
      await db.destroy();
      await database.drop();
    },
  };
}
