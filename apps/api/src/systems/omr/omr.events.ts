import { type Database } from '@sluice/kernel/db';
import { type SubjectLoader } from '@sluice/kernel/events';
import { OmrBatch, omrState } from '@sluice/systems/omr';
import { In } from 'typeorm';

/** What is told of a batch; its warnings may be long and are not. */
const TOLD = {
  id: true,
  version: true,
  status: true,
  processedCount: true,
  failedCount: true,
  sheetCount: true,
  taskId: true,
  errorMessage: true,
} as const;

/** States of batches for those who listen or wait; who may see them was decided before. */
export function omrStates(db: Database): SubjectLoader {
  return async (ids) => {
    const batches = await db.manager.find(OmrBatch, { select: TOLD, where: { id: In(ids) } });
    return batches.map(omrState);
  };
}
