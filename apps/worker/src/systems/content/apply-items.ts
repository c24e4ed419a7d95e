import { type ContentItemsPayload } from '@sluice/systems/content';
import { type JobHandler } from '../../job-handler';
import { applyInDatabase } from './apply-in-database';
import { failPending, startBatch } from './batch.queries';
import { callItems } from './chain/call-items';
import { type ContentDeps } from './content.handlers';
import { tellBatch } from './tell-batch';

/**
 * Applies a batch's operation to a piece of its items: all at once in the database, and one by one where the chain has
 * a say. What is done is known from the items' rows, so any worker can go on.
 */
export function applyItemsJob({ db, chain }: ContentDeps): JobHandler<ContentItemsPayload> {
  return {
    async run(range, tools) {
      const batch = await startBatch(tools.lease, range.batchId);
      if (!batch) return;
      if (!chain || batch.operationType !== 'update-price') {
        const changed = await tools.lease.commit((sql) => applyInDatabase(sql, range, !chain), {
          ...(!chain && { done: true }),
        });
        await tellBatch(tools, changed);
      }
      if (chain) await callItems(chain, db, tools, batch, range);
    },

    async giveUp(range, tools, { message }) {
      const changed = await tools.lease.commit((sql) => failPending(sql, range, message));
      await tellBatch(tools, changed);
    },
  };
}
