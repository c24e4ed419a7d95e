import { makeContent, makeOmrBatch } from '../things';
import {
  CONTENT_MOVES,
  CONTENT_WRITES,
  type Expectation,
  type Expectations,
  OMR,
  OMR_ADMINS,
  READ_BY_ALL,
  type Rule,
  SIGNED_IN,
} from './expectation';

type More = Partial<Expectation>;

/** About a batch of sheets, of a user and of an admin. */
function omr(rule: Rule, more: More = {}): Expectation[] {
  const params: Expectation['params'] = (things) => ({ id: things.omrBatch, index: '1' });
  return (['user', 'admin'] as const).map((owner) => ({ rule, owner, params, ...more }));
}

/** About a batch of a creator's operations. */
function content(rule: Rule, more: More = {}): Expectation {
  const params: Expectation['params'] = (things) => ({ id: things.contentBatch as string });
  return { rule, owner: 'creator', params, sees: READ_BY_ALL, ...more };
}

/** A request in the name of the creator `home.creator`. */
function operation(body: object): Expectation[] {
  return [
    content(CONTENT_WRITES, {
      inStatus: 202,
      sent: (_things, owner) => ({
        json: { creator: owner.creatorAddress, contentIds: ['is not there'], ...body },
      }),
    }),
  ];
}

const newContent: Expectation['sent'] = (_things, { creatorAddress: creator }) => ({
  json: { creator, title: 'x', description: 'x', contentType: 'video', price: 1 },
});

export const batches: Expectations = {
  'POST /api/batches/upload': [{ rule: SIGNED_IN, sees: OMR, owner: 'user', inStatus: 415 }],
  'GET /api/batches': [{ rule: SIGNED_IN, sees: OMR, owner: 'user', query: '?limit=200' }],
  'GET /api/batches/{id}': [...omr(OMR, { isOpenSecret: true }), content(READ_BY_ALL)],
  'GET /api/batches/{id}/status': [...omr(OMR), content(READ_BY_ALL)],
  'GET /api/batches/{id}/progress': [...omr(OMR), content(READ_BY_ALL)],
  'GET /api/batches/{id}/events': [...omr(OMR), content(READ_BY_ALL)],
  'GET /api/batches/{id}/report.html': [...omr(OMR), content(READ_BY_ALL)],
  'GET /api/batches/{id}/sheets/{index}/image': omr(OMR),
  'GET /api/batches/{id}/sheets/{index}/thumbnail': omr(OMR),
  'GET /api/batches/{id}/export': omr(OMR),
  'GET /api/batches/{id}/export.csv': omr(OMR),
  'GET /api/batches/{id}/export.json': omr(OMR),
  // What has ended can't be cancelled, and where nothing failed there is nothing to retry.
  'POST /api/batches/{id}/cancel': [
    ...omr(OMR, { inStatus: 409 }),
    content(CONTENT_MOVES, { inStatus: 409 }),
  ],
  'POST /api/batches/{id}/retry': [...omr(OMR, { inStatus: 409 }), content(CONTENT_MOVES, { inStatus: 409 })],
  'POST /api/batches/{id}/revert': [
    content(CONTENT_MOVES, { inStatus: 202, fresh: ({ send }, owner) => makeContent(send, owner) }),
  ],
  'DELETE /api/batches/{id}': omr(OMR_ADMINS, {
    inStatus: 204,
    fresh: async ({ send }, owner) => ({ omrBatch: await makeOmrBatch(send, owner) }),
  }),
  'POST /api/batches/batch-update-price': operation({ newPrice: 5 }),
  'POST /api/batches/batch-remove': operation({ removalReason: 'because' }),
  'POST /api/batches/batch-update-metadata': operation({ updates: { title: 'x' } }),
  'GET /api/batches/creator/{creator}': [
    content(READ_BY_ALL, { params: (_things, owner) => ({ creator: owner.creatorAddress as string }) }),
  ],
  'POST /api/contents': [content(CONTENT_WRITES, { inStatus: 201, sent: newContent })],
  'GET /api/contents': [content(READ_BY_ALL, { query: '?creator=creator-of-home' })],
  'GET /api/contents/{id}': [content(READ_BY_ALL, { params: ({ content: id }) => ({ id: id as string }) })],
  'POST /api/contents/import': [
    // Judged row by row: one of another creator is a wrong row.
    content(
      { ...CONTENT_WRITES, otherCreators: 400, elsewhere: { admin: 400, owner: 403, agent: 403, user: 403 } },
      {
        inStatus: 201,
        sent: (...about) => ({ json: [newContent(...about).json] }),
      },
    ),
  ],
};
