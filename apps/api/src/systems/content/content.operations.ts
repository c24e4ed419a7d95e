import { type Config } from '@sluice/kernel/config';
import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { addJobs, type Admission } from '@sluice/kernel/queue';
import {
  type ContentBatch,
  contentJobs,
  type ContentValues,
  cutItemsIntoPieces,
  isContentBatchFinal,
  type OperationParameters,
  type OperationType,
} from '@sluice/systems/content';
import { type EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { type Actor } from '../../auth';
import { findMovable, lockBatch, refuseOthers } from './content.access';
import { auditBatch } from './content.audit';
import { unsettledPositions } from './content.places';

export interface OperationsDeps {
  config: Config;
  db: Database;
  admission: Admission;
}

/** What a request asks for. */
export interface NewOperation {
  type: Exclude<OperationType, 'revert'>;
  creator: string;
  /** In the order of the request, repeats among them. */
  contentIds: string[];
  parameters: OperationParameters;
}

export interface MadeOperation {
  id: string;
  totalItems: number;
}

/** Runs in the transaction that makes the batch. */
export type OnMade = (sql: Sql, made: MadeOperation) => Promise<void>;

/** Making batches: of what is asked for, and of what puts another one back. */
export class ContentOperations {
  constructor(private readonly deps: OperationsDeps) {}

  /**
   * Batch, items and jobs in one commit; then the work is on its way or waits in Postgres.
   * @throws AppError 403 for another's contents
   */
  async create(actor: Actor, operation: NewOperation, onMade: OnMade): Promise<MadeOperation> {
    const { type, creator, contentIds, parameters } = operation;
    await refuseOthers(this.deps.db, actor, creator);
    const batch = { type, creator, parameters, items: placesOf(contentIds) };
    return this.make((sql) => this.insert(sql, actor, batch, 'content.batch.create', onMade));
  }

  /**
   * A new batch that puts back what another one changed, as far as nobody has changed it since; the workers look at
   * that when they come to it.
   * @throws AppError 404, 403, 409 when it has not ended, or changed nothing
   */
  async revert(actor: Actor, batchId: string, onMade: OnMade): Promise<MadeOperation> {
    const { id } = await findMovable(this.deps.db.manager, actor, batchId);
    return this.make(async (sql) => {
      const reverted = await lockBatch(sql, actor, id);
      await refuseUnended(sql, reverted);
      const items = await changedBy(sql, id);
      if (items.length === 0) {
        throw new AppError(
          'nothing_to_revert',
          409,
          'This batch changed nothing; there is nothing to put back',
        );
      }
      const { creator } = reverted;
      const batch: NewBatch = { type: 'revert', creator, parameters: {}, items, revertsId: id };
      return this.insert(sql, actor, batch, 'content.batch.revert', onMade);
    });
  }

  private async make(work: (sql: EntityManager) => Promise<MadeOperation>): Promise<MadeOperation> {
    const made = await this.deps.db.transaction(work);
    this.deps.admission.kick();
    return made;
  }

  private async insert(
    sql: EntityManager,
    actor: Actor,
    batch: NewBatch,
    action: `content.batch.${string}`,
    onMade: OnMade,
  ): Promise<MadeOperation> {
    const id = uuidv7();
    const { tenantId, userId } = actor.principal;
    const { type, creator, items, revertsId } = batch;
    const made = { id, totalItems: items.length };
    await insertBatch(sql, { id, tenantId, ownerId: userId }, batch);
    await insertItems(sql, id, items);
    const owner = { tenantId, ownerId: userId, subjectId: id, requestId: actor.requestId };
    const positions = items.filter((item) => item.repeats === null).map((item) => item.position);
    const setsPrices = type === 'update-price' || items.some(({ values }) => values && 'price' in values);
    const pieces = cutItemsIntoPieces(id, positions, { callsChain: setsPrices && !!this.deps.config.chain });
    await addJobs(sql, contentJobs.applyItems, owner, pieces);
    const details = { operationType: type, creator, items: items.length, ...(revertsId && { revertsId }) };
    await auditBatch(sql, actor, action, id, details);
    await onMade(sql, made);
    return made;
  }
}

/** A place of the request on its way into `content_batch_items`. */
interface NewItem {
  position: number;
  content_id: string;
  /** The place where the content stood first. */
  repeats: number | null;
  values: ContentValues | null;
  expected_version: number | null;
}

interface NewBatch {
  type: OperationType;
  creator: string;
  parameters: OperationParameters;
  items: NewItem[];
  revertsId?: string;
}

function placesOf(contentIds: string[]): NewItem[] {
  const first = new Map<string, number>();
  return contentIds.map((contentId, at) => {
    const position = at + 1;
    const repeats = first.get(contentId) ?? null;
    if (repeats === null) first.set(contentId, position);
    return { position, content_id: contentId, repeats, values: null, expected_version: null };
  });
}

async function insertBatch(
  sql: Sql,
  { id, tenantId, ownerId }: { id: string; tenantId: string; ownerId: string },
  { type, creator, parameters, items, revertsId }: NewBatch,
): Promise<void> {
  await sql.query(
    `INSERT INTO content_batches (id, tenant_id, owner_id, creator, operation_type, parameters, reverts_id, total_items)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, tenantId, ownerId, creator, type, JSON.stringify(parameters), revertsId ?? null, items.length],
  );
}

async function insertItems(sql: Sql, batchId: string, items: NewItem[]): Promise<void> {
  await sql.query(
    `INSERT INTO content_batch_items (batch_id, position, content_id, repeats_position, values, expected_version)
     SELECT $1, position, content_id, repeats, values, expected_version
     FROM jsonb_to_recordset($2::jsonb)
       AS item (position integer, content_id text, repeats integer, values jsonb, expected_version integer)`,
    [batchId, JSON.stringify(items)],
  );
}

async function refuseUnended(sql: Sql, { id, status }: ContentBatch): Promise<void> {
  if (!isContentBatchFinal(status)) {
    throw new AppError('not_ended', 409, `The batch has not ended yet: it is ${status}`);
  }
  const unsettled = await unsettledPositions(sql, id);
  if (unsettled.length > 0) {
    throw new AppError('not_settled', 409, `${unsettled.length} of its chain calls are not settled yet`);
  }
}

/** What each item that succeeded had before, in the order of the request. */
function changedBy(sql: Sql, batchId: string): Promise<NewItem[]> {
  return rows<NewItem>(
    sql,
    `SELECT row_number() OVER (ORDER BY position)::integer AS position, content_id, NULL AS repeats,
       before AS values, version_after AS expected_version
     FROM content_batch_items
     WHERE batch_id = $1 AND status = 'succeeded' AND repeats_position IS NULL AND before IS NOT NULL
     ORDER BY position`,
    [batchId],
  );
}
