import { type Database, type Sql } from '@sluice/kernel/db';
import { type SubjectLoader, type SubjectState } from '@sluice/kernel/events';
import { countListed } from '@sluice/kernel/list-counts';
import { type ProgressBoard } from '@sluice/kernel/progress';
import {
  ContentBatch,
  contentBatchState,
  contentProgressEntry,
  type ContentResult,
} from '@sluice/systems/content';
import { In } from 'typeorm';
import { type LimitSkip } from '../../http/paging';
import { findBatch } from './content.access';
import { changesOf, type ContentChange, revertsOf } from './content.changes';
import { resultsOf } from './content.places';

export interface BatchWithResults {
  batch: ContentBatch;
  results: ContentResult[];
  /** The newest batch that puts this one back. */
  revertedBy: string | null;
}

export interface BatchWithChanges extends BatchWithResults {
  changes: ContentChange[];
}

/** Looking at batches, which everyone may. */
export class ContentBatches {
  constructor(private readonly deps: { db: Database; progress: ProgressBoard }) {}

  /** @throws AppError 404 */
  async one(batchId: string): Promise<BatchWithChanges> {
    const { db } = this.deps;
    // In one snapshot: counters and results tell of the same moment.
    return db.transaction('REPEATABLE READ', async (sql) => {
      const batch = await findBatch(sql, batchId);
      const [found] = await withResults(sql, [batch]);
      return { ...(found as BatchWithResults), changes: await changesOf(sql, batch) };
    });
  }

  /** A page of a creator's, newest first. */
  async ofCreator(
    creator: string,
    { limit, skip }: LimitSkip,
  ): Promise<{ total: number; batches: BatchWithResults[] }> {
    return this.deps.db.transaction('REPEATABLE READ', async (sql) => {
      const total = await countListed(sql, { list: 'content_batches', scope: creator });
      const batches = await sql.find(ContentBatch, {
        where: { creator },
        order: { id: 'DESC' },
        take: limit,
        skip,
      });
      return { total, batches: await withResults(sql, batches) };
    });
  }

  /** The progress body as JSON text: from Redis, from Postgres when Redis has none to be believed. */
  async progressJson(batchId: string): Promise<string> {
    const { db, progress } = this.deps;
    const entry = await progress.read(batchId);
    if (entry) return entry.json;
    const fresh = contentProgressEntry(await findBatch(db.manager, batchId));
    await progress.write(batchId, fresh);
    return fresh.json;
  }

  /** A batch as those who listen see it. @throws AppError 404 */
  async state(batchId: string): Promise<SubjectState> {
    return contentBatchState(await findBatch(this.deps.db.manager, batchId));
  }
}

async function withResults(sql: Sql, batches: ContentBatch[]): Promise<BatchWithResults[]> {
  const ids = batches.map(({ id }) => id);
  const results = await resultsOf(sql, ids);
  const reverts = await revertsOf(sql, ids);
  return batches.map((batch) => ({
    batch,
    results: results.get(batch.id) ?? [],
    revertedBy: reverts.get(batch.id) ?? null,
  }));
}

/** States of batches for those who listen or wait. */
export function contentStates(db: Database): SubjectLoader {
  return async (ids) => {
    const batches = await db.manager.findBy(ContentBatch, { id: In(ids) });
    return batches.map(contentBatchState);
  };
}
