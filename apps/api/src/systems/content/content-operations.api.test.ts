import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { eventually } from '@sluice/kernel/testing';
import { differencesFromPrint } from '@sluice/test/e2e/printed-body';
import { expect } from 'expect';
import { endedAnswer, madeAnswer } from './content.answers';
import { type ContentApi, CREATOR, expectAsDocumented, RIVAL, startContentApi } from './testing/content-api';

/** As printed, but for the address: a token's own is the only one it may act for. */
const REQUESTS = {
  'batch-update-price': { creator: CREATOR, contentIds: ['content-id-1', 'content-id-2'], newPrice: 1000000 },
  'batch-remove': {
    creator: CREATOR,
    contentIds: ['content-id-1', 'content-id-2'],
    removalReason: 'Outdated content',
  },
  'batch-update-metadata': {
    creator: CREATOR,
    contentIds: ['content-id-1', 'content-id-2'],
    updates: { title: 'New Title', description: 'Updated description', contentType: 'video' },
  },
};
type Operation = keyof typeof REQUESTS;

const MESSAGES: [Operation, message: string, operationType: string, parameters: object][] = [
  ['batch-update-price', 'Batch price update initiated', 'update-price', { newPrice: 1000000 }],
  ['batch-remove', 'Batch removal initiated', 'remove', { removalReason: 'Outdated content' }],
  [
    'batch-update-metadata',
    'Batch metadata update initiated',
    'update-metadata',
    { updates: { title: 'New Title', description: 'Updated description', contentType: 'video' } },
  ],
];

