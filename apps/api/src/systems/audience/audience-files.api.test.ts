import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { type ApiAnswer } from '../../http/testing/running-api';
import { fileAnswer } from './audience.answers';
import { type AudienceApi, expectAsDocumented, PATH, startAudienceApi } from './testing/audience-api';

describe('a file of audience', () => {
  let api: AudienceApi;

  before(async () => {
    api = await startAudienceApi();
  });
  after(() => api?.stop());

  function send(
    [name, content]: [name: string, content: string | Buffer],
    fields: Record<string, string> = {},
    { query = '', headers = {} } = {},
  ): Promise<ApiAnswer> {
    const body = new FormData();
    for (const [field, value] of Object.entries(fields)) body.append(field, value);
    body.append('file', new Blob([content as never]), name);
    return api.request('POST', `${PATH}/file${query}`, { as: 'user', body, headers });
  }
  const rowOf = ({ body }: ApiAnswer) => api.rowOf(body['upload_id'] as string);

  it('is accepted, and its work is on its way', async () => {
    const answer = await send(['folder/people.csv', 'email\na@b.co\n']);
    expectAsDocumented(fileAnswer, answer, 202);
    const id = answer.body['upload_id'] as string;
    expect(answer.body).toMatchObject({
      status: 'success',
      rows_received: 0,
      message: 'Batch upload accepted',
      processing_status: 'queued',
    });
    expect(answer.headers.get('Location')).toBe(`${PATH}/${id}`);
    expect(answer.headers.get('Retry-After')).toBe('2');
    expect(await api.jobs(id)).toEqual(['audience.load-records waiting']);
    expect(await api.rowOf(id)).toMatchObject({
      uploadName: 'people.csv',
      originalName: 'people.csv',
      format: 'csv',
      delimiter: null,
      onError: 'reject',
      fields: [],
      hasGivenFields: false,
      fileBytes: 13,
    });
  });

  it('is known by the end of its name, or else by how it begins', async () => {
    for (const [name, content, format, delimiter] of [
      ['a.CSV', '[', 'csv', null],
      ['a.tsv', 'x', 'csv', '\t'],
      ['a.json', 'x', 'json', null],
      ['a.ndjson', 'x', 'ndjson', null],
      ['a.jsonl', 'x', 'ndjson', null],
      ['a', ' \n[{"email":"a@b.co"}]', 'json', null],
      ['a.txt', '\uFEFF{"email":"a@b.co"}\n', 'json', null],
      ['a.txt', 'email;name\n', 'csv', null],
      ['a.constructor', Buffer.from('\uFEFFemail\n', 'utf16le'), 'csv', null],
    ] as const) {
      expect(await rowOf(await send([name, content]))).toMatchObject({ format, delimiter });
    }
    for (const file of [
      ['a.csv', ''],
      ['a.xlsx', 'PK\u0003\u0004\0\0'],
    ] as [string, string][]) {
      const answer = await send(file);
      expect(answer).toMatchObject({ status: 400, body: { status: 'error', message: expect.any(String) } });
    }
  });

  it('comes with a name, an order of fields, a delimiter and what bad records do', async () => {
    const all = { upload_name: 'mine', fields: '["b","a"]', on_error: 'partial', delimiter: 'semicolon' };
    expect(await rowOf(await send(['a.csv', 'x'], all))).toMatchObject({
      uploadName: 'mine',
      fields: ['b', 'a'],
      hasGivenFields: true,
      onError: 'partial',
      delimiter: ';',
    });
    const row = await rowOf(
      await send(
        ['a.csv', 'x'],
        { fields: 'b, a', on_error: 'reject', upload_name: '' },
        { query: '?on_error=partial' },
      ),
    );
    expect(row).toMatchObject({ fields: ['b', 'a'], onError: 'partial', uploadName: 'a.csv' });
    const named = await rowOf(await send([`${'😀'.repeat(150)}.csv`, 'x']));
    expect([...named.uploadName]).toHaveLength(100);
    const wrong: Record<string, string>[] = [
      { upload_name: 'x'.repeat(101) },
      { fields: '[1]' },
      { fields: '["a"' },
      { fields: 'a,a' },
      { on_error: 'skip' },
      { delimiter: 'x' },
    ];
    for (const bad of wrong) {
      expect([bad, (await send(['a.csv', 'x'], bad)).status]).toEqual([bad, 400]);
    }
    expect((await send(['a.json', '[]'], { delimiter: ',' })).status).toBe(400);
  });

  it('is one file, or a finished upload of the sender', async () => {
    const form = (fields: Record<string, string>): Promise<ApiAnswer> => {
      const body = new FormData();
      for (const [field, value] of Object.entries(fields)) body.append(field, value);
      return api.request('POST', `${PATH}/file`, { as: 'user', body });
    };
    const unknown = '01890000-0000-7000-8000-000000000000';
    expect((await form({ upload_name: 'x' })).body['message']).toMatch(/"file".*"upload_id"/);
    expect((await form({ upload_id: unknown })).status).toBe(404);
    expect((await form({ upload_id: 'x' })).status).toBe(400);
    expect((await send(['a.csv', 'x'], { upload_id: unknown })).status).toBe(400);
    expect((await api.request('POST', `${PATH}/file`, { as: 'user', json: {} })).status).toBe(415);
    const uploadId = await finishedUpload('big.ndjson', '{"email":"a@b.co"}\n');
    const answer = await form({ upload_id: uploadId });
    expectAsDocumented(fileAnswer, answer, 202);
    expect(await rowOf(answer)).toMatchObject({ format: 'ndjson', uploadName: 'big.ndjson', fileBytes: 19 });
    expect((await form({ upload_id: uploadId })).status).toBe(409);
  });

  it('is made once under an idempotency key', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const first = await send(['a.csv', 'x'], {}, { headers });
    expect((await send(['a.csv', 'x'], {}, { headers })).text).toBe(first.text);
    expect((await send(['a.csv', 'y'], {}, { headers })).status).toBe(422);
  });

  /** What tus makes, in one request. */
  async function finishedUpload(name: string, content: string): Promise<string> {
    const metadata = `filename ${Buffer.from(name).toString('base64')}`;
    const { headers } = await api.request('POST', '/api/uploads', {
      as: 'user',
      headers: {
        'Tus-Resumable': '1.0.0',
        'Upload-Length': String(content.length),
        'Upload-Metadata': metadata,
        'Content-Type': 'application/offset+octet-stream',
      },
      body: content,
    });
    return (headers.get('Location') ?? '').split('/').at(-1) as string;
  }
});
