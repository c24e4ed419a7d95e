import { rows, type Sql } from '@sluice/kernel/db';
import { type ContentBatch, type ContentValues } from '@sluice/systems/content';

/** What a batch has changed in a content: the same fields before and after. */
export interface ContentChange {
  contentId: string;
  before: ContentValues;
  after: ContentValues;
}

/** What a batch has changed so far, each content once, in the order of the request. */
export async function changesOf(sql: Sql, batch: ContentBatch): Promise<ContentChange[]> {
  const changed = await rows<{ contentId: string; before: ContentValues; values: ContentValues | null }>(
    sql,
    `SELECT content_id AS "contentId", before, values FROM content_batch_items
     WHERE batch_id = $1 AND status = 'succeeded' AND repeats_position IS NULL AND before IS NOT NULL
     ORDER BY position`,
    [batch.id],
  );
  const same = valuesOf(batch);
  return changed.map(({ contentId, before, values }) => ({ contentId, before, after: values ?? same }));
}

/** What a batch sets in each of its contents; a revert's have values of their own. */
function valuesOf({ operationType, parameters }: ContentBatch): ContentValues {
  const { newPrice, removalReason, updates } = parameters;
  if (operationType === 'update-price') return { price: newPrice };
  if (operationType === 'remove') return { isRemoved: true, removalReason: removalReason ?? null };
  return updates ?? {};
}

/** The newest batch that puts back each of some batches, by the batch that is put back. */
export async function revertsOf(sql: Sql, batchIds: string[]): Promise<Map<string, string>> {
  const reverts = await rows<{ id: string; reverts_id: string }>(
    sql,
    'SELECT id, reverts_id FROM content_batches WHERE reverts_id = ANY ($1) ORDER BY id',
    [batchIds],
  );
  return new Map(reverts.map(({ id, reverts_id: reverted }) => [reverted, id]));
}
