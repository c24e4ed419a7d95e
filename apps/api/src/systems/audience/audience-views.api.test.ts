import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { listAnswer, wholeAnswer } from './audience.answers';
import {
  type AudienceApi,
  bodyOf,
  expectAsDocumented,
  PATH,
  people,
  startAudienceApi,
  UNKNOWN_ID,
} from './testing/audience-api';

const RECORDS = [
  '{"email":"a@b.co","first_name":"=1+1","n":1e2}',
  '{ "domain" : "b.co",\r\n "tags":["x", {"y":null}], "first_name":"say \\"hi\\", \\u00e9" }',
  '{"email":"c@d.co","first_name":null,"n":true}',
];
const CSV = [
  'email,first_name,n,domain,tags',
  "a@b.co,'=1+1,1e2,,",
  ',"say ""hi"", é",,b.co,"[""x"", {""y"":null}]"',
  'c@d.co,,true,,',
  '',
].join('\r\n');

describe('uploads of audience', () => {
  let api: AudienceApi;
  let waiting: string;
  let loaded: string;

  before(async () => {
    api = await startAudienceApi();
    waiting = await api.uploaded('user', RECORDS);
    loaded = await api.uploaded('user', RECORDS);
    await api.load(loaded, RECORDS);
  });
  after(() => api?.stop());

  describe('as a list', () => {
    it('are the own ones, newest first, as printed', async () => {
      const answer = await api.get('user', PATH);
      expectAsDocumented(listAnswer, answer);
      const uploads = answer.body['uploads'] as object[];
      expect(uploads).toMatchObject([{ upload_id: loaded }, { upload_id: waiting }]);
      expect(Object.keys(answer.body).slice(0, 2)).toEqual(['status', 'uploads']);
      const printed = ['upload_id', 'upload_name', 'created_at', 'rows_received', 'status'];
      expect(Object.keys(uploads[0] as object).slice(0, 5)).toEqual(printed);
      expect(uploads[1]).toMatchObject({
        upload_name: 'made up',
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        rows_received: 3,
        status: 'uploaded',
        processing_status: 'queued',
      });
      for (const other of ['admin', 'owner', 'stranger']) {
        expect((await api.get(other, PATH)).body).toEqual({ status: 'success', uploads: [], total: 0 });
      }
    });

    it('come in pages to who asks for them', async () => {
      const answer = await api.get('user', `${PATH}?limit=1&offset=1`);
      expect(answer.body).toMatchObject({ uploads: [{ upload_id: waiting }], total: 2 });
      expect(answer.headers.get('X-Total-Count')).toBe('2');
      expect(answer.headers.get('Link')).toBe(
        `<${PATH}?limit=1&offset=0>; rel="first", <${PATH}?limit=1&offset=1>; rel="last", <${PATH}?limit=1&offset=0>; rel="prev"`,
      );
      for (const bad of ['limit=101', 'limit=0', 'offset=-1', 'limit=x']) {
        expect(await api.get('user', `${PATH}?${bad}`)).toMatchObject({
          status: 400,
          body: { status: 'error' },
        });
      }
    });
  });

  it('are their owner’s alone', async () => {
    for (const id of [waiting, loaded]) {
      for (const end of ['', '/progress', '/events', '/records', '/records/1', '/rejections', '/analytics']) {
        for (const [as, status] of [
          ['user', 200],
          ['agent', 403],
          ['admin', 403],
          ['stranger', 404],
        ] as const) {
          const method = end === '/events' && status === 200 ? 'HEAD' : 'GET';
          if (id === waiting && end === '/records/1' && status === 200) continue;
          const answer = await api.request(method, `${PATH}/${id}${end}`, { as });
          expect([end, as, answer.status]).toEqual([end, as, status]);
          if (status !== 200)
            expect(answer.body).toMatchObject({ status: 'error', message: expect.any(String) });
        }
      }
    }
    for (const id of [UNKNOWN_ID, 'x', 'upl_1_a', 'UPL_1234567890_ABC123', '%00']) {
      expect([id, (await api.get('user', `${PATH}/${id}`)).status]).toEqual([id, 404]);
    }
  });

  for (const [state, idOf] of [
    ['that is not loaded yet', () => waiting],
    ['that is loaded', () => loaded],
  ] as const) {
    describe(`one ${state}`, () => {
      const get = (query = '', headers = {}) => api.get('user', `${PATH}/${idOf()}${query}`, headers);

      it('is answered as printed, its records as they were sent', async () => {
        const answer = await get();
        expectAsDocumented(wholeAnswer, answer);
        expect(answer.text).toContain(`"records":[${RECORDS.join(',')}],"fields":`);
        const printed = [
          'status',
          'upload_id',
          'upload_name',
          'records',
          'fields',
          'created_at',
          'rows_received',
        ];
        expect(Object.keys(answer.body).slice(0, 7)).toEqual(printed);
        expect(answer.body).toMatchObject({
          status: 'uploaded',
          upload_id: idOf(),
          fields: ['email', 'first_name', 'n', 'domain', 'tags'],
          rows_received: 3,
          result: 'success',
          progress: { upload_id: idOf(), rows_received: 3 },
        });
      });

      it('comes in parts', async () => {
        for (const [query, records] of [
          ['?limit=1', RECORDS.slice(0, 1)],
          ['?offset=1', RECORDS.slice(1)],
          ['?limit=1&offset=2', RECORDS.slice(2)],
          ['?offset=3', []],
          ['?offset=99&limit=5', []],
        ] as const) {
          const { text } = await get(query);
          expect(text).toContain(`"records":[${records.join(',')}],`);
          JSON.parse(text);
        }
        expect((await get('?limit=0')).status).toBe(400);
      });

      it('comes as lines', async () => {
        const answer = await get('', { Accept: 'application/x-ndjson' });
        expect(answer.headers.get('Content-Type')).toBe('application/x-ndjson; charset=utf-8');
        const lines = answer.text.split('\n');
        expect(lines.pop()).toBe('');
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
          RECORDS.map((record) => JSON.parse(record) as unknown),
        );
        expect((await get('?format=NDJSON&offset=9')).text).toBe('');
      });

      it('comes as CSV that no spreadsheet runs', async () => {
        const answer = await get('?format=csv');
        expect([answer.status, answer.text]).toEqual([200, CSV]);
        expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename=${idOf()}.csv`);
        expect((await get('', { Accept: 'text/csv' })).text).toBe(CSV);
        const json = await get('?format=json', { Accept: 'text/csv' });
        expect(json.body).toMatchObject({ status: 'uploaded' });
      });

      it('answers HEAD', async () => {
        const answer = await api.request('HEAD', `${PATH}/${idOf()}`, { as: 'user' });
        expect([answer.status, answer.text]).toEqual([200, '']);
      });
    });
  }

  it('with an order of fields keep all others, in CSV behind them', async () => {
    const text = `{"upload_name":"x","records":[${RECORDS.join(',')}],"fields":["n","none","email"]}`;
    const id = (await api.send('user', text)).body['upload_id'] as string;
    const header = async () => (await api.get('user', `${PATH}/${id}?format=csv`)).text.split('\r\n')[0];
    expect(await header()).toBe('n,none,email,first_name,domain,tags');
    await api.load(id, RECORDS);
    expect(await header()).toBe('n,none,email,first_name,domain,tags');
    expect((await api.get('user', `${PATH}/${id}`)).body['fields']).toEqual(['n', 'none', 'email']);
  });

  it('taken in part have the good records only, loaded or not', async () => {
    const records = ['{"n":1}', '{"email":"a@b.co"}', '[1]', '{"domain":"b.co"}'];
    const id = await api.uploaded('user', records, '?on_error=partial');
    const seen = async () => (await api.get('user', `${PATH}/${id}`)).body['records'];
    expect(await seen()).toEqual([{ email: 'a@b.co' }, { domain: 'b.co' }]);
    expect((await api.get('user', `${PATH}/${id}?offset=1`)).body['records']).toEqual([{ domain: 'b.co' }]);
    await api.load(id, [null, '{"email":"a@b.co"}', null, '{"domain":"b.co"}']);
    expect(await seen()).toEqual([{ email: 'a@b.co' }, { domain: 'b.co' }]);
    expect((await api.get('user', `${PATH}/${id}?offset=1`)).body['records']).toEqual([{ domain: 'b.co' }]);
  });

  it('of a file are what is in so far', async () => {
    const form = new FormData();
    form.append('file', new Blob(['email\na@b.co\n']), 'a.csv');
    const sent = await api.request('POST', `${PATH}/file`, { as: 'user', body: form });
    const id = sent.body['upload_id'] as string;
    const csv = () => api.get('user', `${PATH}/${id}?format=csv`);
    expect((await api.get('user', `${PATH}/${id}`)).body['records']).toEqual([]);
    await api.load(id, ['{"email":"a@b.co","x":1}'], {
      loadedAt: null,
      processingStatus: 'loading',
      fields: ['email'],
    });
    expect((await csv()).text).toBe('email,x\r\na@b.co,1\r\n');
    expect((await api.get('user', `${PATH}/${id}`)).body).toMatchObject({
      records: [{ email: 'a@b.co', x: 1 }],
      processing_status: 'loading',
    });
  });

  describe('that are long', () => {
    const MANY = people(9_000).map((record) => record.replace('}', `,"note":"${'x'.repeat(400)}"}`));
    let long: string;

    before(async () => {
      long = await api.uploaded('user', MANY);
    });

    /** A GET whose answer nobody reads for now. */
    async function slowGet() {
      const socket = await api.socket();
      const token = await api.token('user');
      socket.pause();
      socket.write(
        `GET ${PATH}/${long} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n\r\n`,
      );
      return socket;
    }

    it('come whole when they are loaded while they are told, to who reads slowly', async () => {
      const socket = await slowGet();
      await once(socket, 'readable');
      const parts: Buffer[] = [socket.read() as Buffer];
      const { id, ownerId } = await api.rowOf(long);
      await api.db.query(
        `INSERT INTO audience_records SELECT $1, at, record FROM unnest($2::text[]) WITH ORDINALITY AS r (record, at)`,
        [id, MANY],
      );
      await api.load(long, [], { rowsLoaded: MANY.length });
      expect(ownerId).toBeTruthy();
      for await (const part of socket) parts.push(part as Buffer);
      const text = Buffer.concat(parts).toString();
      // Chunk sizes of the transfer coding stand between.
      expect(text.match(/person\d+@example.com/g)?.length).toBe(MANY.length);
      expect(text).toMatch(/0\r\n\r\n$/);
      expect((await api.get('user', `${PATH}/${long}`)).text).toContain(MANY.join(','));
      const { text: page } = await api.get('user', `${PATH}/${long}?offset=2500&limit=3000`);
      expect(page).toContain(`"records":[${MANY.slice(2500, 5500).join(',')}],`);
    });

    it('leave nothing behind when the client goes away', async () => {
      const socket = await slowGet();
      await once(socket, 'readable');
      socket.destroy();
      await eventually('no query is under way', async () => {
        const [busy] = await rows<{ count: number }>(
          api.db,
          `SELECT count(*)::int AS count FROM pg_stat_activity
           WHERE datname = current_database() AND query LIKE '%audience_records%' AND pid <> pg_backend_pid()
             AND state <> 'idle'`,
        );
        return busy?.count === 0;
      });
      expect((await api.get('user', `${PATH}/${long}?limit=1`)).status).toBe(200);
    });
  });

  it('are not changed by a wrong method', async () => {
    const answer = await api.request('PUT', `${PATH}/${waiting}`, { as: 'user', json: {} });
    expect(answer).toMatchObject({ status: 405, body: { status: 'error' } });
    expect(answer.headers.get('Allow')).toContain('DELETE');
    const body = bodyOf(RECORDS);
    const slash = await api.request('POST', `${PATH}/`, {
      as: 'user',
      body,
      headers: { 'Content-Type': 'application/json' },
    });
    expect(slash.status).toBe(200);
  });
});
