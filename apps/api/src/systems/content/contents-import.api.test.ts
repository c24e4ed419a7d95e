import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { expect } from 'expect';
import { type ApiAnswer } from '../../http/testing/running-api';
import { importAnswer } from './content.answers';
import { type ContentApi, CREATOR, expectAsDocumented, RIVAL, startContentApi } from './testing/content-api';

const CONTENT = { title: 'A film', description: 'Of a kind', contentType: 'video', price: 5 };
const HEADER = 'contentId,title,description,contentType,price';

describe('imports of contents', () => {
  let api: ContentApi;

  before(async () => {
    api = await startContentApi();
  });
  after(() => api?.stop());

  /** As a file of a form. */
  function sendFile(
    content: string | Buffer,
    fields: object = {},
    query = '',
    as = 'creator',
  ): Promise<ApiAnswer> {
    const body = new FormData();
    body.append('file', new Blob([content as never]), 'contents.csv');
    for (const [name, value] of Object.entries(fields)) body.append(name, value as string);
    return api.request('POST', `/api/contents/import${query}`, { as, body });
  }

  const sendJson = (json: unknown, query = '', as = 'creator'): Promise<ApiAnswer> =>
    api.post(as, `/api/contents/import${query}`, json);
  const one = async (id: string): Promise<Record<string, unknown>> =>
    (await api.get(`/api/contents/${id}`)).body;
  const count = async (): Promise<number> => (await rows(api.db, 'SELECT 1 FROM contents')).length;

  it('take CSV, whatever its columns are called and however it is written', async () => {
    const head =
      'Content ID;CREATOR;title;Description;content_type;price;token-gating;Refundable;refund window days;x';
    const csv = [
      head,
      `csv-1;${CREATOR};"Ein ""Film""; gut";"über\nzwei Zeilen";video;007;{"minimum": 5};yes;14;ignored`,
      `csv-2;;Zwei;;text;340282366920938463463374607431768211455;false;;;`,
      '',
      ';;Drei;ohne Id;text;0;;FALSE;;',
    ].join('\r\n');
    const answer = await sendFile(`\ufeff${csv}`);
    expectAsDocumented(importAnswer, answer, 201);
    expect(answer.body).toEqual({ total: 3, imported: 3, failed: 0, errors: [] });
    expect(await one('csv-1')).toMatchObject({
      creator: CREATOR,
      title: 'Ein "Film"; gut',
      description: 'über\nzwei Zeilen',
      price: 7,
      tokenGating: { minimum: 5 },
      refundable: true,
      refundWindowDays: 14,
    });
    expect(await one('csv-2')).toMatchObject({
      creator: CREATOR,
      description: '',
      price: '340282366920938463463374607431768211455',
      tokenGating: false,
      refundable: false,
      refundWindowDays: null,
    });
  });

  it('take CSV in the encodings that spreadsheets write', async () => {
    const csv = (id: string): string => `${HEADER}\n${id},Café,x,video,1\n`;
    await sendFile(Buffer.from(csv('latin'), 'latin1'));
    await sendFile(Buffer.from(`\ufeff${csv('wide')}`, 'utf16le'));
    for (const id of ['latin', 'wide']) expect((await one(id))['title']).toBe('Café');
  });

  it('take JSON, as a file and as a body, a list or an object with one', async () => {
    const list = (id: string): object[] => [{ ...CONTENT, contentId: id, tokenGating: { a: null } }];
    const sent: [id: string, send: (list: object[]) => Promise<ApiAnswer>][] = [
      ['json-file', (contents) => sendFile(JSON.stringify(contents))],
      ['json-lines', (contents) => sendFile(`${JSON.stringify(contents[0])}\n`)],
      ['json-object', (contents) => sendFile(` ${JSON.stringify({ contents })}`)],
      ['json-body', (contents) => sendJson(contents)],
      ['json-body-object', (contents) => sendJson({ contents })],
    ];
    for (const [id, send] of sent) {
      expect([id, (await send(list(id))).body]).toEqual([
        id,
        { total: 1, imported: 1, failed: 0, errors: [] },
      ]);
      expect(await one(id)).toMatchObject({ ...CONTENT, creator: CREATOR, tokenGating: { a: null } });
    }
  });

  it('take ten thousand, and not one more', async () => {
    const line = (_: unknown, at: number): string => `many-${at},Title,x,video,${at}`;
    const csv = (length: number): string => [HEADER, ...Array.from({ length }, line)].join('\n');
    expect(await sendFile(csv(10_001))).toMatchObject({ status: 400, body: { error: 'too_many_rows' } });
    expect((await sendFile(csv(10_000))).body).toMatchObject({ total: 10_000, imported: 10_000 });
    expect((await one('many-9999'))['price']).toBe(9999);
    expect(await sendJson(Array(10_001).fill(0))).toMatchObject({
      status: 400,
      body: { error: 'too_many_rows' },
    });
  });

  it('leave no file behind, only what was in it and who sent it', async () => {
    const files = await api.storedFiles();
    await sendFile(`${HEADER}\nkept,T,x,video,1`);
    await sendFile(`${HEADER}\nkept,T,x,video,1`);
    await sendFile('nonsense');
    expect(await api.storedFiles()).toEqual(files);
    const [event] = await rows(
      api.db,
      `SELECT actor_name, details FROM audit_events WHERE action = 'content.content.import' ORDER BY id DESC LIMIT 1`,
    );
    expect(event).toEqual({ actor_name: 'creator', details: { rows: 1, imported: 1 } });
  });

  it('take a finished upload, once and for all', async () => {
    const upload = async (bytes: string): Promise<string> => {
      const headers = {
        'Tus-Resumable': '1.0.0',
        'Upload-Length': String(Buffer.byteLength(bytes)),
        'Content-Type': 'application/offset+octet-stream',
      };
      const made = await api.request('POST', '/api/uploads', { as: 'creator', headers, body: bytes });
      expect(made.status).toBe(201);
      return (made.headers.get('Location') as string).split('/').at(-1) as string;
    };
    const send = (upload_id: string): Promise<ApiAnswer> => {
      const body = new FormData();
      body.append('upload_id', upload_id);
      return api.request('POST', '/api/contents/import', { as: 'creator', body });
    };
    const files = await api.storedFiles();
    const wrong = await upload(`${HEADER}\nup-1,,x,video,1`);
    for (let i = 0; i < 2; i++)
      expect((await send(wrong)).body).toMatchObject({ error: 'validation_failed' });
    await api.request('DELETE', `/api/uploads/${wrong}`, {
      as: 'creator',
      headers: { 'Tus-Resumable': '1.0.0' },
    });
    const right = await upload(`${HEADER}\nup-1,T,x,video,1`);
    expect(await send(right)).toMatchObject({ status: 201, body: { imported: 1 } });
    expect(await send(right)).toMatchObject({ status: 409, body: { error: 'upload_used' } });
    expect(await api.storedFiles()).toEqual(files);
    expect(await rows(api.db, 'SELECT key FROM files')).toEqual([]);
    expect(await one('up-1')).toMatchObject({ title: 'T' });
  });

  describe('with rows that are wrong', () => {
    const csv = [
      HEADER,
      'taken,T,x,video,1',
      'good,T,x,video,1',
      'good,Again,x,video,1',
      ',,x,video,-1',
      'wide,T,x,video,1,more',
      'quote,"T"x,x,video,1',
      'short,T',
    ].join('\n');
    const errors = [
      { row: 1, field: 'contentId', message: 'There is a content with that id already' },
      { row: 3, field: 'contentId', message: '"contentId" is that of row 2 as well' },
      { row: 4, field: 'title', message: '"title" is required' },
      { row: 4, field: 'price', message: expect.stringContaining('"price" must be an integer') },
      { row: 5, field: '', message: 'The row has 6 fields, the header 5' },
      { row: 6, field: '', message: expect.stringContaining('broken') },
      { row: 7, field: 'description', message: '"description" is required' },
      { row: 7, field: 'contentType', message: '"contentType" is required' },
      { row: 7, field: 'price', message: '"price" is required' },
    ];

    before(() => sendFile(`${HEADER}\ntaken,T,x,video,1`));

    it('import nothing, and name all of them', async () => {
      const earlier = await count();
      const { status, body } = await sendFile(csv);
      expect(status).toBe(400);
      expect(body).toEqual({
        error: 'validation_failed',
        message:
          '6 of 7 rows are wrong, nothing was imported; row 1: There is a content with that id already',
        details: errors,
      });
      expect(await count()).toBe(earlier);
    });

    it('import the others where that is wanted', async () => {
      const answer = await sendFile(csv, {}, '?on_error=partial');
      expectAsDocumented(importAnswer, answer, 201);
      expect(answer.body).toEqual({ total: 7, imported: 1, failed: 6, errors });
      expect(await one('good')).toMatchObject({ title: 'T' });
    });

    it('tell of the first hundred', async () => {
      const { body } = await sendJson(
        Array.from({ length: 250 }, () => 'nonsense'),
        '?on_error=partial',
      );
      expect(body).toMatchObject({ total: 250, imported: 0, failed: 250 });
      const told = body['errors'] as object[];
      expect([told.length, told[99]]).toEqual([
        100,
        { row: 100, field: '', message: '"row" must be of type object' },
      ]);
    });

    it('name what has no place in one, of a content in JSON', async () => {
      const { body } = await sendJson([{ ...CONTENT, isRemoved: true }]);
      expect(body['details']).toEqual([
        { row: 1, field: 'isRemoved', message: '"isRemoved" is not allowed' },
      ]);
    });
  });

  it('are for one’s own contents, for admins for everybody’s', async () => {
    const theirs = [{ ...CONTENT, creator: RIVAL }];
    expect((await sendJson(theirs)).body).toMatchObject({ details: [{ row: 1, field: 'creator' }] });
    expect((await sendJson(theirs, '', 'rival')).status).toBe(201);
    expect((await sendJson(theirs, '', 'admin')).status).toBe(201);
    expect(await sendFile(`${HEADER}\n,T,x,video,1`, { creator: RIVAL })).toMatchObject({ status: 403 });
    expect((await sendFile(`${HEADER}\n,T,x,video,1`, { creator: RIVAL }, '', 'admin')).status).toBe(201);
    const nobodys = await sendJson([CONTENT], '', 'admin');
    expect(nobodys.body).toMatchObject({
      details: [{ row: 1, field: 'creator', message: '"creator" is required' }],
    });
    expect(await sendJson([{ ...CONTENT, creator: CREATOR }], '', 'user')).toMatchObject({
      status: 403,
      body: { error: 'forbidden' },
    });
    const anonymous = await api.request('POST', '/api/contents/import', { json: [] });
    expect(anonymous).toMatchObject({ status: 401, body: { error: 'unauthorized' } });
  });

  it('are done once under one key', async () => {
    const send = (): Promise<ApiAnswer> =>
      api.post('creator', '/api/contents/import', [{ ...CONTENT, contentId: 'once' }], {
        'Idempotency-Key': 'i',
      });
    const [first, again] = [await send(), await send()];
    expect([again.status, again.text]).toEqual([201, first.text]);
  });

  const refused: [what: string, content: string, error: string][] = [
    ['nothing', '', 'bad_file'],
    ['a header alone', HEADER, 'bad_file'],
    ['an empty list', '[]', 'bad_file'],
    ['JSON that is cut', '[{"title":', 'malformed_json'],
    ['what is nested without end', '['.repeat(1_000_000), 'malformed_json'],
    ['columns that are missing', 'title,price\nx,1', 'bad_file'],
    ['a column that is there twice', `${HEADER},Price\nx,T,x,video,1,2`, 'bad_file'],
    ['a spreadsheet', 'PK\u0003\u0004\u0000\u0000', 'bad_file'],
  ];
  for (const [what, content, error] of refused) {
    it(`refuse ${what}`, async () => {
      const { status, body } = await sendFile(content);
      expect([status, body]).toEqual([400, { error, message: expect.any(String) }]);
    });
  }

  it('refuse what is too large, of another type, or not there at all', async () => {
    const large = `[${' '.repeat(5 * 1024 * 1024)}]`;
    expect(await sendFile(large)).toMatchObject({ status: 413, body: { error: 'payload_too_large' } });
    const path = '/api/contents/import';
    const asJson = { as: 'creator', headers: { 'Content-Type': 'application/json' }, body: large };
    expect(await api.request('POST', path, asJson)).toMatchObject({
      status: 413,
      body: { error: 'payload_too_large' },
    });
    const asText = { ...asJson, headers: { 'Content-Type': 'text/csv' }, body: HEADER };
    expect(await api.request('POST', path, asText)).toMatchObject({
      status: 415,
      body: { error: 'unsupported_media_type' },
    });
    expect(await api.request('POST', path, { as: 'creator', body: new FormData() })).toMatchObject({
      status: 400,
      body: { error: 'validation_failed', message: expect.stringContaining('"file"') },
    });
    const unknown = new FormData();
    unknown.append('upload_id', '01890000-0000-7000-8000-000000000000');
    expect(await api.request('POST', path, { as: 'creator', body: unknown })).toMatchObject({ status: 404 });
  });
});
