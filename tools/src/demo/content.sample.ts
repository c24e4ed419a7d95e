import { setTimeout as delay } from 'node:timers/promises';
import { dataOf, type SluiceClient } from '@sluice/client';
import { checkPrices, type ContentBatch, type ExpectedPrices, type PriceAnswers } from './content-check';
import { progressOf, signedIn } from './demo-client';
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
    const client = await signedIn(context, 'creator');
    const ids = Array.from({ length: CONTENTS }, (_, index) => `episode-${index + 1}`);
    await importContents(client, ids);
    const raised: ExpectedPrices = {
      contentIds: [...ids, 'episode-0', ids[0] as string],
      missing: ['episode-0'],
      price: NEW_PRICE,
      message: `Price updated to ${NEW_PRICE} STX`,
    };
    const startedAt = performance.now();
    const body = { creator: CREATOR, contentIds: raised.contentIds, newPrice: NEW_PRICE };
    const { batchId } = await dataOf(client.http.POST('/api/batches/batch-update-price', { body }));
    const update = await watch(context, client, batchId, ids, 'content: prices');
    const seconds = (performance.now() - startedAt) / 1000;

    const params = { path: { id: batchId } };
    const put = await dataOf(client.http.POST('/api/batches/{id}/revert', { params }));
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

async function importContents(client: SluiceClient, ids: string[]): Promise<void> {
  const contents = ids.map((contentId, index) => ({
    contentId,
    creator: CREATOR,
    title: `Episode ${index + 1}`,
    description: 'Made for the demo',
    contentType: 'video',
    price: FIRST_PRICE,
  }));
  await client.http.POST('/api/contents/import', { body: contents });
}

async function batchOf(client: SluiceClient, id: string): Promise<ContentBatch> {
  const batch = await dataOf(client.http.GET('/api/batches/{id}', { params: { path: { id } } }));
  if (!('results' in batch)) throw new Error(`${id} is no batch of contents`);
  return batch;
}

/** Listens until a batch has ended, then asks service and chain what its contents cost. */
async function watch(
  { terminal, signal, priceOnChain }: DemoContext,
  client: SluiceClient,
  batchId: string,
  ids: string[],
  label: string,
): Promise<PriceAnswers> {
  const { totalItems } = await batchOf(client, batchId);
  const bar = terminal.bar(label, totalItems);
  let last: BatchEvent | undefined;
  const subject = { system: 'content', id: batchId } as const;
  for await (const data of progressOf(client, subject, signal, STUCK_AFTER_MS)) {
    last = data;
    bar.update(data.processed + data.failed, data.status);
  }
  bar.finish(last?.status);
  const batch = await batchOf(client, batchId);
  const inDatabase = new Map<string, number | string>();
  const onChain = new Map<string, string | undefined>();
  for (const id of ids) {
    const { price } = await dataOf(client.http.GET('/api/contents/{id}', { params: { path: { id } } }));
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
