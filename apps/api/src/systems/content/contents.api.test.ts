import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { contentAnswer, contentsAnswer } from './content.answers';
import {
  type ContentApi,
  CREATOR,
  expectAsDocumented,
  listOf,
  RIVAL,
  startContentApi,
} from './testing/content-api';

const CONTENT = {
  creator: CREATOR,
  title: 'A film',
  description: 'Of a kind',
  contentType: 'video',
  price: 1000000,
};

describe('contents', () => {
  let api: ContentApi;

  before(async () => {
    api = await startContentApi();
  });
  after(() => api?.stop());

  const make = (change: object = {}, as = 'creator', headers = {}) =>
    api.post(as, '/api/contents', { ...CONTENT, ...change }, headers);

  describe('are made', () => {
    it('and found under an id of their own', async () => {
      const answer = await make();
      expectAsDocumented(contentAnswer, answer, 201);
      const { contentId } = answer.body;
      expect(contentId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      expect(answer.body).toMatchObject({
        ...CONTENT,
        tokenGating: null,
        refundable: false,
        refundWindowDays: null,
        isRemoved: false,
        removalReason: null,
      });
      expect(answer.headers.get('Location')).toBe(`/api/contents/${String(contentId)}`);
      expect((await api.get(`/api/contents/${String(contentId)}`)).body).toEqual(answer.body);
      expect(await api.audit(contentId as string)).toEqual(['content.content.create by creator']);
    });

    it('and tell how the chain stands to their price, by the last call', async () => {
      const { contentId } = (await make()).body;
      const id = contentId as string;
      const chainOf = async () => (await api.get(`/api/contents/${id}`)).body['chain'];
      expect(await chainOf()).toBeNull();
      const call = (txid: string, nonce: number, state: string, price: string) =>
        api.db.query(
          `INSERT INTO chain_calls (txid, signer, nonce, batch_id, position, content_id, price, fee, transaction, state)
           VALUES ($1, 'ST-SIGNER', $2, $3, $2::bigint, $4, $5, 100, '', $6)`,
          [txid, nonce, '01890000-0000-7000-8000-000000000001', id, price, state],
        );
      for (const [nonce, [state, told]] of [
        ['stored', 'pending'],
        ['accepted', 'pending'],
        ['confirmed', 'confirmed'],
        ['aborted', 'failed'],
        ['refused', 'failed'],
        ['dropped', 'failed'],
      ].entries()) {
        await call(`tx-${nonce}`, nonce, state as string, String(1000 + nonce));
        expect(await chainOf()).toEqual({ state: told, price: 1000 + nonce, txid: `tx-${nonce}` });
      }
      const listed = await api.get(`/api/contents?creator=${encodeURIComponent(CONTENT.creator)}`);
      expectAsDocumented(contentsAnswer, listed);
      const own = (listed.body as unknown as { contentId: string }[]).find((one) => one.contentId === id);
      expect(own).toMatchObject({ chain: { state: 'failed', txid: 'tx-5' } });
    });

    it('under the id that was sent, once', async () => {
      const contentId = 'a/b ä?😀';
      const answer = await make({
        contentId,
        tokenGating: { minimum: 5 },
        refundable: true,
        refundWindowDays: 14,
      });
      expect(answer.status).toBe(201);
      const path = answer.headers.get('Location') as string;
      expect(path).toBe(`/api/contents/${encodeURIComponent(contentId)}`);
      const known = { contentId, tokenGating: { minimum: 5 }, refundable: true, refundWindowDays: 14 };
      expect((await api.get(path)).body).toMatchObject(known);
      for (const as of ['creator', 'admin', 'overseer', 'namesake']) {
        expect(await make({ contentId }, as)).toMatchObject({
          status: 409,
          body: { error: 'content_exists' },
        });
      }
    });

    it('with prices that no number can tell', async () => {
      const price = '340282366920938463463374607431768211455';
      const { body } = await make({ contentId: 'dear', price });
      expect(body['price']).toBe(price);
      expect((await make({ contentId: 'free', price: '0' })).body['price']).toBe(0);
      expect((await make({ contentId: 'gated', tokenGating: false })).body['tokenGating']).toBe(false);
    });

    it('once under one key', async () => {
      const headers = { 'Idempotency-Key': 'content-once' };
      const first = await make({}, 'creator', headers);
      const again = await make({}, 'creator', headers);
      expect([again.status, again.text]).toEqual([201, first.text]);
    });

    it('by their creators and by admins', async () => {
      const refused = { status: 403, body: { error: 'forbidden' } };
      expect(await make({}, 'rival')).toMatchObject(refused);
      expect(await make({}, 'user')).toMatchObject(refused);
      expect(await make({ creator: RIVAL })).toMatchObject(refused);
      expect((await make({ creator: RIVAL }, 'rival')).status).toBe(201);
      expect((await make({ creator: 'whoever' }, 'admin')).status).toBe(201);
      const anonymous = await api.request('POST', '/api/contents', { json: CONTENT });
      expect(anonymous).toMatchObject({ status: 401, body: { error: 'unauthorized' } });
    });

    const refused: [change: object, field: string][] = [
      [{ creator: undefined }, 'creator'],
      [{ contentId: '' }, 'contentId'],
      [{ contentId: 7 }, 'contentId'],
      [{ contentId: 'x'.repeat(257) }, 'contentId'],
      [{ title: undefined }, 'title'],
      [{ title: '' }, 'title'],
      [{ description: undefined }, 'description'],
      [{ contentType: undefined }, 'contentType'],
      [{ price: undefined }, 'price'],
      [{ price: -1 }, 'price'],
      [{ tokenGating: 'x' }, 'tokenGating'],
      [{ refundable: 1 }, 'refundable'],
      [{ refundWindowDays: '7' }, 'refundWindowDays'],
      [{ isRemoved: true }, 'isRemoved'],
    ];
    for (const [change, field] of refused) {
      it(`but not with ${JSON.stringify(change).slice(0, 60)}, which names ${field}`, async () => {
        const { status, body } = await make(change);
        expect([status, body['error'], body['details']]).toEqual([
          400,
          'validation_failed',
          [{ field, message: expect.any(String) }],
        ]);
      });
    }
  });

  it('that are not there are 404, whatever they are called', async () => {
    for (const id of ['none', '%00', '%ed%a0%80', 'x'.repeat(300), 'imports']) {
      const { status, body } = await api.get(`/api/contents/${id}`);
      expect([status, body]).toEqual([404, { error: 'not_found', message: expect.any(String) }]);
    }
    expect(await api.get('/api/contents/import')).toMatchObject({
      status: 405,
      body: { error: 'method_not_allowed' },
    });
  });

  describe('of a creator', () => {
    it('are a bare list, newest first, in pages, without those that were removed', async () => {
      for (const contentId of ['one', 'two', 'three', 'four']) {
        expect((await make({ creator: 'C & Co', contentId }, 'admin')).status).toBe(201);
      }
      await api.db.query(`UPDATE contents SET is_removed = true, removal_reason = 'Old' WHERE id = 'two'`);
      const ids = async (query: string): Promise<unknown[]> =>
        listOf(await api.get(`/api/contents?creator=C%20%26%20Co${query}`)).map(({ contentId }) => contentId);
      expectAsDocumented(contentsAnswer, await api.get('/api/contents?creator=C%20%26%20Co&removed=all'));
      expect(await ids('')).toEqual(['four', 'three', 'one']);
      expect(await ids('&removed=true')).toEqual(['two']);
      expect(await ids('&removed=all&limit=2&skip=1')).toEqual(['three', 'two']);
      const { headers } = await api.get('/api/contents?creator=C%20%26%20Co&limit=2');
      expect(headers.get('X-Total-Count')).toBe('3');
      expect(headers.get('Link')).toContain(
        '</api/contents?creator=C+%26+Co&removed=false&limit=2&skip=2>; rel="next"',
      );
      expect((await api.get('/api/contents/two')).body).toMatchObject({
        isRemoved: true,
        removalReason: 'Old',
      });
    });

    for (const query of [
      '',
      'creator=',
      'creator=x&limit=101',
      'creator=x&skip=-1',
      'creator=x&removed=maybe',
    ]) {
      it(`refuse ?${query}`, async () => {
        const { status, body } = await api.get(`/api/contents?${query}`);
        expect([status, body['error']]).toEqual([400, 'validation_failed']);
      });
    }
  });
});
