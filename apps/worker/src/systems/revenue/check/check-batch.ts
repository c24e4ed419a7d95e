import { type Database } from '@sluice/kernel/db';
import { type CheckBatchPayload, refreshBatch, RevenueBatch, showRevenue } from '@sluice/systems/revenue';
import { type EntityManager } from 'typeorm';
import { type JobHandler } from '../../../job-handler';
import { findFaults, replaceFindings } from './find-faults';

/** The batch changed while its files were compared. */
class StaleCheckError extends Error {}

/**
 * Compares the files of a batch with each other and writes what it finds as warnings. When files came or went
 * meanwhile nothing is written: the job begins anew, or ends quietly when another one is to come.
 */
export function checkBatchJob({ db }: { db: Database }): JobHandler<CheckBatchPayload> {
  return {
    async run({ batchId }, tools) {
      const { lease, signal } = tools;
      const before = await db.manager.findOneBy(RevenueBatch, { id: batchId });
      if (before?.checkState !== 'waiting') return;
      try {
        const batch = await lease.commit((sql) => endCheck(sql, before), {
          done: true,
          prepare: (sql) => findFaults(sql, batchId, signal),
        });
        await showRevenue(tools, { batch });
      } catch (error) {
        if (!(error instanceof StaleCheckError)) throw error;
        await lease.handBack();
      }
    },
    async giveUp({ batchId }, tools) {
      const batch = await tools.lease.commit(async (sql) => {
        const waiting = await lockBatch(sql, batchId);
        if (waiting?.checkState !== 'waiting') return undefined;
        return refreshBatch(sql, batchId, { checked: 'failed' });
      });
      if (batch) await showRevenue(tools, { batch });
    },
  };
}

async function endCheck(sql: EntityManager, before: RevenueBatch): Promise<RevenueBatch | undefined> {
  const { id, version } = before;
  const now = await lockBatch(sql, id);
  // Whatever changes files of a batch raises its version in the same transaction.
  if (now?.version !== version) throw new StaleCheckError();
  await replaceFindings(sql, id);
  return refreshBatch(sql, id, { checked: 'done' });
}

async function lockBatch(sql: EntityManager, id: string): Promise<RevenueBatch | null> {
  return sql.findOne(RevenueBatch, { where: { id }, lock: { mode: 'pessimistic_write' } });
}
