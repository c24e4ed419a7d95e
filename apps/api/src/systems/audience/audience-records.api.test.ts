import { after, before, beforeEach, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { expect } from 'expect';
import { type ApiAnswer } from '../../http/testing/running-api';
import { changedAnswer, deletedRecordsAnswer, recordAnswer, recordsAnswer } from './audience.answers';
import { type AudienceApi, expectAsDocumented, PATH, people, startAudienceApi } from './testing/audience-api';

const RECORDS = [
  '{"email":"A@b.co","first_name":"Ann", "score":1e999,"first_name":"Anna"}',
  '{"email":"a@b.co"}',
  '{"company_domain":"D.co","last_name":"Lee"}',
];

describe('records of an upload', () => {
  let api: AudienceApi;
  let id: string;

  before(async () => {
    api = await startAudienceApi();
  });
  after(() => api?.stop());
  beforeEach(async () => {
    id = await api.uploaded('user', RECORDS);
    await api.load(id, RECORDS);
  });

  const path = (end = ''): string => `${PATH}/${id}/records${end}`;
  const patch = (end: string, json: unknown, as = 'user'): Promise<ApiAnswer> =>
    api.request('PATCH', path(end), { as, json });
  const remove = (json: unknown, as = 'user'): Promise<ApiAnswer> =>
    api.request('POST', path('/delete'), { as, json });
  const recordAt = async (number: number): Promise<string | undefined> => {
    const { text } = await api.get('user', path(`/${number}`));
    return /"record":(.*),"email":(?:null|"[^"]*"),"domain"/.exec(text)?.[1];
  };
  const actions = async (): Promise<unknown[]> =>
    (
      await rows<{ action: string; details: unknown }>(
        api.db,
        'SELECT action, details FROM audit_events WHERE subject_id = $1 ORDER BY id',
        [id],
      )
    ).map(({ action, details }) => [action, details]);

  describe('are looked at', () => {
    it('in pages, with what is known of each', async () => {
      const { id: uuid } = await api.rowOf(id);
      await api.db.query('INSERT INTO audience_duplicates VALUES ($1, 2, 1, NULL, NULL)', [uuid]);
      const answer = await api.get('user', path());
      expectAsDocumented(recordsAnswer, { ...answer, body: JSON.parse(answer.text) as ApiAnswer['body'] });
      expect(answer.text).toContain(`"record":${RECORDS[0]}`);
      expect(answer.body).toMatchObject({
        upload_id: id,
        records: [
          { record_number: 1, email: 'a@b.co', domain: 'b.co', duplicate: null },
          {
            record_number: 2,
            duplicate: { same_as_record: 1, earlier_upload_id: null, earlier_record: null },
          },
          { record_number: 3, email: null, domain: 'd.co', duplicate: null },
        ],
        total: 3,
      });
      const page = await api.get('user', path('?limit=1&offset=1'));
      expect(page.body).toMatchObject({ records: [{ record_number: 2 }], total: 3 });
      expect(page.headers.get('X-Total-Count')).toBe('3');
    });

    it('duplicates alone, as long as the upload is there of which they are', async () => {
      const earlier = await api.uploaded('user', people(5));
      const [{ id: uuid }, { id: earlierUuid }] = [await api.rowOf(id), await api.rowOf(earlier)];
      await api.db.query('INSERT INTO audience_duplicates VALUES ($1, 1, NULL, $2, 4)', [uuid, earlierUuid]);
      const answer = await api.get('user', path('?duplicates=true'));
      expect(answer.body).toMatchObject({
        records: [{ record_number: 1, duplicate: { earlier_upload_id: earlier, earlier_record: 4 } }],
        total: 1,
      });
      const others = await api.get('user', path('?duplicates=false'));
      expect(others.body).toMatchObject({ records: [{ record_number: 2 }, { record_number: 3 }], total: 2 });
      expect((await api.request('DELETE', `${PATH}/${earlier}`, { as: 'user' })).status).toBe(200);
      expect((await api.get('user', path('?duplicates=true'))).body).toMatchObject({ records: [], total: 0 });
    });

    it('one by one', async () => {
      expectAsDocumented(recordAnswer, await api.get('user', path('/2')));
      expect(await recordAt(1)).toBe(RECORDS[0]);
      for (const number of ['4', '0', 'x', '99999999999']) {
        expect((await api.get('user', path(`/${number}`))).status).toBe(404);
      }
    });
  });

  describe('are changed', () => {
    it('by their members; what was not named stays as it was sent', async () => {
      const set = { first_name: 'Eve', 'new "one"': { a: [1, null] }, email: ' New@B.co ' };
      const answer = await patch('/1', { set, unset: ['none'] });
      expectAsDocumented(recordAnswer, answer);
      expect(answer.body).toMatchObject({ record_number: 1, email: 'new@b.co', domain: 'b.co' });
      expect(await recordAt(1)).toBe(
        '{"email":" New@B.co ","score":1e999,"first_name":"Eve","new \\"one\\"":{"a":[1,null]}}',
      );
      expect((await patch('/3', { unset: ['last_name'] })).status).toBe(200);
      expect(await recordAt(3)).toBe('{"company_domain":"D.co"}');
    });

    it('with their keys, their identity, and a new analysis', async () => {
      const { id: uuid, version } = await api.rowOf(id);
      await api.db.query('INSERT INTO audience_duplicates VALUES ($1, 2, 1, NULL, NULL)', [uuid]);
      const identities = async () =>
        (await rows(api.db, 'SELECT identity FROM audience_identities WHERE upload_id = $1', [uuid])).length;
      expect(await identities()).toBe(3);
      await patch('/2', { set: { email: 'else@b.co', phone: '1' } });
      expect(await identities()).toBe(2);
      expect(await rows(api.db, 'SELECT 1 FROM audience_duplicates WHERE upload_id = $1', [uuid])).toEqual(
        [],
      );
      const changed = await api.rowOf(id);
      expect(changed).toMatchObject({
        processingStatus: 'analyzing',
        completedAt: null,
        fields: ['email', 'first_name', 'score', 'company_domain', 'last_name', 'phone'],
      });
      expect(changed.version).toBeGreaterThan(version);
      expect((await api.jobs(id)).slice(1)).toEqual(['audience.analyze-upload waiting']);
      await patch('/2', { set: { phone: '2' } });
      expect((await api.jobs(id)).slice(1)).toEqual([
        'audience.analyze-upload cancelled',
        'audience.analyze-upload waiting',
      ]);
      expect((await api.get('user', `${PATH}/${id}/progress`)).body).toMatchObject({
        processing_status: 'analyzing',
      });
      expect((await actions()).slice(1)).toEqual([
        ['audience.upload.change-records', { records: 1 }],
        ['audience.upload.change-records', { records: 1 }],
      ]);
    });

    it('only so that it is known whose they are', async () => {
      for (const [number, change] of [
        [1, { set: { email: 'none' } }],
        [2, { unset: ['email'] }],
        [3, { set: { company_domain: 7 } }],
      ] as const) {
        const answer = await patch(`/${number}`, change);
        expect(answer).toMatchObject({
          status: 400,
          body: { status: 'error', details: [{ record: number }] },
        });
        expect(await recordAt(number)).toBe(RECORDS[number - 1]);
      }
      expect((await api.rowOf(id)).processingStatus).toBe('completed');
    });

    it('only by what can be done', async () => {
      for (const bad of [{}, { set: 7 }, { unset: 'email' }, { set: { n: 1 }, extra: 1 }]) {
        expect([bad, (await patch('/1', bad)).status]).toEqual([bad, 400]);
      }
      const huge = await api.request('PATCH', path('/1'), {
        as: 'user',
        headers: { 'Content-Type': 'application/json' },
        body: '{"set":{"n":[{"m":12345678901234567890}]}}',
      });
      expect(huge).toMatchObject({ status: 400, body: { details: [{ field: 'set.n' }] } });
      expect((await patch('/9', { set: { n: 1 } })).status).toBe(404);
      expect((await patch('/1', { set: { n: 1 } }, 'admin')).status).toBe(403);
      expect((await patch('/1', { set: { n: 1 } }, 'stranger')).status).toBe(404);
    });

    it('many at once, each for itself', async () => {
      const answer = await patch('', {
        updates: [
          { record_number: 3, set: { domain: 'e.co' }, unset: ['company_domain'] },
          { record_number: 7, set: { n: 1 } },
          { record_number: 2, set: { email: 'none' } },
          { record_number: 1, set: { n: 1 } },
        ],
      });
      expectAsDocumented(changedAnswer, answer);
      expect(answer.body).toMatchObject({
        rows_updated: 2,
        rows_failed: 2,
        results: [
          { record_number: 3, updated: true, code: null },
          { record_number: 7, updated: false, code: 'record_not_found' },
          { record_number: 2, updated: false, code: 'invalid_email' },
          { record_number: 1, updated: true },
        ],
      });
      expect(await recordAt(3)).toBe('{"last_name":"Lee","domain":"e.co"}');
      expect(await recordAt(2)).toBe(RECORDS[1]);
      const twice = [1, 1].map((number) => ({ record_number: number, set: { n: 1 } }));
      expect((await patch('', { updates: twice })).status).toBe(400);
    });
  });

  describe('are deleted', () => {
    it('by their numbers, and the others keep theirs', async () => {
      const answer = await remove({ record_numbers: [2, 9, 2] });
      expectAsDocumented(deletedRecordsAnswer, answer);
      expect(answer.body).toMatchObject({ upload_id: id, rows_deleted: 1, not_found: [9] });
      const { body } = await api.get('user', path());
      expect(body).toMatchObject({ records: [{ record_number: 1 }, { record_number: 3 }], total: 2 });
      expect(await api.rowOf(id)).toMatchObject({
        rowsReceived: 3,
        rowsLoaded: 2,
        processingStatus: 'analyzing',
      });
      const { id: uuid } = await api.rowOf(id);
      const left = await rows(api.db, 'SELECT 1 FROM audience_identities WHERE upload_id = $1', [uuid]);
      expect(left).toHaveLength(2);
      expect((await actions()).at(-1)).toEqual(['audience.upload.delete-records', { records: 1 }]);
      expect((await remove({ record_numbers: [1, 3] })).body).toMatchObject({ rows_deleted: 2 });
      expect((await api.get('user', `${PATH}/${id}`)).body).toMatchObject({ records: [], rows_received: 3 });
    });

    it('by their owner alone, and only with numbers', async () => {
      expect((await remove({ record_numbers: [1] }, 'admin')).status).toBe(403);
      for (const bad of [{}, { record_numbers: [] }, { record_numbers: ['x'] }]) {
        expect((await remove(bad)).status).toBe(400);
      }
    });
  });

  it('can’t be changed or deleted until they are in', async () => {
    id = await api.uploaded('user', RECORDS);
    for (const answer of [await patch('/1', { set: { n: 1 } }), await remove({ record_numbers: [1] })]) {
      expect(answer).toMatchObject({ status: 409, body: { status: 'error' } });
      expect(answer.headers.get('Retry-After')).toBe('2');
    }
    expect(await api.jobs(id)).toEqual(['audience.load-records waiting']);
    expect((await api.get('user', path())).body).toMatchObject({ records: [], total: 0 });
  });
});
