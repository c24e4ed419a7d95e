import { makeAudienceUpload } from '../things';
import { AUDIENCE, type Expectation, type Expectations, SIGNED_IN } from './expectation';

type More = Partial<Expectation>;

const fresh: Expectation['fresh'] = ({ send }, owner) => makeAudienceUpload(send, owner);

/** About an upload of a user, whose admins do not see it either, and of an admin. */
function upload(more: More = {}): Expectation[] {
  const params: Expectation['params'] = (things) => ({ id: things.audienceUpload, number: '1' });
  return (['user', 'admin'] as const).map((owner) => ({ rule: AUDIENCE, owner, params, ...more }));
}

function own(more: More = {}): Expectation[] {
  return [{ rule: SIGNED_IN, sees: AUDIENCE, owner: 'user', ...more }];
}

const change = { set: { name: 'changed' } };

export const audience: Expectations = {
  'POST /api/audience/batch-upload': own({ inStatus: 400, sent: () => ({ json: {} }) }),
  'POST /api/audience/batch-upload/file': own({ inStatus: 415 }),
  'GET /api/audience/batch-upload': own({ query: '?limit=100' }),
  'GET /api/audience/analytics': own(),
  'GET /api/audience/batch-upload/{id}': upload(),
  'DELETE /api/audience/batch-upload/{id}': upload({ fresh }),
  'GET /api/audience/batch-upload/{id}/progress': upload(),
  'GET /api/audience/batch-upload/{id}/events': upload(),
  'GET /api/audience/batch-upload/{id}/report.html': upload(),
  'GET /api/audience/batch-upload/{id}/rejections': upload(),
  'GET /api/audience/batch-upload/{id}/analytics': upload(),
  'GET /api/audience/batch-upload/{id}/records': upload(),
  'GET /api/audience/batch-upload/{id}/records/{number}': upload(),
  'PATCH /api/audience/batch-upload/{id}/records': upload({
    sent: () => ({ json: { updates: [{ record_number: 1, ...change }] } }),
  }),
  'PATCH /api/audience/batch-upload/{id}/records/{number}': upload({ sent: () => ({ json: change }) }),
  'POST /api/audience/batch-upload/{id}/records/delete': upload({
    fresh,
    sent: () => ({ json: { record_numbers: [1] } }),
  }),
  // Judged upload by upload: see `id-guessing.ts` for those of others.
  'POST /api/audience/batch-upload/delete': own({
    sent: () => ({ json: { upload_ids: ['upl_1700000000_zzzzzz'] } }),
  }),
};