describe('operations on contents', () => {
  let api: ContentApi;

  before(async () => {
    api = await startContentApi();
  });
  after(() => api?.stop());

  const send = (operation: Operation, change: object = {}, as = 'creator', headers = {}) =>
    api.post(as, `/api/batches/${operation}`, { ...REQUESTS[operation], ...change }, headers);

  for (const [operation, message, operationType, parameters] of MESSAGES) {
    it(`${operation} is accepted as printed, and is a batch at once`, async () => {
      const answer = await send(operation);
      expectAsDocumented(madeAnswer, answer, 202);
      const { body, headers } = answer;
      expect(body).toEqual({ message, batchId: expect.any(String), status: 'pending', totalItems: 2 });
      const printed = { message, batchId: 'batch-123', status: 'pending', totalItems: 5 };
      expect(differencesFromPrint(body, printed)).toEqual([]);
      const path = `/api/batches/${String(body['batchId'])}`;
      expect([headers.get('Location'), headers.get('Retry-After')]).toEqual([path, '2']);
      expect((await api.get(path)).body).toMatchObject({
        creator: CREATOR,
        operationType,
        status: 'pending',
        totalItems: 2,
        results: [],
        parameters,
      });
      expect(await api.audit(body['batchId'] as string)).toEqual(['content.batch.create by creator']);
    });
  }

  it('are cut into pieces, of which repeats are none', async () => {
    const ids = Array.from({ length: 60 }, (_, at) => `content-${at}`);
    const { body } = await send('batch-remove', { contentIds: [...ids, ...ids.slice(0, 40)] });
    expect(body['totalItems']).toBe(100);
    expect(await api.jobs(body['batchId'] as string)).toEqual([
      'content.apply-items 1-25',
      'content.apply-items 26-50',
      'content.apply-items 51-60',
    ]);
    const priced = await send('batch-update-price', { contentIds: ids });
    expect(await api.jobs(priced.body['batchId'] as string)).toHaveLength(3);
  });

  it('remember who asked, in which request', async () => {
    const { body } = await send('batch-remove', {}, 'creator', { 'X-Request-Id': 'follow-me-1' });
    const jobs = await rows(
      api.db,
      'SELECT jobs.request_id, users.username FROM jobs JOIN users ON users.id = owner_id WHERE subject_id = $1',
      [body['batchId']],
    );
    expect(jobs).toEqual([{ request_id: 'follow-me-1', username: 'creator' }]);
  });

  describe('take', () => {
    const prices: [newPrice: unknown, shown: unknown][] = [
      [0, 0],
      ['0', 0],
      ['007', 7],
      [9007199254740991, 9007199254740991],
      ['9007199254740991', 9007199254740991],
      ['9007199254740992', '9007199254740992'],
      ['340282366920938463463374607431768211455', '340282366920938463463374607431768211455'],
    ];
    for (const [newPrice, shown] of prices) {
      it(`${JSON.stringify(newPrice)} as a price`, async () => {
        const { status, headers } = await send('batch-update-price', { newPrice });
        expect(status).toBe(202);
        const { body } = await api.get(headers.get('Location') as string);
        expect(body['parameters']).toEqual({ newPrice: shown });
      });
    }

    const odd: [Operation, change: object][] = [
      ['batch-remove', { contentIds: ['x'.repeat(256)] }],
      ['batch-remove', { contentIds: ['😀'.repeat(256)] }],
      ['batch-remove', { contentIds: [' ', 'ä/ö?#%', "'; DROP TABLE contents; --", '\u202e'] }],
      ['batch-remove', { contentIds: Array.from({ length: 100 }, (_, at) => String(at)) }],
      ['batch-remove', { removalReason: '' }],
      ['batch-remove', { removalReason: null }],
      ['batch-remove', { removalReason: '😀'.repeat(1000) }],
      ['batch-update-metadata', { updates: { description: '' } }],
      ['batch-update-metadata', { updates: { title: '😀'.repeat(500), description: 'x'.repeat(10_000) } }],
      ['batch-update-metadata', { updates: { tokenGating: null } }],
      ['batch-update-metadata', { updates: { tokenGating: false } }],
      ['batch-update-metadata', { updates: { tokenGating: { minimum: 1, tokens: ['a', { b: [] }] } } }],
      ['batch-update-metadata', { updates: { refundable: true, refundWindowDays: 3650 } }],
      ['batch-update-metadata', { updates: { refundWindowDays: null } }],
    ];
    for (const [operation, change] of odd) {
      it(`${JSON.stringify(change).slice(0, 70)} for ${operation}`, async () => {
        expect((await send(operation, change)).status).toBe(202);
      });
    }
  });

  describe('refuse', () => {
    const long = Array.from({ length: 101 }, (_, at) => String(at));
    const refused: [Operation, change: object, field: string][] = [
      ['batch-remove', { creator: undefined }, 'creator'],
      ['batch-remove', { creator: '' }, 'creator'],
      ['batch-remove', { creator: null }, 'creator'],
      ['batch-remove', { creator: 7 }, 'creator'],
      ['batch-remove', { creator: 'x'.repeat(257) }, 'creator'],
      ['batch-remove', { contentIds: undefined }, 'contentIds'],
      ['batch-remove', { contentIds: [] }, 'contentIds'],
      ['batch-remove', { contentIds: long }, 'contentIds'],
      ['batch-remove', { contentIds: 'content-1' }, 'contentIds'],
      ['batch-remove', { contentIds: ['a', ''] }, 'contentIds.1'],
      ['batch-remove', { contentIds: ['a', 7] }, 'contentIds.1'],
      ['batch-remove', { contentIds: [null] }, 'contentIds.0'],
      ['batch-remove', { contentIds: ['x'.repeat(257)] }, 'contentIds.0'],
      ['batch-remove', { contentIds: ['a\u0000'] }, 'contentIds.0'],
      ['batch-remove', { contentIds: ['a\ud800'] }, 'contentIds.0'],
      ['batch-remove', { removalReason: 'x'.repeat(1001) }, 'removalReason'],
      ['batch-remove', { removalReason: 7 }, 'removalReason'],
      ['batch-remove', { reason: 'x' }, 'reason'],
      ['batch-update-price', { newPrice: undefined }, 'newPrice'],
      ['batch-update-price', { newPrice: null }, 'newPrice'],
      ['batch-update-price', { newPrice: -1 }, 'newPrice'],
      ['batch-update-price', { newPrice: 1.5 }, 'newPrice'],
      ['batch-update-price', { newPrice: 9007199254740992 }, 'newPrice'],
      ['batch-update-price', { newPrice: '-1' }, 'newPrice'],
      ['batch-update-price', { newPrice: '1e3' }, 'newPrice'],
      ['batch-update-price', { newPrice: '' }, 'newPrice'],
      ['batch-update-price', { newPrice: '٣' }, 'newPrice'],
      ['batch-update-price', { newPrice: '340282366920938463463374607431768211456' }, 'newPrice'],
      ['batch-update-price', { newPrice: true }, 'newPrice'],
      ['batch-update-price', { newPrice: [1] }, 'newPrice'],
      ['batch-update-metadata', { updates: undefined }, 'updates'],
      ['batch-update-metadata', { updates: {} }, 'updates'],
      ['batch-update-metadata', { updates: [] }, 'updates'],
      ['batch-update-metadata', { updates: { isRemoved: false } }, 'updates.isRemoved'],
      ['batch-update-metadata', { updates: { title: 'x', price: 1 } }, 'updates.price'],
      ['batch-update-metadata', { updates: { creator: 'me' } }, 'updates.creator'],
      ['batch-update-metadata', { updates: { title: '' } }, 'updates.title'],
      ['batch-update-metadata', { updates: { title: 'x'.repeat(501) } }, 'updates.title'],
      ['batch-update-metadata', { updates: { description: 'x'.repeat(10_001) } }, 'updates.description'],
      ['batch-update-metadata', { updates: { description: null } }, 'updates.description'],
      ['batch-update-metadata', { updates: { contentType: 'x'.repeat(101) } }, 'updates.contentType'],
      ['batch-update-metadata', { updates: { tokenGating: 'yes' } }, 'updates.tokenGating'],
      ['batch-update-metadata', { updates: { tokenGating: [1] } }, 'updates.tokenGating'],
      ['batch-update-metadata', { updates: { tokenGating: { a: 'x'.repeat(8200) } } }, 'updates.tokenGating'],
      ['batch-update-metadata', { updates: { tokenGating: { 'a\u0000': 1 } } }, 'updates.tokenGating'],
      ['batch-update-metadata', { updates: { refundable: 'true' } }, 'updates.refundable'],
      ['batch-update-metadata', { updates: { refundWindowDays: -1 } }, 'updates.refundWindowDays'],
      ['batch-update-metadata', { updates: { refundWindowDays: 3651 } }, 'updates.refundWindowDays'],
      ['batch-update-metadata', { updates: { refundWindowDays: 1.5 } }, 'updates.refundWindowDays'],
    ];
    for (const [operation, change, field] of refused) {
      it(`${JSON.stringify(change).slice(0, 70)} for ${operation}, naming ${field}`, async () => {
        const { status, body } = await send(operation, change);
        expect(status).toBe(400);
        expect(body).toEqual({
          error: 'validation_failed',
          message: expect.any(String),
          details: [{ field, message: expect.stringContaining('"') }],
        });
      });
    }

    it('what is no JSON, or none at all, in their own form', async () => {
      const path = '/api/batches/batch-remove';
      const broken = { as: 'creator', headers: { 'Content-Type': 'application/json' }, body: '{' };
      expect(await api.request('POST', path, broken)).toMatchObject({
        status: 400,
        body: { error: 'malformed_json', message: expect.any(String) },
      });
      const form = { as: 'creator', body: new URLSearchParams({ creator: CREATOR }) };
      expect(await api.request('POST', path, form)).toMatchObject({
        status: 415,
        body: { error: 'unsupported_media_type' },
      });
      const large = { ...broken, body: `"${'x'.repeat(1024 * 1024)}"` };
      expect(await api.request('POST', path, large)).toMatchObject({
        status: 413,
        body: { error: 'payload_too_large' },
      });
      expect(await api.get(path, 'creator')).toMatchObject({
        status: 405,
        body: { error: 'method_not_allowed' },
      });
    });
  });

  it('are the creator’s own and the admins’', async () => {
    const refused = { status: 403, body: { error: 'forbidden', message: expect.stringContaining('own') } };
    for (const operation of Object.keys(REQUESTS) as Operation[]) {
      expect(await send(operation, {}, 'rival')).toMatchObject(refused);
      expect(await send(operation, {}, 'user')).toMatchObject(refused);
      expect(await send(operation, { creator: CREATOR.toLowerCase() })).toMatchObject(refused);
      expect((await send(operation, { creator: RIVAL }, 'rival')).status).toBe(202);
      // What belongs to another tenant is left alone content by content.
      for (const as of ['admin', 'overseer', 'namesake'])
        expect((await send(operation, {}, as)).status).toBe(202);
      const anonymous = await api.request('POST', `/api/batches/${operation}`, { json: REQUESTS[operation] });
      expect(anonymous).toMatchObject({ status: 401, body: { error: 'unauthorized' } });
    }
  });

  it('are done once however often they are sent under one key', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const first = await send('batch-remove', {}, 'creator', headers);
    const again = await send('batch-remove', {}, 'creator', headers);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect([again.status, again.text]).toEqual([202, first.text]);
    expect(again.headers.get('Location')).toBe(first.headers.get('Location'));
    const other = await send('batch-remove', { contentIds: ['other'] }, 'creator', headers);
    expect(other).toMatchObject({ status: 422, body: { error: 'idempotency_key_reused' } });
  });

  it('are waited for when the client prefers that, and only where somebody works', async () => {
    const headers = { Prefer: 'wait=20' };
    const unserved = await send('batch-remove', {}, 'creator', headers);
    expect([unserved.status, unserved.headers.get('Preference-Applied')]).toEqual([202, null]);

    await api.announceWorker();
    const waiting = send('batch-remove', { contentIds: ['waited-for'] }, 'creator', headers);
    const id = await eventually('the batch', async () => {
      const [item] = await rows<{ batch_id: string }>(
        api.db,
        `SELECT batch_id FROM content_batch_items WHERE content_id = 'waited-for'`,
      );
      return item?.batch_id;
    });
    await api.end(id, { 1: { message: 'Content removed' } });
    const answer = await waiting;
    expectAsDocumented(endedAnswer, answer, 200);
    expect(answer.body).toMatchObject({ batchId: id, status: 'completed', successCount: 1, failureCount: 0 });
    expect(answer.headers.get('Preference-Applied')).toBe('wait=20');
  });
});

