import { rows } from '@sluice/kernel/db';
import { CREATOR } from '../../../e2e/content-client';
import { between, chance, differences, type Kind, type Plan, untilEnded } from './kind';

interface ContentPlan extends Plan {
  /** In the order of the request; those that begin with `missing-` do not exist. */
  contentIds: string[];
  price: number;
}

/** So many contents there are; each has its price changed once at most. */
export const CONTENT_POOL = 9_000;
export const FIRST_PRICE = 5;

export function poolContent(n: number): string {
  return `pool-${n}`;
}

/** Changes of prices, each on the chain as well; some ask for contents that do not exist. */
export function contentKind(): Kind<ContentPlan> {
  let next = 0;
  return {
    system: 'content',
    login: 'creator',
    statuses: ['pending', 'processing', 'completed', 'failed'],
    plan(tag, random) {
      const own = Array.from({ length: between(random, 2, 8) }, () => poolContent(next++));
      if (next > CONTENT_POOL) throw new Error('The pool of contents is used up');
      const contentIds = chance(random, 0.3) ? [...own, `missing-${tag}`] : own;
      // No two operations have the same price, so it tells their batches apart.
      return { tag, isDoubled: chance(random, 0.2), contentIds, price: 1_000 + next, moves: [untilEnded] };
    },
    question: ({ contentIds, price }) => ({
      method: 'POST',
      path: '/api/batches/batch-update-price',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ creator: CREATOR, contentIds, newPrice: price }),
    }),
    subjectOf: (body) => (body as { batchId: string }).batchId,
    pollPath: (subject) => `/api/batches/${subject}`,
    seenOf(body) {
      const batch = body as Record<'successCount' | 'failureCount' | 'totalItems', number>;
      const { status } = body as { status: string };
      return {
        status,
        processed: batch.successCount,
        failed: batch.failureCount,
        total: batch.totalItems,
        percentage: null,
        hasEnded: status === 'completed' || status === 'failed',
      };
    },
    async made(db, { contentIds }) {
      const batches = `SELECT DISTINCT batch_id FROM content_batch_items WHERE content_id = $1`;
      return (await rows(db, batches, [contentIds[0]])).length;
    },
    async check(db, { contentIds, price }, subject) {
      const [batch] = await rows<Record<string, unknown>>(
        db,
        'SELECT status, total_items, success_count, failure_count FROM content_batches WHERE id = $1',
        [subject],
      );
      const own = contentIds.filter((id) => !id.startsWith('missing-'));
      const items = await rows<{ content_id: string; status: string; price: string | null }>(
        db,
        `SELECT content_id, status, price::text FROM content_batch_items LEFT JOIN contents ON contents.id = content_id
         WHERE batch_id = $1 ORDER BY position`,
        [subject],
      );
      return [
        ...differences('the batch', batch, {
          status: 'completed',
          total_items: contentIds.length,
          success_count: own.length,
          failure_count: contentIds.length - own.length,
        }),
        ...contentIds.flatMap((id, at) =>
          differences(
            `item ${at + 1}`,
            { ...items[at] },
            {
              content_id: id,
              status: own.includes(id) ? 'succeeded' : 'failed',
              price: own.includes(id) ? String(price) : null,
            },
          ),
        ),
      ];
    },
  };
}
