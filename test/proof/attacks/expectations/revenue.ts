import { makeRevenueBatch } from '../things';
import { type Expectation, type Expectations, REVENUE, SIGNED_IN } from './expectation';

type More = Partial<Expectation>;

const fresh: Expectation['fresh'] = ({ send }, owner) => makeRevenueBatch(send, owner);

function batch(more: More = {}): Expectation[] {
  const params: Expectation['params'] = (things) => ({ id: things.revenueBatch });
  return (['user', 'admin'] as const).map((owner) => ({ rule: REVENUE, owner, params, ...more }));
}

function file(more: More = {}): Expectation[] {
  return batch({ params: (things) => ({ id: things.revenueFile }), ...more });
}

function own(more: More = {}): Expectation[] {
  return [{ rule: SIGNED_IN, sees: REVENUE, owner: 'user', ...more }];
}

export const revenue: Expectations = {
  'POST /api/revenue/upload': own({ inStatus: 415 }),
  'POST /api/revenue/upload/batch': own({ inStatus: 415 }),
  'GET /api/revenue/batches': own({ query: '?limit=100' }),
  'POST /api/revenue/batches': own({ inStatus: 400, sent: () => ({ json: { batchName: 5 } }) }),
  'GET /api/revenue/batches/{id}': batch(),
  'DELETE /api/revenue/batches/{id}': batch({ fresh }),
  'GET /api/revenue/batches/{id}/files': batch(),
  'GET /api/revenue/batches/{id}/progress': batch(),
  'GET /api/revenue/batches/{id}/events': batch(),
  'GET /api/revenue/batches/{id}/report': batch(),
  'GET /api/revenue/batches/{id}/report.html': batch(),
  'POST /api/revenue/batches/{id}/cancel': batch({ inStatus: 409 }),
  'POST /api/revenue/batches/{id}/retry': batch({ inStatus: 409 }),
  'GET /api/revenue/files': own({ query: '?limit=100' }),
  'GET /api/revenue/files/{id}': file(),
  'DELETE /api/revenue/files/{id}': file({ fresh }),
  'POST /api/revenue/files/{id}/retry': file({ inStatus: 409 }),
  'GET /api/revenue/files/{id}/records': file(),
  'GET /api/revenue/files/{id}/errors': file(),
  'GET /api/revenue/files/{id}/download': file(),
  'GET /api/revenue/files/{id}/events': file(),
  'GET /api/revenue/statistics': own(),
};
