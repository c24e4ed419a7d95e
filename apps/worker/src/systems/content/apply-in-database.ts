import { rows } from '@sluice/kernel/db';
import { type ContentBatch } from '@sluice/systems/content';
import { type EntityManager } from 'typeorm';
import {
  CHANGED_PLACE,
  type ChangedBatch,
  type ChangedPlace,
  countPlaces,
  lockBatch,
  type PlaceRange,
} from './batch.queries';

/** Why an item can't be applied; null when it can. Of rows called `item`, `batch` and `content` (which may be missing). */
export const VERDICT = `CASE
  WHEN content.id IS NULL OR content.tenant_id <> batch.tenant_id THEN 'Content not found'
  WHEN content.creator <> batch.creator THEN 'Content belongs to another creator'
  WHEN item.expected_version <> content.version THEN 'Changed since'
  WHEN content.is_removed AND item.expected_version IS NULL THEN 'Content is removed'
  END`;

/** What the content has of the fields that the item's patch changes. */
const BEFORE = `(SELECT jsonb_object_agg(field, jsonb_build_object(
    'title', content.title, 'description', content.description, 'contentType', content.content_type,
    'tokenGating', content.token_gating, 'refundable', content.refundable,
    'refundWindowDays', content.refund_window_days, 'price', content.price::text,
    'isRemoved', content.is_removed, 'removalReason', content.removal_reason) -> field)
  FROM jsonb_object_keys(patch) AS field)`;

/** A column's new value: the patch's, where it has one. A null of JSON is a NULL of the column. */
const ASSIGNMENTS = [
  ['title', 'title', `patch ->> 'title'`],
  ['description', 'description', `patch ->> 'description'`],
  ['content_type', 'contentType', `patch ->> 'contentType'`],
  ['token_gating', 'tokenGating', `nullif(patch -> 'tokenGating', 'null')`],
  ['refundable', 'refundable', `(patch ->> 'refundable')::boolean`],
  ['refund_window_days', 'refundWindowDays', `(patch ->> 'refundWindowDays')::integer`],
  ['price', 'price', `(patch ->> 'price')::numeric`],
  ['is_removed', 'isRemoved', `(patch ->> 'isRemoved')::boolean`],
  ['removal_reason', 'removalReason', `patch ->> 'removalReason'`],
]
  .map(
    ([column, field, value]) => `${column} = CASE WHEN patch ? '${field}' THEN ${value} ELSE ${column} END`,
  )
  .join(', ');

/** Those of a piece that are still to be done; repeats go with the first one of their content. */
const PENDING = `item.batch_id = $1 AND item.position BETWEEN $2 AND $3 AND item.status = 'pending'
  AND item.repeats_position IS NULL`;

const APPLY = `
  WITH judged AS (
    SELECT item.position, item.content_id, patch, ${VERDICT} AS error, ${BEFORE} AS before
    FROM content_batch_items item
    JOIN content_batches batch ON batch.id = item.batch_id
    LEFT JOIN contents content ON content.id = item.content_id,
    LATERAL (SELECT coalesce(item.values, $4::jsonb) AS patch) AS own
    WHERE ${PENDING} AND ($5 OR NOT patch ? 'price')
  ), applied AS (
    UPDATE contents SET ${ASSIGNMENTS}, version = version + 1, updated_at = now()
    FROM judged WHERE contents.id = judged.content_id AND judged.error IS NULL
    RETURNING contents.id, contents.version
  )
  UPDATE content_batch_items place SET
    status = CASE WHEN judged.error IS NULL THEN 'succeeded' ELSE 'failed' END,
    message = CASE WHEN judged.error IS NULL THEN $6 END, error = judged.error, reason = NULL,
    before = CASE WHEN judged.error IS NULL THEN judged.before END, version_after = applied.version,
    updated_at = now()
  FROM judged LEFT JOIN applied ON applied.id = judged.content_id
  WHERE place.batch_id = $1 AND place.status = 'pending'
    AND (place.position = judged.position OR place.repeats_position = judged.position)
  RETURNING ${CHANGED_PLACE}, 'pending' AS was`;

/**
 * Applies a piece of a batch to its contents in a handful of statements.
 * @param setsPrices false leaves items that set a price alone: the chain has a say in them
 */
export async function applyInDatabase(
  sql: EntityManager,
  { batchId, from, to }: PlaceRange,
  setsPrices: boolean,
): Promise<ChangedBatch> {
  // All that work on the same contents lock them in this order, so they wait for each other, never in a circle. A
  // statement of its own: the next one then sees what those have written that it waited for.
  await sql.query(
    `SELECT FROM contents WHERE id IN (SELECT content_id FROM content_batch_items item WHERE ${PENDING})
     ORDER BY id FOR UPDATE`,
    [batchId, from, to],
  );
  const batch = await lockBatch(sql, batchId);
  const patch = patchOf(batch);
  const places = await rows<ChangedPlace>(sql, APPLY, [
    batchId,
    from,
    to,
    patch && JSON.stringify(patch),
    setsPrices,
    successMessage(batch),
  ]);
  return countPlaces(sql, batch, places);
}

/** What the batch sets in each content, by names of the API; null of a revert, whose items have their own. */
function patchOf({ operationType, parameters }: ContentBatch): Record<string, unknown> | null {
  switch (operationType) {
    case 'update-price':
      return { price: parameters.newPrice };
    case 'remove':
      return { isRemoved: true, removalReason: parameters.removalReason ?? null };
    case 'update-metadata':
      return parameters.updates ?? {};
    case 'revert':
      return null;
  }
}

/** What a place says when all went well, that of a price as printed in the document. */
export function successMessage({ operationType, parameters }: ContentBatch): string {
  switch (operationType) {
    case 'update-price':
      return `Price updated to ${parameters.newPrice} STX`;
    case 'remove':
      return 'Content removed';
    case 'update-metadata':
      return 'Metadata updated';
    case 'revert':
      return 'Reverted';
  }
}
