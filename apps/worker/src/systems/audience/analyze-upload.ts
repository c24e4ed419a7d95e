import { type AudiencePayload, showUpload } from '@sluice/systems/audience';
import { type EntityManager } from 'typeorm';
import { type JobHandler } from '../../job-handler';
import {
  findDuplicates,
  isToAnalyze,
  keepIdentities,
  lockOwner,
  OwnerBusy,
  recordFigures,
  storeAnalysis,
} from './analysis.queries';
import { endWithoutFigures } from './end-upload';
import { FillCounts } from './fill-counts';
import { seeRecords } from './stored-records';

/** Another upload of the owner is analysed: soon after it may be our turn. */
const TURN_DELAY_MS = 300;

/**
 * Finds who is in an upload more than once, or was in the owner's earlier ones, and makes its figures; again after
 * records were changed. All of it is one transaction, so it can be run again at any time.
 *
 * Uploads of one owner are analysed one after the other: of two at once neither would see the people of the other.
 */
export function analyzeUploadJob(): JobHandler<AudiencePayload> {
  return {
    async run({ uploadId }, tools) {
      const { lease, signal } = tools;
      if (!(await isToAnalyze(lease, uploadId))) return;
      let analytics: object = {};
      const prepare = async (sql: EntityManager): Promise<void> => {
        analytics = await analyze(sql, lease.job.ownerId, uploadId, signal);
      };
      try {
        const work = (sql: EntityManager) => storeAnalysis(sql, lease, uploadId, analytics);
        const upload = await lease.commit(work, { prepare, done: true });
        if (upload) await showUpload(tools, upload);
      } catch (error) {
        if (!(error instanceof OwnerBusy)) throw error;
        await lease.handBack(TURN_DELAY_MS);
      }
    },
    giveUp: ({ uploadId }, tools) => endWithoutFigures(tools, uploadId),
  };
}

/** @returns what is stored as `analytics` */
async function analyze(
  sql: EntityManager,
  ownerId: string,
  uploadId: string,
  signal: AbortSignal,
): Promise<object> {
  await lockOwner(sql, ownerId);
  await keepIdentities(sql, ownerId, uploadId);
  signal.throwIfAborted();
  await findDuplicates(sql, ownerId, uploadId);
  signal.throwIfAborted();
  const counts = new FillCounts();
  await seeRecords(sql, uploadId, signal, (record) => counts.add(record));
  const { records, ...figures } = await recordFigures(sql, uploadId);
  const fields = counts
    .fields()
    .map(({ field, filled }) => ({ field, filled, fill_rate: percentOf(filled, records) }));
  return { records, fields, ...figures, analyzed_at: `${new Date().toISOString().slice(0, 19)}Z` };
}

/** With two decimals. */
function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 100;
}
