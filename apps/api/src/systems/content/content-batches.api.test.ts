import { after, before, describe, it } from 'node:test';
import { differencesFromPrint } from '@sluice/test/e2e/printed-body';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { allRoutes } from '../../app';
import { type ApiAnswer } from '../../http/testing/running-api';
import { batchAnswer, batchesAnswer, progressAnswer } from './content.answers';
import {
  type ContentApi,
  CREATOR,
  expectAsDocumented,
  listOf,
  startContentApi,
  UNKNOWN_ID,
} from './testing/content-api';

/** As `specs/content.md` prints it. */
const PRINTED = {
  _id: 'batch-id-123',
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
const DONE = { message: 'Price updated to 1000000 STX' };
const FAILED = { error: 'On-chain update failed', reason: 'The node refused it: NotEnoughFunds' };

describe('batches of contents', () => {
  let api: ContentApi;
  let omrId: string;

  before(async () => {
    api = await startContentApi();
    const body = new FormData();
    body.append('file', new Blob(['PK of a kind']), 'sheets.zip');
    omrId = (await api.request('POST', '/api/batches/upload', { as: 'user', body })).body[
      'batch_id'
    ] as string;
  });
  after(() => api?.stop());

  async function newPrices(contentIds: string[]): Promise<string> {
    const json = { creator: CREATOR, contentIds, newPrice: 1000000 };
    return (await api.post('creator', '/api/batches/batch-update-price', json)).body['batchId'] as string;
  }

  describe('one', () => {
    it('is as printed, with what is ours behind it', async () => {
      const id = await newPrices(['content-1', 'content-2', 'content-3', 'content-4', 'content-5']);
      await api.end(id, { 1: DONE, 2: FAILED, 3: DONE, 4: { ...DONE, txid: '0xabc' }, 5: DONE });
      for (const path of [
        `/api/batches/${id}`,
        `/api/batches/${id}/status`,
        `/api/batches/${id.toUpperCase()}`,
      ]) {
        const answer = await api.get(path);
        expectAsDocumented(batchAnswer, answer);
        expect(differencesFromPrint(answer.body, PRINTED)).toEqual([]);
        expect(Object.keys(answer.body).slice(0, 10)).toEqual(Object.keys(PRINTED));
        expect(answer.body).toMatchObject({
          operationType: 'update-price',
          status: 'completed',
          totalItems: 5,
          successCount: 4,
          failureCount: 1,
          _id: id,
          creator: CREATOR,
          results: [
            { contentId: 'content-1', success: true, message: 'Price updated to 1000000 STX' },
            { contentId: 'content-2', success: false, ...FAILED },
            { contentId: 'content-3', success: true, message: 'Price updated to 1000000 STX' },
            { contentId: 'content-4', success: true, ...DONE, txid: '0xabc' },
            { contentId: 'content-5', success: true, ...DONE },
          ],
          errorMessage: null,
          revertsId: null,
          progressPercentage: 100,
          parameters: { newPrice: 1000000 },
          revertedBy: null,
          changes: [],
        });
      }
    });

    it('tells what it has changed so far, each content once, beside results that are as printed', async () => {
      const id = await newPrices(['a', 'b', 'a', 'c']);
      const huge = String(2n ** 128n - 1n);
      await api.end(id, {
        1: { ...DONE, before: { price: '5' } },
        2: FAILED,
        4: { ...DONE, before: { price: huge } },
      });
      const answer = await api.get(`/api/batches/${id}`);
      expectAsDocumented(batchAnswer, answer);
      const after = { price: 1000000 };
      expect(answer.body['changes']).toEqual([
        { contentId: 'a', before: { price: 5 }, after },
        { contentId: 'c', before: { price: huge }, after },
      ]);
      expect((answer.body['results'] as unknown[])[0]).toEqual({ contentId: 'a', success: true, ...DONE });
    });

    it('tells changed details and removals as fields of contents', async () => {
      const updates = { title: 'New', tokenGating: null };
      const json = { creator: CREATOR, contentIds: ['a'], updates };
      const { body } = await api.post('creator', '/api/batches/batch-update-metadata', json);
      const before = { title: 'Old', tokenGating: { token: 'x' } };
      await api.end(body['batchId'] as string, { 1: { message: 'Metadata updated', before } });
      const changed = await api.get(`/api/batches/${body['batchId'] as string}`);
      expectAsDocumented(batchAnswer, changed);
      expect(changed.body['changes']).toEqual([{ contentId: 'a', before, after: updates }]);

      const id = await api.newBatch(['a']);
      const wasThere = { isRemoved: false, removalReason: null };
      await api.end(id, { 1: { message: 'Content removed', before: wasThere } });
      const removed = await api.get(`/api/batches/${id}`);
      const after = { isRemoved: true, removalReason: null };
      expect(removed.body['changes']).toEqual([{ contentId: 'a', before: wasThere, after }]);
    });

    it('tells what has ended so far, in the order of the request, and repeats wherever they stand', async () => {
      const id = await newPrices(['b', 'a', 'b', 'c', 'b']);
      const seen = async (): Promise<unknown> => {
        const { body } = await api.get(`/api/batches/${id}`);
        const results = body['results'] as { contentId: string; success: boolean }[];
        const { status, successCount, failureCount, progressPercentage } = body;
        return [
          status,
          successCount,
          failureCount,
          progressPercentage,
          results.map(({ contentId, success }) => `${contentId} ${success}`),
        ];
      };
      expect(await seen()).toEqual(['pending', 0, 0, 0, []]);
      await api.end(id, { 4: FAILED });
      expect(await seen()).toEqual(['processing', 0, 1, 20, ['c false']]);
      await api.end(id, { 1: DONE });
      expect(await seen()).toEqual(['processing', 3, 1, 80, ['b true', 'b true', 'c false', 'b true']]);
      await api.end(id, { 2: FAILED });
      expect(await seen()).toEqual([
        'completed',
        3,
        2,
        100,
        ['b true', 'a false', 'b true', 'c false', 'b true'],
      ]);
    });

    it('is told of in short for polling, from Postgres as from Redis', async () => {
      const id = await newPrices(['a', 'b']);
      const path = `/api/batches/${id}/progress`;
      for (let i = 0; i < 2; i++) expectAsDocumented(progressAnswer, await api.get(path));
      await api.end(id, { 1: DONE });
      const body = { batchId: id, status: 'processing', totalItems: 2, successCount: 1, failureCount: 0 };
      expect((await api.get(path)).body).toEqual({ ...body, progressPercentage: 50 });
      await api.deps.redis.del(`${api.deps.config.redisPrefix}:progress:${id}`);
      expect((await api.get(path)).body).toEqual({ ...body, progressPercentage: 50 });
    });

    it('is listened to, without a token as well', async () => {
      const id = await newPrices(['a']);
      const response = await fetch(`${api.url}/api/batches/${id}/events`);
      expect([response.status, response.headers.get('Content-Type')]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
      ]);
      const text = response.text();
      await eventually('it is listened to', () => api.deps.live.size === 1);
      await api.end(id, { 1: DONE });
      expect(await text).toMatch(/event: done\ndata: {"id":"[^"]+","status":"completed","processed":1,/);
    });
  });

  describe('of a creator', () => {
    it('are a bare list, newest first, with their results, in pages', async () => {
      const creator = 'somebody / else?';
      const ids: string[] = [];
      for (const id of ['one', 'two', 'three'])
        ids.unshift(await api.newBatch([id, 'both'], 'admin', creator));
      const path = `/api/batches/creator/${encodeURIComponent(creator)}`;
      await api.end(ids[1] as string, { 2: { message: 'Content removed' } });

      const all = await api.get(path);
      expectAsDocumented(batchesAnswer, all);
      expect(listOf(all).map(({ _id }) => _id)).toEqual(ids);
      expect(listOf(all).map(({ results }) => (results as unknown[]).length)).toEqual([0, 1, 0]);
      const { changes, ...listed } = (await api.get(`/api/batches/${ids[1]}`)).body;
      expect([listOf(all)[1], changes]).toEqual([listed, []]);
      expect(all.headers.get('X-Total-Count')).toBe('3');

      const middle = await api.get(`${path}?limit=1&skip=1`);
      expect(listOf(middle).map(({ _id }) => _id)).toEqual([ids[1]]);
      expect(middle.headers.get('Link')).toBe(
        [
          `<${path}?limit=1&skip=0>; rel="first"`,
          `<${path}?limit=1&skip=2>; rel="last"`,
          `<${path}?limit=1&skip=0>; rel="prev"`,
          `<${path}?limit=1&skip=2>; rel="next"`,
        ].join(', '),
      );
      expect(listOf(await api.get(`${path}?skip=3`))).toEqual([]);
      expect((await api.get(`${path}?skip=3`)).headers.get('X-Total-Count')).toBe('3');
    });

    it('are none where nobody has made any, and the words of other paths are creators as well', async () => {
      for (const creator of ['nobody', 'progress', 'revert', 'cancel', UNKNOWN_ID]) {
        const answer = await api.get(`/api/batches/creator/${creator}`);
        expect([answer.status, answer.text]).toEqual([200, '[]']);
      }
    });

    for (const query of [
      'limit=101',
      'limit=0',
      'limit=x',
      'limit=',
      'limit=1.5',
      'skip=-1',
      'skip=x',
      'skip=1&skip=2',
    ]) {
      it(`refuse ?${query}`, async () => {
        const answer = await api.get(`/api/batches/creator/${CREATOR}?${query}`);
        const message = expect.stringContaining(`"${query.split('=')[0]}"`);
        expect(answer).toMatchObject({ status: 400, body: { error: 'validation_failed', message } });
      });
    }
  });

  describe('share their paths with omr', () => {
    it('and each id is answered by the system it belongs to', async () => {
      const id = await newPrices(['a']);
      const keysOf = async (path: string): Promise<string | undefined> =>
        Object.keys((await api.get(path, 'user')).body)[0];
      for (const name of ['', '/status', '/progress']) {
        expect([name, await keysOf(`/api/batches/${omrId}${name}`)]).toEqual([name, 'batch_uuid']);
        const own = name === '/progress' ? 'batchId' : '_id';
        expect([name, await keysOf(`/api/batches/${id}${name}`)]).toEqual([name, own]);
      }
      expect((await api.get(`/api/batches/${omrId}`, 'user')).body).toEqual(
        (await api.get(`/api/batches/${omrId}/status`, 'user')).body,
      );
      expect((await api.post('user', `/api/batches/${omrId}/cancel`)).body).toHaveProperty('sheet_count');
      expect((await api.post('creator', `/api/batches/${id}/cancel`)).body).toHaveProperty('totalItems');
      expect((await api.post('user', `/api/batches/${omrId}/retry`)).body).toHaveProperty('retried_count');
      expect((await api.post('creator', `/api/batches/${id}/retry`)).body).toHaveProperty('retriedCount');
    });

    it('but for what only one of them has', async () => {
      const id = await newPrices(['a']);
      expect(await api.post('admin', `/api/batches/${omrId}/revert`)).toMatchObject({
        status: 404,
        body: { error: 'not_found' },
      });
      for (const path of [`/api/batches/${id}/export.csv`, `/api/batches/${id}/sheets/1/image`]) {
        expect(await api.get(path, 'admin')).toMatchObject({
          status: 404,
          body: { detail: 'Batch not found' },
        });
      }
      const deleted = await api.request('DELETE', `/api/batches/${id}`, { as: 'admin' });
      expect(deleted).toMatchObject({ status: 404, body: { detail: 'Batch not found' } });
      const listed = (await api.get('/api/batches', 'admin')).body['batches'] as { batch_id: string }[];
      expect(listed.map(({ batch_id }) => batch_id)).toEqual([omrId]);
    });

    it('and what is nobody’s is content’s at the batch itself, omr’s at what is below it', async () => {
      for (const id of [UNKNOWN_ID, 'nonsense', '%00', `${omrId}x`]) {
        const answer = await api.get(`/api/batches/${id}`);
        expect([answer.status, answer.body]).toEqual([
          404,
          { error: 'not_found', message: expect.any(String) },
        ]);
        const below = await api.get(`/api/batches/${id}/progress`, 'user');
        expect([below.status, Object.keys(below.body)]).toEqual([404, ['detail']]);
      }
    });

    it('and refuse in the words of the one that answers', async () => {
      const answers: [string, ApiAnswer][] = [
        ['error', await api.request('POST', `/api/batches/${await newPrices(['a'])}/cancel`)],
        ['detail', await api.request('POST', `/api/batches/${omrId}/cancel`)],
        ['detail', await api.request('POST', `/api/batches/${UNKNOWN_ID}/cancel`)],
        ['error', await api.get(`/api/batches/${omrId}`)],
        ['detail', await api.get(`/api/batches/${UNKNOWN_ID}/events`)],
      ];
      expect(answers.map(([, { status }]) => status)).toEqual([401, 401, 401, 401, 401]);
      expect(answers.map(([, { body }]) => Object.keys(body)[0])).toEqual(answers.map(([key]) => key));
      const headers = { Authorization: 'Bearer nonsense' };
      const id = await newPrices(['a']);
      expect(await api.request('GET', `/api/batches/${id}/progress`, { headers })).toMatchObject({
        status: 401,
        body: { error: 'unauthorized' },
      });
    });

    it('and refuse a batch of somebody else’s as one that is not there, word for word', async () => {
      for (const path of ['', '/status', '/progress', '/events']) {
        const [others, missing] = await Promise.all(
          [omrId, UNKNOWN_ID].map((id) => api.get(`/api/batches/${id}${path}`, 'agent')),
        );
        expect(others?.status).toBe(404);
        expect([others?.status, others?.body]).toEqual([missing?.status, missing?.body]);
      }
    });

    it('by routes that let in whom they declare and nobody else', async () => {
      const contentBatch = await newPrices(['a']);
      const claiming = allRoutes(api.deps).filter(({ claims }) => claims);
      expect(claiming.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
        'get /api/batches/:id',
        'get /api/batches/:id/events',
        'get /api/batches/:id/progress',
        'get /api/batches/:id/report.html',
        'get /api/batches/:id/status',
        'post /api/batches/:id/cancel',
        'post /api/batches/:id/retry',
      ]);
      for (const { method, path, access } of claiming) {
        const id = path === '/api/batches/:id' ? omrId : contentBatch;
        for (const as of [undefined, 'admin', 'owner', 'agent', 'user', 'creator', 'rival', 'namesake']) {
          const status = await statusOf(method, path.replace(':id', id), as);
          const isIn = access === 'optional' || as !== undefined;
          // Signed in is enough for the route; whose batch it is, is asked by what is behind it.
          const expected = isIn ? [200, 202, 404, 409, ...(method === 'post' ? [403] : [])] : [401];
          expect([`${method} ${path} as ${as ?? 'nobody'}`, expected.includes(status), status]).toEqual([
            `${method} ${path} as ${as ?? 'nobody'}`,
            true,
            status,
          ]);
        }
      }
    });

    /** An answer's status, without waiting for the end of one that streams. */
    async function statusOf(method: string, path: string, as: string | undefined): Promise<number> {
      const end = new AbortController();
      const headers: Record<string, string> =
        as === undefined ? {} : { Authorization: `Bearer ${await api.token(as)}` };
      const { status } = await fetch(`${api.url}${path}`, {
        method: method.toUpperCase(),
        headers,
        signal: end.signal,
      });
      end.abort();
      return status;
    }
  });

  it('are there without Redis', async () => {
    await api.token('creator');
    api.deps.redis.disconnect();
    await eventually('Redis is away', () => api.deps.redis.status !== 'ready');
    const id = await newPrices(['a']);
    expectAsDocumented(progressAnswer, await api.get(`/api/batches/${id}/progress`));
    expectAsDocumented(batchAnswer, await api.get(`/api/batches/${id}`));
    expect((await api.post('creator', `/api/batches/${id}/cancel`)).status).toBe(200);
    expect((await api.post('creator', `/api/batches/${id}/retry`)).status).toBe(202);
  });
});

describe('anonymous reads of contents and their batches', () => {
  it('are limited together, whichever path they come by; others’ polls and readers with a token are not', async (t) => {
    const api = await startContentApi({ RATE_LIMIT_CONTENT_READS: '4' });
    t.after(() => api.stop());
    const id = await api.newBatch(['a']);
    const paths = [
      `/api/batches/${id}`,
      `/api/batches/${id}/progress`,
      `/api/batches/creator/${CREATOR}`,
      '/api/contents/none',
    ];
    for (const [at, path] of paths.entries()) {
      const { headers } = await api.get(path);
      expect([path, headers.get('X-RateLimit-Remaining')]).toEqual([path, String(3 - at)]);
    }
    for (const path of [...paths, `/api/batches/${id}/events`, `/api/contents?creator=${CREATOR}`]) {
      const refused = await api.get(path);
      expect([path, refused.status, refused.body['error']]).toEqual([path, 429, 'rate_limited']);
      if (path.endsWith('/events')) continue;
      const signedIn = await api.get(path, 'user');
      expect([path, signedIn.headers.get('X-RateLimit-Limit')]).toEqual([path, null]);
    }
    expect((await api.get(`/api/batches/${UNKNOWN_ID}/progress`)).status).toBe(401);
  });
});
