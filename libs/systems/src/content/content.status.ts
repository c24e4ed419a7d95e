/** Statuses of a batch, as printed. `completed` even when every item failed; `failed` for what stopped the whole. */
export const CONTENT_BATCH_STATUSES = ['pending', 'processing', 'completed', 'failed'] as const;
export type ContentBatchStatus = (typeof CONTENT_BATCH_STATUSES)[number];

export const OPERATION_TYPES = ['update-price', 'remove', 'update-metadata', 'revert'] as const;
export type OperationType = (typeof OPERATION_TYPES)[number];

/** `sent`: its chain call was accepted and its confirmation is waited for (`STACKS_CONFIRM=confirmed`). */
export const ITEM_STATUSES = ['pending', 'sent', 'succeeded', 'failed'] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number];

/** What an update of metadata may change; also what a revert puts back. */
export const METADATA_FIELDS = [
  'title',
  'description',
  'contentType',
  'tokenGating',
  'refundable',
  'refundWindowDays',
] as const;
export type MetadataField = (typeof METADATA_FIELDS)[number];

/**
 * A chain call: `stored` (signed and written down, perhaps sent), `accepted` by the node, `confirmed` or `aborted`
 * in a block, `refused` by the node for good (its nonce is free again), `dropped` from the chain's waiting list.
 */
export const CALL_STATES = ['stored', 'accepted', 'confirmed', 'aborted', 'refused', 'dropped'] as const;
export type CallState = (typeof CALL_STATES)[number];

/** Nothing happens any more unless it is retried. */
export function isContentBatchFinal(status: ContentBatchStatus): boolean {
  return status === 'completed' || status === 'failed';
}
