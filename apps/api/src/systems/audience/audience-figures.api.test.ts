import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import {
  analyticsAnswer,
  deletedAnswer,
  deletedUploadsAnswer,
  progressAnswer,
  rejectionsAnswer,
  statisticsAnswer,
} from './audience.answers';
import {
  type AudienceApi,
  expectAsDocumented,
  PATH,
  people,
  startAudienceApi,
  UNKNOWN_ID,
} from './testing/audience-api';

const ANALYTICS = {
  records: 2,
  fields: [{ field: 'email', filled: 2, fill_rate: 100 }],
  identities: { with_email: 2, with_domain_only: 0 },
  domains: { distinct: 1, top: [{ domain: 'example.com', records: 2 }] },
  duplicates: { within_upload: 0, of_earlier_uploads: 0, distinct_people: 2 },
  analyzed_at: '2025-01-15T10:30:00Z',
};

describe('an upload of audience', () => {
  let api: AudienceApi;

  before(async () => {
    api = await startAudienceApi();
  });
  after(() => api?.stop());

  const as = 'user';

  it('tells its progress, from Redis or without it', async () => {
    const id = await api.uploaded(as, people(4));
    const get = () => api.get(as, `${PATH}/${id}/progress`);
    expectAsDocumented(progressAnswer, await get());
    expect((await get()).body).toMatchObject({
      status: 'success',
      upload_id: id,
      upload_status: 'uploaded',
      processing_status: 'queued',
      rows_received: 4,
      progress_percentage: 0,
    });
    await api.change(id, { processingStatus: 'loading', fileBytes: 200, readBytes: 100, rowsLoaded: 2 });
    expect((await get()).body).toMatchObject({
      processing_status: 'loading',
      rows_loaded: 2,
      progress_percentage: 50,
    });
    await api.load(id, people(4));
    expect((await get()).body).toMatchObject({ processing_status: 'completed', progress_percentage: 100 });
    expect((await api.get('admin', `${PATH}/${id}/progress`)).status).toBe(403);
    expect((await api.get('stranger', `${PATH}/${id}/progress`)).status).toBe(404);
  });

  it('can be listened to until its end', async () => {
    const id = await api.uploaded(as, people(2));
    const listening = api.get(as, `${PATH}/${id}/events`);
    await eventually('somebody listens', () => api.deps.live.size === 1);
    await api.load(id, people(2));
    const { text } = await listening;
    expect(text).toMatch(/event: done/);
    expect(text).toContain(`"id":"${id}"`);
    expect(text).toContain('"processing_status":"completed"');
    const after = await api.get(as, `${PATH}/${id}/events`, { 'Last-Event-ID': lastIdOf(text) });
    expect(after.status).toBe(204);
  });

  it('shows its analytics once there are some', async () => {
    const id = await api.uploaded(as, people(2));
    const get = () => api.get(as, `${PATH}/${id}/analytics`);
    expectAsDocumented(analyticsAnswer, await get());
    expect((await get()).body).toMatchObject({ processing_status: 'queued', analytics: null });
    await api.load(id, people(2), { analytics: ANALYTICS });
    expectAsDocumented(analyticsAnswer, await get());
    expect((await get()).body).toMatchObject({ processing_status: 'completed', analytics: ANALYTICS });
  });

  it('shows the records that stayed out, in pages or as CSV', async () => {
    const id = await api.uploaded(as, ['{"x":"=1"}', ...people(1), '7'], '?on_error=partial');
    const { id: uuid } = await api.rowOf(id);
    for (const row of [
      [uuid, 1, 'missing_identity', null, 'has none', '{"x":"=1"}'],
      [uuid, 3, 'not_an_object', null, 'is none', '=7'],
    ]) {
      await api.db.query('INSERT INTO audience_rejections VALUES ($1, $2, $3, $4, $5, $6)', row);
    }
    const answer = await api.get(as, `${PATH}/${id}/rejections`);
    expectAsDocumented(rejectionsAnswer, answer);
    expect(answer.body).toMatchObject({
      rejections: [
        { record: 1, code: 'missing_identity', field: null, received: '{"x":"=1"}' },
        { record: 3, message: 'Record 3 is none', received: '=7' },
      ],
      total: 2,
    });
    const page = await api.get(as, `${PATH}/${id}/rejections?limit=1&offset=1`);
    expect(page.body).toMatchObject({ rejections: [{ record: 3 }], total: 2 });
    const csv = await api.get(as, `${PATH}/${id}/rejections`, { Accept: 'text/csv' });
    expect(csv.text).toBe(
      [
        'record,code,field,message,received',
        '1,missing_identity,,Record 1 has none,"{""x"":""=1""}"',
        "3,not_an_object,,Record 3 is none,'=7",
        '',
      ].join('\r\n'),
    );
  });

  it('is counted over all uploads of its owner', async () => {
    const id = await api.uploaded('agent', people(3));
    await api.load(id, people(3));
    await api.uploaded('agent', people(2));
    const answer = await api.get('agent', '/api/audience/analytics');
    expectAsDocumented(statisticsAnswer, answer);
    expect(answer.body['analytics']).toMatchObject({
      uploads: 2,
      rows_received: 5,
      rows_loaded: 3,
      by_processing_status: { completed: 1, queued: 1 },
    });
    expectAsDocumented(statisticsAnswer, await api.get('stranger', '/api/audience/analytics'));
  });

  describe('is deleted', () => {
    const tables = ['records', 'identities', 'duplicates', 'rejections'];
    const left = async (uuid: string): Promise<number> => {
      const counts = tables.map((table) => `(SELECT count(*) FROM audience_${table} WHERE upload_id = $1)`);
      const [sum] = await rows<{ rows: number }>(api.db, `SELECT (${counts.join('+')})::int AS rows`, [uuid]);
      return sum?.rows ?? 0;
    };

    it('with all that is known of it', async () => {
      const id = await api.uploaded(as, people(3));
      const { id: uuid, fileKey } = await api.rowOf(id);
      await api.load(id, people(3));
      await api.db.query('INSERT INTO audience_duplicates VALUES ($1, 2, 1, NULL, NULL)', [uuid]);
      await api.db.query(`INSERT INTO audience_rejections VALUES ($1, 4, 'x', NULL, 'x', 'x')`, [uuid]);
      expect(await left(uuid)).toBe(8);
      const answer = await api.request('DELETE', `${PATH}/${id}`, { as });
      expectAsDocumented(deletedAnswer, answer);
      expect(answer.body).toEqual({ status: 'success', message: 'Batch upload deleted successfully' });
      expect(await left(uuid)).toBe(0);
      expect((await api.storedFiles()).filter((path) => path.endsWith(fileKey))).toEqual([]);
      expect(await rows(api.db, 'SELECT 1 FROM files WHERE key = $1', [fileKey])).toEqual([]);
      for (const end of ['', '/progress', '/records']) {
        expect((await api.get(as, `${PATH}/${id}${end}`)).status).toBe(404);
      }
      expect((await api.request('DELETE', `${PATH}/${id}`, { as })).status).toBe(404);
      const events = await rows<{ action: string }>(
        api.db,
        'SELECT action FROM audit_events WHERE subject_id = $1 ORDER BY id',
        [id],
      );
      expect(events.map(({ action }) => action)).toEqual([
        'audience.upload.create',
        'audience.upload.delete',
      ]);
    });

    it('by its owner alone', async () => {
      const id = await api.uploaded(as, people(1));
      for (const [other, status] of [
        ['admin', 403],
        ['stranger', 404],
      ] as const) {
        expect((await api.request('DELETE', `${PATH}/${id}`, { as: other })).status).toBe(status);
      }
      expect((await api.get(as, `${PATH}/${id}`)).status).toBe(200);
    });

    it('also before it is loaded: its work is taken back', async () => {
      const id = await api.uploaded(as, people(1));
      const { id: uuid } = await api.rowOf(id);
      expect((await api.request('DELETE', `${PATH}/${id}`, { as })).status).toBe(200);
      expect(await rows(api.db, 'SELECT 1 FROM jobs WHERE subject_id = $1', [uuid])).toEqual([]);
    });

    it('with others at once, where one that can’t be keeps none', async () => {
      const [one, two] = [await api.uploaded(as, people(1)), await api.uploaded(as, people(1))];
      const foreign = await api.uploaded('admin', people(1));
      const answer = await api.request('POST', `${PATH}/delete`, {
        as,
        json: { upload_ids: [one, foreign, UNKNOWN_ID, 'x', two, one] },
      });
      expectAsDocumented(deletedUploadsAnswer, answer);
      expect(answer.body).toMatchObject({
        deleted: [one, two],
        failed: [
          { upload_id: foreign, code: 'forbidden' },
          { upload_id: UNKNOWN_ID, code: 'upload_not_found' },
          { upload_id: 'x', code: 'upload_not_found' },
        ],
      });
      for (const bad of [{}, { upload_ids: [] }, { upload_ids: Array.from({ length: 101 }, () => one) }]) {
        expect((await api.request('POST', `${PATH}/delete`, { as, json: bad })).status).toBe(400);
      }
    });
  });
});

function lastIdOf(events: string): string {
  return [...events.matchAll(/^id: ?(.*)$/gm)].at(-1)?.[1] as string;
}
