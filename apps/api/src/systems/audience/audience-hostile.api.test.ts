import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { expect } from 'expect';
import { type ApiAnswer } from '../../http/testing/running-api';
import { type AudienceApi, bodyOf, PATH, people, startAudienceApi } from './testing/audience-api';

const MAX_BYTES = 5 * 1024 * 1024;

/** A body of exactly so many bytes: one record with a long text. */
function bodyOfBytes(bytes: number): string {
  const empty = bodyOf(['{"email":"a@b.co","note":""}']);
  return empty.replace('"note":""', `"note":"${'x'.repeat(bytes - empty.length)}"`);
}

describe('a hostile batch upload', () => {
  let api: AudienceApi;

  before(async () => {
    api = await startAudienceApi();
  });
  after(() => api?.stop());

  async function expectRefused(answer: ApiAnswer, status: number, message: RegExp): Promise<void> {
    expect([answer.status, answer.body['status']]).toEqual([status, 'error']);
    expect(answer.body['message']).toMatch(message);
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(await api.storedFiles()).toEqual([]);
  }

  it('of no JSON is told where', async () => {
    for (const [body, message] of [
      ['not JSON', /was expected|should be/],
      ['{"upload_name":"x","records":[{"email":"a@b.co"}', /over|end|complete/],
      ['{"upload_name":"x","records":[{"email":"a@b.co"},]}', /Record 2|record/],
      [`${bodyOf(people(1))}]`, /the end was expected/],
      ['[{"email":"a@b.co"}]', /object/],
      ["{'upload_name':'x'}", /double quotes/],
      ['{"upload_name":"x","records":[{"email":"a@b.co","n":NaN}]}', /not valid JSON/],
    ] as const) {
      const answer = await api.send('user', body);
      await expectRefused(answer, 400, message);
      expect(answer.body['details']).toMatchObject([{ offset: expect.any(Number) }]);
    }
  });

  it('of bytes that are no UTF-8 is refused', async () => {
    const body = Buffer.from(bodyOf(['{"email":"a@b.co","name":"J\u00fcrgen"}']), 'latin1');
    await expectRefused(await api.send('user', body), 400, /UTF-8/);
  });

  it('that is too deep is refused, however deep', async () => {
    for (const depth of [40, 1_000_000]) {
      const nested = `{"email":"a@b.co","deep":${'['.repeat(depth)}${']'.repeat(depth)}}`;
      await expectRefused(await api.send('user', bodyOf([nested])), 400, /in one another/);
    }
    const outside = `{"upload_name":"x","records":[{"email":"a@b.co"}],"x":${'['.repeat(100_000)}`;
    await expectRefused(await api.send('user', outside), 400, /in one another|bytes/);
  });

  it('with records twice, or more different names than can be, is refused', async () => {
    const twice = '{"upload_name":"x","records":[{"email":"a@b.co"}],"records":[]}';
    await expectRefused(await api.send('user', twice), 400, /two members/);
    const names = (from: number, count: number): string =>
      Array.from({ length: count }, (_, at) => `"n${from + at}":0`).join(',');
    const inOne = bodyOf([`{"email":"a@b.co",${names(0, 10_001)}}`]);
    await expectRefused(await api.send('user', inOne), 400, /10000/);
    const inAll = [0, 4_000, 8_000].map((from) => `{"email":"a@b.co",${names(from, 4_000)}}`);
    await expectRefused(await api.send('user', bodyOf(inAll)), 400, /10000 different fields/);
    const alike = bodyOf([`{"email":"a@b.co",${'"n":0,'.repeat(800_000)}"n":0}`]);
    await expectRefused(await api.send('user', alike), 400, /more than 10000 members/);
  });

  it('of another type or coding is 415', async () => {
    const refused: Record<string, string>[] = [
      { 'Content-Type': 'text/plain' },
      { 'Content-Type': 'multipart/form-data; boundary=x' },
      { 'Content-Encoding': 'compress' },
    ];
    for (const headers of refused) {
      await expectRefused(await api.send('user', bodyOf(people(1)), { headers }), 415, /type|encoding/);
    }
  });

  it('of more than 5 MiB is 413, announced, chunked or packed', async () => {
    await expectRefused(await api.send('user', bodyOfBytes(MAX_BYTES + 1)), 413, /5 MiB/);
    const stream = new Blob([bodyOfBytes(MAX_BYTES + 1)]).stream();
    const chunked = await api.request('POST', PATH, {
      as: 'user',
      headers: { 'Content-Type': 'application/json' },
      body: stream as never,
    });
    await expectRefused(chunked, 413, /5 MiB/);
    const bomb = gzipSync(Buffer.alloc(60 * 1024 * 1024, ' '));
    const headers = { 'Content-Encoding': 'gzip' };
    await expectRefused(await api.send('user', bomb, { headers }), 413, /5 MiB/);
  });

  it('is taken when only its values are odd, and comes back as it was sent', async () => {
    const odd = [
      '{"email":"a@b.co","__proto__":{"admin":true},"constructor":1}',
      '{"email":"a@b.co","n":1e999,"m":-0.10,"big":123456789012345678901234567890}',
      '{"email":"a@b.co","half":"\\ud83d","nul":"\\u0000","\\u0000":1,"\\udead":2}',
      '{ "email" : "first@b.co", "email" : "a@b.co",\n\t"n" : [ 1 , { } ] }',
      `{"email":"a@b.co","deep":${'['.repeat(30)}${']'.repeat(30)}}`,
      '{"em\\u0061il":"a@b.co"}',
    ];
    const uploadId = await api.uploaded('user', odd);
    const { text } = await api.get('user', `${PATH}/${uploadId}`);
    expect(text).toContain(`"records":[${odd.join(',')}]`);
    expect((await api.rowOf(uploadId)).fields).toEqual([
      'email',
      '__proto__',
      'constructor',
      'n',
      'm',
      'big',
      'half',
      'nul',
      '\uFFFD',
      'deep',
    ]);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    const named = await api.send('user', `{"__proto__":{"upload_name":"x"},"records":[{"email":"a@b.co"}]}`);
    expect(named.status).toBe(400);
  });

  it('of 5 MiB to the byte is taken, packed or not', async () => {
    const body = bodyOfBytes(MAX_BYTES);
    expect((await api.send('user', body)).status).toBe(200);
    const headers = { 'Content-Encoding': 'gzip' };
    expect((await api.send('user', gzipSync(body), { headers })).status).toBe(200);
  });

  it('of 50,000 records is taken, and of one more refused', async () => {
    expect((await api.send('user', bodyOf(people(50_000)))).body).toMatchObject({ rows_received: 50_000 });
    const answer = await api.send('user', bodyOf(people(50_001)));
    expect(answer).toMatchObject({ status: 400, body: { status: 'error' } });
    expect(answer.body['message']).toMatch(/50000 records at most/);
  });
});
