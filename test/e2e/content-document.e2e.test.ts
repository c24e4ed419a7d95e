import { after, before, describe, it } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { expect } from 'expect';
import { CREATOR, type ContentBatchBody, ContentClient } from './content-client';
import { OmrClient } from './omr-client';
import { differencesFromPrint } from './printed-body';

/** As `specs/content.md` prints them. */
const INITIATED = {
  message: 'Batch price update initiated',
  batchId: 'batch-123',
  status: 'pending',
  totalItems: 5,
};
const DETAILS = {
  _id: 'batch-123',
  creator: 'creator-address',
  operationType: 'update-price',
  status: 'completed',
  totalItems: 5,
  successCount: 4,
  failureCount: 1,
  results: [
    { contentId: 'content-1', success: true, message: 'Price updated to 1000000 STX' },
    { contentId: 'content-2', success: false, error: 'On-chain update failed' },
  ],
  createdAt: '2024-01-15T10:30:00Z',
  updatedAt: '2024-01-15T10:35:00Z',
};

describe('the document of content, with a chain', () => {
  let stack: Stack;
  let url: string;
  let creator: ContentClient;
  let sheets: OmrClient;
  const ids = ['content-1', 'content-2', 'content-3', 'content-4', 'content-5'];
  let priced: ContentBatchBody;

  before(async () => {
    stack = await startStack({ workers: 1, chain: true });
    url = stack.apis[0]?.url as string;
    creator = await ContentClient.login(url);
    sheets = await OmrClient.login(url, 'user');
    await creator.makeContents(ids, 5);
  });
  after(() => stack?.stop());

  const operate = (path: string, body: object): Promise<{ message: string; batchId: string }> =>
    creator.request(202, 'POST', `/api/batches/${path}`, { creator: CREATOR, contentIds: ids, ...body });
  const anonymous = async (path: string): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${url}${path}`);
    return { status: response.status, body: await response.json() };
  };

  it('sets prices on the chain, of which one refuses, and says so as printed, to everyone', async () => {
    await stack.chain.addFaults({ kind: 'refuse', reason: 'NoSuchContract', contentId: 'content-2' });
    const made = await operate('batch-update-price', { newPrice: 1_000_000 });
    expect(differencesFromPrint(made, INITIATED)).toEqual([]);
    expect(made).toMatchObject({ message: INITIATED.message, status: 'pending', totalItems: 5 });
    priced = await creator.untilEnded(made.batchId);
    await stack.chain.clearFaults();
    const { status, body } = await anonymous(`/api/batches/${made.batchId}`);
    expect(status).toBe(200);
    expect(differencesFromPrint(body, DETAILS)).toEqual([]);
    expect(body).toMatchObject({ status: 'completed', successCount: 4, failureCount: 1, creator: CREATOR });
    expect(priced.results.map(({ contentId }) => contentId)).toEqual(ids);
    expect(priced.results[0]).toMatchObject(DETAILS.results[0] as object);
    expect(priced.results[1]).toMatchObject(DETAILS.results[1] as object);
    for (const id of ids) {
      const { price } = await creator.request<{ price: number }>(200, 'GET', `/api/contents/${id}`);
      expect([id, price]).toEqual([id, id === 'content-2' ? 5 : 1_000_000]);
      const wanted = id === 'content-2' ? undefined : '1000000';
      await eventually(
        `the chain to have the price of ${id}`,
        async () => (await stack.chain.state(id))?.price === wanted,
      );
    }
  });

  it('changes metadata and removes, without the chain', async () => {
    const sent = (await stack.chain.ledger()).transactions.length;
    const updates = { title: 'New Title', description: 'Updated description', contentType: 'video' };
    const changed = await operate('batch-update-metadata', { updates });
    expect(changed.message).toBe('Batch metadata update initiated');
    expect(await creator.untilEnded(changed.batchId)).toMatchObject({ status: 'completed', successCount: 5 });
    const removed = await operate('batch-remove', { removalReason: 'Outdated content' });
    expect(removed.message).toBe('Batch removal initiated');
    expect(await creator.untilEnded(removed.batchId)).toMatchObject({ status: 'completed', successCount: 5 });
    expect((await anonymous('/api/contents/content-3')).body).toMatchObject({
      ...updates,
      isRemoved: true,
      removalReason: 'Outdated content',
    });
    expect((await stack.chain.ledger()).transactions).toHaveLength(sent);
  });

  it('lists a creator’s batches, newest first, to everyone', async () => {
    const { status, body } = await anonymous(`/api/batches/creator/${CREATOR}?limit=50&skip=0`);
    expect(status).toBe(200);
    expect(differencesFromPrint(body, [DETAILS])).toEqual([]);
    const types = (body as { operationType: string }[]).map(({ operationType }) => operationType);
    expect(types).toEqual(['remove', 'update-metadata', 'update-price']);
  });

  it('shares its paths with omr: the kind of the batch chooses the answer', async () => {
    const { body } = await sheets.upload(
      await makeZip([{ name: '1.jpg', bytes: await makeSheet({ dpi: 60 }) }]),
    );
    await sheets.waitForEnd(body.batch_id);
    const ofSheets = `/api/batches/${body.batch_id}`;
    expect(await anonymous(ofSheets)).toMatchObject({ status: 401, body: { error: 'unauthorized' } });
    const { body: status } = await sheets.status(body.batch_id);
    const response = await fetch(`${url}${ofSheets}`, {
      headers: { Authorization: `Bearer ${sheets.token}` },
    });
    expect(await response.json()).toEqual(status);
    await creator.request(404, 'POST', `${ofSheets}/revert`);

    const ofPrices = `/api/batches/${priced._id}`;
    expect(await anonymous(`${ofPrices}/status`)).toEqual(await anonymous(ofPrices));
    expect((await anonymous(`${ofPrices}/progress`)).body).toMatchObject({ progressPercentage: 100 });
    const unknown = await anonymous('/api/batches/01890000-0000-7000-8000-000000000000');
    expect(unknown).toMatchObject({ status: 404, body: { error: 'not_found' } });
  });
});
