import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { expectReport, HARMLESS, HOSTILE, textOf } from '../../report/testing/report-answer';
import { type ContentApi, CREATOR, startContentApi, UNKNOWN_ID } from './testing/content-api';

const LARGEST = '340282366920938463463374607431768211455';

describe('the report of an operation on contents', () => {
  let api: ContentApi;
  let id: string;

  before(async () => {
    api = await startContentApi();
    const body = {
      creator: CREATOR,
      contentIds: ['song', HOSTILE, 'film', 'song', 'gone'],
      newPrice: 1_000_000,
    };
    const made = await api.post('creator', '/api/batches/batch-update-price', body);
    id = made.body['batchId'] as string;
    await api.end(id, {
      1: { message: 'Price updated to 1000000 STX', before: { price: '250000' }, txid: '0xabc' },
      2: { error: 'On-chain update failed', reason: HOSTILE },
      3: { message: 'Price updated to 1000000 STX', before: { price: LARGEST } },
      5: { error: 'Content not found' },
    });
  });
  after(() => api?.stop());

  const get = (as?: string, batchId = id) => api.get(`/api/batches/${batchId}/report.html`, as);

  it('is a page in English with what became of each content', async () => {
    const answer = await get();
    expectReport(answer, 'en');
    const text = textOf(answer);
    expect(text).toContain('Price update of 5 contents');
    expect(text).toContain('Succeeded 3 60 % Failed 2 40 % Open 0 0 % Total 5 100 %');
    expect(text).toContain('5 gone Content not found –');
    expect(text).toContain('4 song Price updated to 1000000 STX 0xabc');
    expect(answer.text).toContain(HARMLESS);
  });

  it('sets prices before and after side by side, to the last digit', async () => {
    const text = textOf(await get());
    expect(text).toContain('song 250,000 1,000,000');
    expect(text).toContain('film 340,282,366,920,938,463,463,374,607,431,768,211,455 1,000,000');
  });

  it('has no prices where none were set', async () => {
    const removal = await api.newBatch(['song']);
    await api.end(removal, { 1: { message: 'Removed', before: { isRemoved: false } } });
    const answer = await get(undefined, removal);
    expectReport(answer, 'en');
    expect(answer.text).not.toContain('Prices');
  });

  it('is for everyone, as the batch is; another system has the same path', async () => {
    expect((await get('namesake')).status).toBe(200);
    expect((await get('creator', UNKNOWN_ID)).body).toMatchObject({ detail: 'Batch not found' });
    expect((await get(undefined, UNKNOWN_ID)).status).toBe(401);
  });

  it('counts among the reads that are limited for those without a token', async () => {
    const limited = await startContentApi({ RATE_LIMIT_CONTENT_READS: '1' });
    try {
      const one = await limited.newBatch(['song']);
      const path = `/api/batches/${one}/report.html`;
      expect([(await limited.get(path)).status, (await limited.get(path)).status]).toEqual([200, 429]);
      expect((await limited.get(path, 'user')).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });
});
