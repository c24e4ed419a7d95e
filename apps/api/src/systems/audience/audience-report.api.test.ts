import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { expectReport, HARMLESS, HOSTILE, textOf } from '../../report/testing/report-answer';
import { type AudienceApi, PATH, people, startAudienceApi, UNKNOWN_ID } from './testing/audience-api';

describe('the report of an upload of contacts', () => {
  let api: AudienceApi;
  let id: string;

  before(async () => {
    api = await startAudienceApi();
    id = await api.uploaded('user', people(3));
    const analytics = {
      records: 40_000,
      fields: [
        { field: 'email', filled: 40_000, fill_rate: 100 },
        { field: HOSTILE, filled: 10_000, fill_rate: 25 },
      ],
      identities: { with_email: 40_000, with_domain_only: 0 },
      domains: {
        distinct: 812,
        top: [
          { domain: 'example.com', records: 30_000 },
          { domain: HOSTILE, records: 10 },
        ],
      },
      duplicates: { within_upload: 250, of_earlier_uploads: 1_200, distinct_people: 39_750 },
    };
    await api.change(id, {
      uploadName: HOSTILE,
      processingStatus: 'completed',
      rowsReceived: 42_000,
      rowsLoaded: 40_000,
      rowsRejected: 2_000,
      analytics,
      startedAt: new Date('2026-01-05T08:00:00Z'),
      completedAt: new Date('2026-01-05T08:00:07.400Z'),
    });
    await api.db.query(
      `INSERT INTO audience_rejections (upload_id, position, code, field, message, record)
       SELECT (SELECT id FROM audience_uploads WHERE upload_id = $1), n, 'bad', 'email', 'is no address', $2
       FROM generate_series(1, 2000) AS n`,
      [id, `{"email":"${HOSTILE}"}${'y'.repeat(3_000)}`],
    );
  });
  after(() => api?.stop());

  const get = (as: string, uploadId = id) => api.get(as, `${PATH}/${uploadId}/report.html`);

  it('is a page in English with what became of the records', async () => {
    const answer = await get('user');
    expectReport(answer, 'en');
    const text = textOf(answer);
    expect(text).toContain('In 40,000 95.2 % Rejected 2,000 4.8 %');
    expect(text).toContain('Different people 39,750 Again in this upload 250 In earlier uploads 1,200');
    expect(text).toContain('example.com 30,000 75 %');
    expect(text).toContain('Sent by user');
    expect(text).toContain('Duration 7.4 s');
    expect(answer.text).toContain(`<bdi>${HARMLESS}</bdi>`);
  });

  it('shows the first 500 that were rejected, cut and harmless, and where all are', async () => {
    const answer = await get('user');
    expect(answer.text.split(`{&quot;email&quot;:&quot;${HARMLESS}&quot;}yyy`).length - 1).toBe(500);
    expect(answer.text).not.toContain('y'.repeat(301));
    expect(textOf(answer)).toContain(
      `500 are shown; 1,500 more are not. All of it: ${PATH}/${id}/rejections?format=csv`,
    );
  });

  it('is its owner’s alone, as the upload is', async () => {
    for (const [as, status] of [
      ['agent', 403],
      ['admin', 403],
      ['stranger', 404],
    ] as const) {
      const answer = await get(as);
      expect([answer.status, answer.body]).toEqual([status, (await api.get(as, `${PATH}/${id}`)).body]);
    }
    expect((await get('user', UNKNOWN_ID)).body).toMatchObject({ status: 'error' });
  });

  it('is there before the upload was analysed', async () => {
    const answer = await get('user', await api.uploaded('user', people(1)));
    expectReport(answer, 'en');
    expect(textOf(answer)).toContain('Known once the upload has been analysed.');
  });
});