describe('operations where a chain is configured', () => {
  let api: ContentApi;

  before(async () => {
    api = await startContentApi({
      STACKS_NODE_URL: 'http://127.0.0.1:1',
      STACKS_CONTRACT: `${CREATOR}.content-registry`,
    });
  });
  after(() => api?.stop());

  it('have small pieces where each item is a call', async () => {
    const contentIds = Array.from({ length: 7 }, (_, at) => `content-${at}`);
    const price = { creator: CREATOR, contentIds, newPrice: 1 };
    const priced = await api.post('creator', '/api/batches/batch-update-price', price);
    const pieces = ['content.apply-items 1-5', 'content.apply-items 6-7'];
    const batchId = priced.body['batchId'] as string;
    expect(await api.jobs(batchId)).toEqual(pieces);
    expect(await api.jobs(await api.newBatch(contentIds))).toEqual(['content.apply-items 1-7']);

    const done = (_: string, at: number) => {
      const outcome = { message: 'Price updated to 1 STX', before: { price: '0' }, versionAfter: 1 };
      return [at + 1, at === 6 ? { error: 'On-chain update failed' } : outcome] as const;
    };
    await api.end(batchId, Object.fromEntries(contentIds.map(done)));
    const reverted = await api.post('creator', `/api/batches/${batchId}/revert`);
    expect(await api.jobs(reverted.body['batchId'] as string)).toEqual([
      'content.apply-items 1-5',
      'content.apply-items 6-6',
    ]);
    expect((await api.post('creator', `/api/batches/${batchId}/retry`)).status).toBe(202);
    expect(await api.jobs(batchId)).toEqual(['content.apply-items 7-7']);
  });

  it('is told by /readyz', async () => {
    expect((await api.get('/readyz')).body).toMatchObject({ status: 'ready', chain: 'configured' });
  });
});
