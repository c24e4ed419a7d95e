import { after, before, describe, it } from 'node:test';
import { LeaseLostError } from '@sluice/kernel/errors';
import { cancelJobs } from '@sluice/kernel/queue';
import { expect } from 'expect';
import { uuidv7 } from 'uuidv7';
import { type ContentBed, createContentBed } from './testing/content-bed';

describe('operations on contents, in the database', () => {
  let bed: ContentBed;
  before(async () => {
    bed = await createContentBed();
  });
  after(() => bed.close());

  it('set prices, tell the rest why not, and give repeats the outcome of the first', async () => {
    await bed.addContents(['p1', 'p2', 'p-removed']);
    await bed.addContents(['p-foreign'], { creator: 'somebody else' });
    await bed.addContents(['p-far'], { tenantId: uuidv7() });
    await bed.run({ contentIds: ['p-removed'], operation: 'remove' });
    const contentIds = ['p1', 'p-none', 'p-foreign', 'p1', 'p-removed', 'p-far', 'p2', 'p-none'];
    const id = await bed.run({ contentIds, parameters: { newPrice: '1000000' } });
    const updated = { success: true, message: 'Price updated to 1000000 STX' };
    const missing = { success: false, error: 'Content not found' };
    expect(await bed.results(id)).toEqual([
      { contentId: 'p1', ...updated },
      { contentId: 'p-none', ...missing },
      { contentId: 'p-foreign', success: false, error: 'Content belongs to another creator' },
      { contentId: 'p1', ...updated },
      { contentId: 'p-removed', success: false, error: 'Content is removed' },
      { contentId: 'p-far', ...missing },
      { contentId: 'p2', ...updated },
      { contentId: 'p-none', ...missing },
    ]);
    expect(await bed.batch(id)).toMatchObject({ status: 'completed', successCount: 3, failureCount: 5 });
    expect(await bed.prices()).toMatchObject({
      p1: '1000000',
      p2: '1000000',
      'p-foreign': '5',
      'p-far': '5',
    });
    expect((await bed.items(id))[0]).toMatchObject({ before: { price: '5' }, versionAfter: 1 });
  });

  it('take prices of the chain whole range', async () => {
    const newPrice = String(2n ** 128n - 1n);
    await bed.addContents(['wide']);
    await bed.run({ contentIds: ['wide'], parameters: { newPrice } });
    expect((await bed.content('wide')).price).toBe(newPrice);
  });

  it('change metadata and remove, and a revert puts both back', async () => {
    await bed.addContents(['m1', 'm2']);
    const updates = { title: 'New', tokenGating: { minimum: 3 }, refundable: true, refundWindowDays: 14 };
    const metadata = await bed.run({
      contentIds: ['m1', 'm2'],
      operation: 'update-metadata',
      parameters: { updates },
    });
    expect(await bed.content('m1')).toMatchObject({ ...updates, description: 'Description', version: 1 });
    expect((await bed.results(metadata))[1]).toEqual({
      contentId: 'm2',
      success: true,
      message: 'Metadata updated',
    });
    const removal = await bed.run({
      contentIds: ['m2'],
      operation: 'remove',
      parameters: { removalReason: 'Outdated content' },
    });
    expect(await bed.content('m2')).toMatchObject({ isRemoved: true, removalReason: 'Outdated content' });
    await revert(removal);
    expect(await bed.content('m2')).toMatchObject({ isRemoved: false, removalReason: null, title: 'New' });
    const back = await revert(metadata);
    expect(await bed.content('m1')).toMatchObject({
      title: 'Title',
      tokenGating: null,
      refundable: false,
      refundWindowDays: null,
    });
    expect(await bed.results(back)).toEqual([
      { contentId: 'm1', success: true, message: 'Reverted' },
      // It was removed and put back since.
      { contentId: 'm2', success: false, error: 'Changed since' },
    ]);
    await revert(back);
    expect(await bed.content('m1')).toMatchObject(updates);
  });

  /** As the API makes it of what the batch has done. */
  async function revert(batchId: string): Promise<string> {
    const done = (await bed.items(batchId)).filter(({ status }) => status === 'succeeded');
    return bed.run({
      contentIds: done.map(({ contentId }) => contentId),
      operation: 'revert',
      items: done.map(({ before, versionAfter }) => ({
        values: before as Record<string, unknown>,
        expectedVersion: versionAfter as number,
      })),
    });
  }

  it('neither wait for each other in a circle nor lose an update', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `busy-${index}`);
    await bed.addContents(ids);
    const batches = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        bed.addBatch({
          contentIds: index % 2 === 0 ? ids : [...ids].reverse(),
          ...(index < 4
            ? { parameters: { newPrice: String(index) } }
            : { operation: 'update-metadata', parameters: { updates: { title: `Title ${index}` } } }),
        }),
      ),
    );
    const held = await Promise.all(batches.map((id) => bed.take(id)));
    await Promise.all(held.map((job) => job.run()));
    for (const id of ids) expect((await bed.content(id)).version).toBe(batches.length);
    const versions = (await Promise.all(batches.map((id) => bed.items(id)))).map(
      ([first]) => first?.versionAfter,
    );
    expect(versions.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('do nothing for a worker whose lease is lost, and everything once for the next', async () => {
    await bed.addContents(['lease']);
    const id = await bed.addBatch({ contentIds: ['lease'], parameters: { newPrice: '7' } });
    const lost = await bed.take(id);
    const next = await bed.take(id);
    await expect(lost.run()).rejects.toThrow(LeaseLostError);
    expect((await bed.content('lease')).version).toBe(0);
    await next.run();
    const again = await bed.take(id);
    await again.run();
    expect(await bed.content('lease')).toMatchObject({ price: '7', version: 1 });
    expect(await bed.batch(id)).toMatchObject({ status: 'completed', successCount: 1, failureCount: 0 });
  });

  it('leave a cancelled batch alone', async () => {
    await bed.addContents(['cancelled']);
    const id = await bed.addBatch({ contentIds: ['cancelled'], parameters: { newPrice: '7' } });
    const held = await bed.take(id);
    await cancelJobs(bed.db, id, 'Cancelled');
    await expect(held.run()).rejects.toThrow(LeaseLostError);
    expect((await bed.content('cancelled')).price).toBe('5');
  });

  it('end piece by piece: the batch with the last of them, given up ones with their reason', async () => {
    await bed.addContents(['a', 'b', 'c']);
    const id = await bed.addBatch({ contentIds: ['a', 'b', 'c', 'a'], parameters: { newPrice: '7' }, to: 1 });
    await (await bed.take(id)).run();
    expect(await bed.batch(id)).toMatchObject({ status: 'processing', successCount: 2, failureCount: 0 });
    await bed.addJob(id, { from: 2, to: 4 });
    await (await bed.take(id)).giveUp('poison', 'The work crashed 3 times and was stopped');
    expect(await bed.batch(id)).toMatchObject({ status: 'completed', successCount: 2, failureCount: 2 });
    expect((await bed.results(id))[2]).toEqual({
      contentId: 'c',
      success: false,
      error: 'The item could not be processed',
      reason: 'The work crashed 3 times and was stopped',
    });
  });

  it('belong to whoever the contents belong to, whatever the chain thinks of the name', async () => {
    await bed.addContents(['free'], { creator: 'ครีเอเตอร์ 1' });
    const id = await bed.run({ contentIds: ['free'], creator: 'ครีเอเตอร์ 1', parameters: { newPrice: '0' } });
    expect(await bed.batch(id)).toMatchObject({ successCount: 1 });
  });
});
