import { percentageOf, type SubjectState } from '@sluice/kernel/events';
import {
  type CallState,
  type Content,
  type ContentValues,
  type OperationParameters,
  type OperationType,
} from '@sluice/systems/content';
import { toSeconds } from '../../http/timestamps';
import { type LastCall } from './chain-state';
import { type BatchWithChanges, type BatchWithResults } from './content.batches';
import { type CancelledBatch, type RetriedBatch } from './content.moves';
import { type MadeOperation } from './content.operations';
import { type Place } from './content.places';

/** Printed, but for the revert's. */
const MESSAGES: Record<OperationType, string> = {
  'update-price': 'Batch price update initiated',
  remove: 'Batch removal initiated',
  'update-metadata': 'Batch metadata update initiated',
  revert: 'Batch revert initiated',
};

/** What a request made; its end as well, if that came while the client waited. */
export function presentMade(type: OperationType, { id, totalItems }: MadeOperation, end?: SubjectState) {
  return {
    message: MESSAGES[type],
    batchId: id,
    status: end?.progress.status ?? 'pending',
    totalItems,
    ...(end && { successCount: end.progress.processed, failureCount: end.progress.failed }),
  };
}

/** A batch of a list with all its fields: those that are printed, then ours. */
export function presentListedBatch({ batch, results, revertedBy }: BatchWithResults) {
  const { successCount, failureCount, totalItems } = batch;
  return {
    _id: batch.id,
    creator: batch.creator,
    operationType: batch.operationType,
    status: batch.status,
    totalItems,
    successCount,
    failureCount,
    results,
    createdAt: toSeconds(batch.createdAt),
    updatedAt: toSeconds(batch.updatedAt),
    completedAt: batch.completedAt && toSeconds(batch.completedAt),
    progressPercentage: percentageOf(successCount + failureCount, totalItems),
    errorMessage: batch.errorMessage,
    revertsId: batch.revertsId,
    parameters: presentParameters(batch.parameters),
    revertedBy,
  };
}

/** A batch by itself, which tells what it has changed as well. */
export function presentBatch(found: BatchWithChanges) {
  const changes = found.changes.map(({ contentId, before, after }) => ({
    contentId,
    before: presentValues(before),
    after: presentValues(after),
  }));
  return { ...presentListedBatch(found), changes };
}

function presentValues({ price, ...others }: ContentValues): ContentValues {
  return { ...(typeof price === 'string' && { price: presentPrice(price) }), ...others };
}

function presentParameters({ newPrice, ...others }: OperationParameters) {
  return { ...(newPrice !== undefined && { newPrice: presentPrice(newPrice) }), ...others };
}

/** What a cancel left undone. */
export function presentCancelled({ batch, notProcessed, unsettled }: CancelledBatch) {
  const ids = (places: Place[]): string[] => places.map(({ contentId }) => contentId);
  return {
    batchId: batch.id,
    status: batch.status,
    message: batch.errorMessage,
    totalItems: batch.totalItems,
    successCount: batch.successCount,
    failureCount: batch.failureCount,
    notProcessedCount: notProcessed.length,
    notProcessed: ids(notProcessed),
    unsettledCount: unsettled.length,
    unsettled: ids(unsettled),
  };
}

export function presentRetried({ batch, items }: RetriedBatch) {
  return {
    batchId: batch.id,
    status: batch.status,
    message: `Batch retry initiated: ${items} of ${batch.totalItems} items are processed again`,
    totalItems: batch.totalItems,
    retriedCount: items,
  };
}

/** How the chain stands to a price: `pending` while a call is on its way, `failed` when the last one changed nothing. */
const CHAIN_STATES = {
  stored: 'pending',
  accepted: 'pending',
  confirmed: 'confirmed',
  aborted: 'failed',
  refused: 'failed',
  dropped: 'failed',
} as const satisfies Record<CallState, string>;

/** @param call the last one for its price; undefined when none was ever made */
export function presentContent(content: Content, call: LastCall | undefined) {
  return {
    contentId: content.id,
    creator: content.creator,
    title: content.title,
    description: content.description,
    contentType: content.contentType,
    price: presentPrice(content.price),
    tokenGating: content.tokenGating,
    refundable: content.refundable,
    refundWindowDays: content.refundWindowDays,
    isRemoved: content.isRemoved,
    removalReason: content.removalReason,
    createdAt: toSeconds(content.createdAt),
    updatedAt: toSeconds(content.updatedAt),
    chain: call
      ? { state: CHAIN_STATES[call.state], price: presentPrice(call.price), txid: call.txid }
      : null,
  };
}

/** A number as long as that is exact, else its digits as text. */
export function presentPrice(digits: string): number | string {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : digits;
}
