import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { batchAnswer } from './audience.answers';
import {
  type AudienceApi,
  bodyOf,
  expectAsDocumented,
  PATH,
  people,
  startAudienceApi,
  UPLOAD_ID,
} from './testing/audience-api';

const PRINTED = ['status', 'upload_id', 'session_token', 'rows_received', 'message'];
const GOOD = '{"business_email":"test@example.com","first_name":"Test"}';

describe('a batch upload', () => {
  let api: AudienceApi;

  before(async () => {
    api = await startAudienceApi({ MAX_BATCH_SIZE: '500' });
  });
  after(() => api?.stop());

  const uploads = async (): Promise<number> => (await rows(api.db, 'SELECT 1 FROM audience_uploads')).length;

  it('is answered as printed, and its work is on its way', async () => {
    const answer = await api.send('user', {
      upload_name: 'test_upload',
      records: [{ business_email: 'test@example.com', first_name: 'Test' }],
    });
    expectAsDocumented(batchAnswer, answer);
    expect(Object.keys(answer.body).slice(0, 5)).toEqual(PRINTED);
    expect(answer.body).toMatchObject({
      status: 'success',
      upload_id: expect.stringMatching(UPLOAD_ID),
      rows_received: 1,
      message: 'Batch upload successful',
      processing_status: 'queued',
    });
    const uploadId = answer.body['upload_id'] as string;
    expect(answer.headers.get('Location')).toBe(`${PATH}/${uploadId}`);
    expect(await api.jobs(uploadId)).toEqual(['audience.load-records waiting']);
    expect(await api.rowOf(uploadId)).toMatchObject({
      uploadName: 'test_upload',
      format: 'envelope',
      onError: 'reject',
      fields: ['business_email', 'first_name'],
      hasGivenFields: false,
      rowsReceived: 1,
      rowsLoaded: 0,
      processingStatus: 'queued',
    });
  });

  it('keeps no more of its session token than a hash', async () => {
    const { body } = await api.send('user', bodyOf([GOOD]));
    const token = body['session_token'] as string;
    expect(token).toMatch(/^sess_[0-9]{10}_[a-z0-9]{6}$/);
    const [row] = await rows<{ session_token_hash: Buffer }>(
      api.db,
      'SELECT * FROM audience_uploads WHERE upload_id = $1',
      [body['upload_id']],
    );
    expect(row?.session_token_hash).toEqual(createHash('sha256').update(token).digest());
    expect(JSON.stringify(row)).not.toContain(token);
    for (const path of [PATH, `${PATH}/${String(body['upload_id'])}`]) {
      expect((await api.get('user', path)).text).not.toContain('sess_');
    }
  });

  it('is in the audit trail', async () => {
    const { body } = await api.send('user', bodyOf([GOOD]), { headers: { 'X-Request-Id': 'follow-me' } });
    const events = await rows(
      api.db,
      'SELECT action, actor_name, request_id, details FROM audit_events WHERE subject_id = $1',
      [body['upload_id']],
    );
    expect(events).toEqual([
      {
        action: 'audience.upload.create',
        actor_name: 'user',
        request_id: 'follow-me',
        details: { bytes: bodyOf([GOOD]).length, onError: 'reject', records: 1, badRecords: 0 },
      },
    ]);
  });

  it('takes an order of fields, and finds one where none is given', async () => {
    const records = ['{"b":1,"email":"a@b.co"}', '{"a":[],"b":2,"domain":"b.co","b":3}'];
    const found = await api.uploaded('user', records);
    expect((await api.rowOf(found)).fields).toEqual(['b', 'email', 'a', 'domain']);
    for (const [given, fields] of [
      ['["domain","never"]', ['domain', 'never']],
      ['[]', []],
    ] as const) {
      const text = `{"fields":${given},"records":[${records.join(',')}],"upload_name":"x"}`;
      const { body } = await api.send('user', text);
      expect(await api.rowOf(body['upload_id'] as string)).toMatchObject({ fields, hasGivenFields: true });
    }
  });

  it('is named with 1 to 100 characters', async () => {
    for (const name of ['x', '😀'.repeat(100), ' "quoted" ']) {
      const uploadId = (await api.send('user', bodyOf([GOOD], name))).body['upload_id'] as string;
      expect((await api.rowOf(uploadId)).uploadName).toBe(name);
    }
    for (const name of ['', '  ', 'x'.repeat(101), 'a\0b']) {
      const answer = await api.send('user', bodyOf([GOOD], name));
      expect(answer).toMatchObject({
        status: 400,
        body: { status: 'error', details: [{ field: 'upload_name' }] },
      });
    }
  });

  it('names what its envelope lacks or has too much', async () => {
    const before = await uploads();
    const stored = (await api.storedFiles()).length;
    for (const [body, message] of [
      [{ records: [{ email: 'a@b.co' }] }, /"upload_name" is required/],
      [{ upload_name: 7, records: [{ email: 'a@b.co' }] }, /"upload_name" must be a string/],
      [{ upload_name: 'x' }, /records/],
      [{ upload_name: 'x', records: {} }, /records/],
      [{ upload_name: 'x', records: [] }, /"records" must have at least one record/],
      [{ upload_name: 'x', records: [{ email: 'a@b.co' }], fields: 'email' }, /"fields" must be an array/],
      [
        { upload_name: 'x', records: [{ email: 'a@b.co' }], fields: ['a', 'a'] },
        /"fields\[1\]" contains a duplicate/,
      ],
      [{ upload_name: 'x', records: [{ email: 'a@b.co' }], fields: [''] }, /"fields\[0\]"/],
      [{ upload_name: 'x', records: [{ email: 'a@b.co' }], feilds: [] }, /"feilds" is not allowed/],
    ] as const) {
      const answer = await api.send('user', body);
      expect([answer.status, answer.body['status']]).toEqual([400, 'error']);
      expect(answer.body['message']).toMatch(message);
      expect(answer.body['details']).toHaveLength(1);
    }
    expect((await api.send('user', '')).status).toBe(400);
    expect(await uploads()).toBe(before);
    expect((await api.storedFiles()).length).toBe(stored);
  });

  it('has as many records as are allowed and no more', async () => {
    expect((await api.send('user', bodyOf(people(500)))).body).toMatchObject({ rows_received: 500 });
    const answer = await api.send('user', bodyOf(people(501)));
    expect(answer).toMatchObject({ status: 400, body: { status: 'error' } });
    expect(answer.body['message']).toMatch(/500 records at most/);
  });

  it('is for who is signed in', async () => {
    const answer = await api.request('POST', PATH, { json: { upload_name: 'x', records: [] } });
    expect(answer).toMatchObject({ status: 401, body: { status: 'error', message: expect.any(String) } });
    for (const role of ['admin', 'owner', 'agent']) await api.uploaded(role, [GOOD]);
  });

  it('is made once under an idempotency key', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const first = await api.send('user', bodyOf([GOOD]), { headers });
    const again = await api.send('user', bodyOf([GOOD]), { headers });
    expect(again.text).toBe(first.text);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    const other = await api.send('user', bodyOf(people(2)), { headers });
    expect(other).toMatchObject({ status: 422, body: { status: 'error' } });
  });

  describe('with records of nobody', () => {
    const bad = [GOOD, '{"first_name":"A"}', '{"email":" ","domain":null}', '{"domain":"none"}', '[]', '7'];

    it('is refused, with their number and the first of them, and nothing is kept', async () => {
      const [before, stored] = [await uploads(), (await api.storedFiles()).length];
      const answer = await api.send('user', bodyOf(bad));
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({
        status: 'error',
        message: expect.stringMatching(/^5 of 6 records can’t be taken.*: record 2 has none of/),
        details: [
          {
            record: 2,
            code: 'missing_identity',
            field: null,
            message: expect.stringMatching(/^Record 2 has none of/),
          },
          { record: 3, code: 'empty_identity', field: 'email', message: 'Record 3 email is empty' },
          {
            record: 4,
            code: 'invalid_domain',
            field: 'domain',
            message: 'Record 4 domain "none" is not a well-formed domain',
          },
          { record: 5, code: 'not_an_object', field: null, message: 'Record 5 is not a JSON object' },
          { record: 6, code: 'not_an_object', field: null, message: 'Record 6 is not a JSON object' },
        ],
      });
      expect([await uploads(), (await api.storedFiles()).length]).toEqual([before, stored]);
    });

    it('names ten of them at most', async () => {
      const answer = await api.send('user', bodyOf(Array.from({ length: 30 }, () => '{}')));
      expect(answer.body['details']).toHaveLength(10);
      expect(answer.body['message']).toMatch(/; and 20 more$/);
    });

    it('keeps the good ones with on_error=partial, and lists the others', async () => {
      const answer = await api.send('user', bodyOf(bad), { query: '?on_error=partial' });
      expectAsDocumented(batchAnswer, answer);
      expect(Object.keys(answer.body).slice(0, 5)).toEqual(PRINTED);
      expect(answer.body).toMatchObject({
        rows_received: 6,
        rows_accepted: 1,
        rows_rejected: 5,
        rejected: [{ record: 2 }, { record: 3 }, { record: 4 }, { record: 5 }, { record: 6 }],
      });
      expect(await api.rowOf(answer.body['upload_id'] as string)).toMatchObject({
        onError: 'partial',
        fields: ['business_email', 'first_name'],
      });
      const many = [...people(1), ...Array.from({ length: 130 }, () => '{}')];
      const { body } = await api.send('user', bodyOf(many), { query: '?on_error=partial' });
      expect([body['rows_rejected'], (body['rejected'] as object[]).length]).toEqual([130, 100]);
    });

    it('is refused also then when all are bad, or the word is none', async () => {
      const all = await api.send('user', bodyOf(['{}', '{"email":"x"}']), { query: '?on_error=partial' });
      expect(all).toMatchObject({ status: 400, body: { details: [{ record: 1 }, { record: 2 }] } });
      const word = await api.send('user', bodyOf([GOOD]), { query: '?on_error=skip' });
      expect(word).toMatchObject({ status: 400, body: { details: [{ field: 'on_error' }] } });
    });
  });

  describe('of a client with a preference', () => {
    it('is 202 when it would not wait', async () => {
      const answer = await api.send('user', bodyOf([GOOD]), { headers: { Prefer: 'respond-async' } });
      expectAsDocumented(batchAnswer, answer, 202);
      expect(answer.headers.get('Preference-Applied')).toBe('respond-async');
      expect(answer.headers.get('Retry-After')).toBe('2');
    });

    it('is 200 when it is loaded while it waits', async () => {
      await api.db.query(`INSERT INTO workers (id, queues, concurrency) VALUES ('w', '{audience}', 1)`);
      const waiting = api.send('user', bodyOf(people(1), 'awaited'), { headers: { Prefer: 'wait=30' } });
      const id = await eventually('the upload is there', async () => {
        const sql = `SELECT upload_id FROM audience_uploads WHERE upload_name = 'awaited'`;
        return (await rows<{ upload_id: string }>(api.db, sql))[0]?.upload_id;
      });
      await api.load(id, people(1));
      const answer = await waiting;
      expectAsDocumented(batchAnswer, answer);
      expect(answer.body).toMatchObject({ upload_id: id, processing_status: 'completed' });
      expect(answer.headers.get('Preference-Applied')).toBe('wait=30');
      await api.db.query('DELETE FROM workers');
    });
  });
});
