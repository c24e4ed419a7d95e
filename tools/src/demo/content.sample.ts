import { setTimeout as delay } from 'node:timers/promises';
import { checkPrices, type ContentBatch, type ExpectedPrices, type PriceAnswers } from './content-check';
import { DemoClient } from './demo-client';
import { type DemoContext, type DemoSample } from './sample';

/** The development login `creator`'s address. */
const CREATOR = 'ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG';
const CONTENTS = 40;
const FIRST_PRICE = 250_000;
const NEW_PRICE = 1_000_000;
/** Twice the published bound of recovery: a batch that takes so long is stuck. */
const STUCK_AFTER_MS = 60_000;
const MINED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 20;

interface BatchEvent {
  status: string;
  processed: number;
  failed: number;
}

/** A creator's prices go up, each by a call that runs in a Clarity VM, and back again; one content is nobody's, one named twice. */
export const contentSample: DemoSample = {
  name: 'content',
  async run(context) {
    const client = await DemoClient.login(context, 'creator');
    const ids = Array.from({ length: CONTENTS }, (_, index) => `episode-${index + 1}`);
    await importContents(client, ids);
    const raised: ExpectedPrices = {
      contentIds: [...ids, 'episode-0', ids[0] as string],
      missing: ['episode-0'],
      price: NEW_PRICE,
      message: `Price updated to ${NEW_PRICE} STX`,
    };
    const startedAt = performance.now();
    const { batchId } = await post<{ batchId: string }>(client, '/api/batches/batch-update-price', {
      creator: CREATOR,
      contentIds: raised.contentIds,
      newPrice: NEW_PRICE,
    });
    const update = await watch(context, client, batchId, ids, 'content: prices');
    const seconds = (performance.now() - startedAt) / 1000;

    const put = await post<{ batchId: string }>(client, `/api/batches/${batchId}/revert`);
    const revert = await watch(context, client, put.batchId, ids, 'content: revert');
    const backAgain = { contentIds: ids, missing: [], price: FIRST_PRICE, message: 'Reverted' };
    return {
      rows: [
        [
          'what',
          `${raised.contentIds.length} prices of ${CONTENTS} contents, each a contract call; then all put back`,
        ],
        ['total', `${seconds.toFixed(2)} s for the new prices`],
        ['speed', `${Math.round(CONTENTS / seconds)} calls/s`],
        ['prices', outcome(update.batch)],
        ['failed', failures(update.batch)],
        ['revert', outcome(revert.batch)],
      ],
      mismatches: [...checkPrices(raised, update), ...checkPrices(backAgain, revert)],
    };
  },
};

async function importContents(client: DemoClient, ids: string[]): Promise<void> {
  const contents = ids.map((contentId, index) => ({
    contentId,
    creator: CREATOR,
    title: `Episode ${index + 1}`,
    description: 'Made for the demo',
    contentType: 'video',
    price: FIRST_PRICE,
  }));
  await post(client, '/api/contents/import', contents);
}

function post<Body>(client: DemoClient, path: string, body?: unknown): Promise<Body> {
  return client.request<Body>(path, path.endsWith('/import') ? 201 : 202, {
    method: 'POST',
    ...(body !== undefined && {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
}

/** Listens until a batch has ended, then asks service and chain what its contents cost. */
async function watch(
  { terminal, priceOnChain }: DemoContext,
  client: DemoClient,
  batchId: string,
  ids: string[],
  label: string,
): Promise<PriceAnswers> {
  const path = `/api/batches/${batchId}`;
  const { totalItems } = await client.request<ContentBatch>(path, 200);
  const bar = terminal.bar(label, totalItems);
  let last: BatchEvent | undefined;
  for await (const { event, data } of client.events<BatchEvent>(`${path}/events`, STUCK_AFTER_MS)) {
    if (event === 'item') continue;
    last = data;
    bar.update(data.processed + data.failed, data.status);
  }
  bar.finish(last?.status);
  const batch = await client.request<ContentBatch>(path, 200);
  const inDatabase = new Map<string, number | string>();
  const onChain = new Map<string, string | undefined>();
  for (const id of ids) {
    const { price } = await client.request<{ price: number | string }>(`/api/contents/${id}`, 200);
    inDatabase.set(id, price);
    onChain.set(id, await minedPrice(priceOnChain, id, String(price)));
  }
  return { batch, inDatabase, onChain };
}

/** A call that was accepted has its block a moment later. @returns what the chain has by then */
async function minedPrice(
  priceOnChain: DemoContext['priceOnChain'],
  id: string,
  expected: string,
): Promise<string | undefined> {
  const deadline = Date.now() + MINED_WITHIN_MS;
  for (;;) {
    const price = await priceOnChain(id);
    if (price === expected || Date.now() > deadline) return price;
    await delay(LOOK_EVERY_MS);
  }
}

function outcome({ status, successCount, failureCount }: ContentBatch): string {
  return `${status}: ${successCount} succeeded, ${failureCount} failed; database and chain agree`;
}

function failures({ results }: ContentBatch): string {
  const failed = results.filter(({ success }) => !success);
  return failed.map(({ contentId, error }) => `${contentId}: ${error}`).join(', ');
}
