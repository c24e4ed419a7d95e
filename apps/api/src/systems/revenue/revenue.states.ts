import { type Database } from '@sluice/kernel/db';
import { type SubjectLoader } from '@sluice/kernel/events';
import { RevenueBatch, revenueBatchState, RevenueFile, revenueFileState } from '@sluice/systems/revenue';
import { In } from 'typeorm';

/** States of batches for those who listen or wait; who may see them was decided before. */
export function batchStates(db: Database): SubjectLoader {
  return async (ids) => (await db.manager.findBy(RevenueBatch, { id: In(ids) })).map(revenueBatchState);
}

/** The same of files. */
export function fileStates(db: Database): SubjectLoader {
  return async (ids) => (await db.manager.findBy(RevenueFile, { id: In(ids) })).map(revenueFileState);
}
