import { gzipSync } from 'node:zlib';
import { CREATOR } from '../../e2e/content-client';
import { type Bench } from './bench';
import { type CorpusCase, family } from './corpus-case';

const AUDIENCE = '/api/audience/batch-upload';

/** `200 completed 2+0` once all is loaded, or `400 …`. */
async function sendBody(
  bench: Bench,
  body: Buffer | string,
  headers: Record<string, string> = {},
): Promise<string> {
  const sent = await bench.request('user', 'POST', AUDIENCE, {
    body,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
  if (sent.status !== 200) return `${sent.status} ${sent.text}`;
  const { upload_id: id } = sent.json as { upload_id: string };
  return bench.until('user', `${AUDIENCE}/${id}/progress`, (json) => {
    const progress = json as {
      processing_status: string;
      rows_loaded: number;
      rows_rejected: number;
      error_message: string | null;
    };
    if (progress.processing_status === 'failed') return `200 failed: ${progress.error_message}`;
    if (progress.processing_status !== 'completed') return undefined;
    return `200 completed ${progress.rows_loaded}+${progress.rows_rejected}`;
  });
}

async function sendJson(
  bench: Bench,
  login: string,
  path: string,
  body: Buffer | string,
  type = 'application/json',
): Promise<string> {
  const { status, text } = await bench.request(login, 'POST', path, {
    body,
    headers: { 'Content-Type': type },
  });
  return `${status} ${text}`;
}

const REFUSED = /^(400|413|415|422) .*"message":".{5,}/s;
const ENDED = /^(200 (completed \d+\+\d+|failed: .{5,})|(400|413|415|422) .*"(message|detail)":".{5,})/s;

export function bodyCases(): CorpusCase[] {
  const records = (...all: string[]): string => `{"upload_name":"hostile","records":[${all.join(',')}]}`;
  const person = '{"email":"a@example.org","first_name":"A"}';
  const nested = (depth: number): string => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20), { level: 9 });
  const members = Array.from({ length: 11_000 }, (_, n) => `"m${n}":1`).join(',');
  const audience = family('JSON', {
    nothing: { send: (b) => sendBody(b, ''), verdict: REFUSED },
    'half a body': { send: (b) => sendBody(b, records(person).slice(0, -5)), verdict: REFUSED },
    'something behind the end': { send: (b) => sendBody(b, `${records(person)}}`), verdict: REFUSED },
    'a list 100,000 deep': {
      send: (b) => sendBody(b, records(`{"email":"a@example.org","x":${nested(100_000)}}`)),
      verdict: REFUSED,
    },
    'a list 100,000 deep, which never ends': {
      send: (b) => sendBody(b, '['.repeat(100_000)),
      verdict: REFUSED,
    },
    'two million brackets': {
      send: (b) => sendBody(b, records(`{"email":"a@example.org","x":[${'[],'.repeat(1_000_000)}1]}`)),
      verdict: ENDED,
      limitMs: 30_000,
    },
    'eleven thousand members in a record': {
      send: (b) => sendBody(b, records(`{"email":"a@example.org",${members}}`)),
      verdict: REFUSED,
    },
    'one member twice': {
      send: (b) => sendBody(b, records('{"email":"a@example.org","email":"b@example.org"}')),
      verdict: ENDED,
    },
    prototypes: {
      send: (b) =>
        sendBody(
          b,
          records('{"email":"a@example.org","__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}'),
        ),
      verdict: ENDED,
    },
    'numbers beyond all bounds': {
      send: (b) =>
        sendBody(b, records(`{"email":"a@example.org","n":1e999999,"m":${'9'.repeat(10_000)},"z":-0}`)),
      verdict: ENDED,
    },
    'halves of letters': {
      send: (b) => sendBody(b, records('{"email":"a@example.org","first_name":"\\ud800"}')),
      verdict: ENDED,
    },
    'zeros in a text': {
      send: (b) => sendBody(b, records('{"email":"a@example.org","first_name":"a\\u0000b"}')),
      verdict: ENDED,
    },
    'bytes that are no UTF-8': {
      send: (b) =>
        sendBody(
          b,
          Buffer.concat([
            Buffer.from('{"upload_name":"h","records":[{"email":"a@example.org","x":"'),
            Buffer.from([0xff, 0xc0, 0x80]),
            Buffer.from('"}]}'),
          ]),
        ),
      verdict: ENDED,
    },
    'a mark in front': { send: (b) => sendBody(b, `\uFEFF${records(person)}`), verdict: ENDED },
    'UTF-16': { send: (b) => sendBody(b, Buffer.from(records(person), 'utf16le')), verdict: REFUSED },
    'words that are no JSON': {
      send: (b) => sendBody(b, records('{"email":"a@example.org","x":NaN}')),
      verdict: REFUSED,
    },
    'a comma too many': { send: (b) => sendBody(b, records(`${person},`)), verdict: REFUSED },
    'single quotes': { send: (b) => sendBody(b, "{'records':[]}"), verdict: REFUSED },
    'records that are no list': {
      send: (b) => sendBody(b, '{"upload_name":"h","records":{"0":1}}'),
      verdict: REFUSED,
    },
    'a body that is text': { send: (b) => sendBody(b, '"records"'), verdict: REFUSED },
    'a body that is null': { send: (b) => sendBody(b, 'null'), verdict: REFUSED },
    '50,001 records': {
      send: (b) => sendBody(b, records(...Array.from({ length: 50_001 }, () => '{"email":"a@b.co"}'))),
      verdict: /^400 /,
    },
    'six megabytes': {
      send: (b) => sendBody(b, records(`{"email":"a@example.org","x":"${'x'.repeat(6_000_000)}"}`)),
      verdict: /^413 /,
    },
    'a bomb of gzip': {
      send: (b) => sendBody(b, bomb, { 'Content-Encoding': 'gzip' }),
      verdict: /^413 /,
      limitMib: { api: 80 },
    },
    'gzip in gzip in gzip': {
      send: (b) => sendBody(b, gzipSync(gzipSync(bomb)), { 'Content-Encoding': 'gzip, gzip, gzip' }),
      verdict: /^(400|413|415) /,
    },
    'gzip that is none': {
      send: (b) => sendBody(b, records(person), { 'Content-Encoding': 'gzip' }),
      verdict: /^400 /,
    },
    'gzip that ends early': {
      send: (b) =>
        sendBody(b, gzipSync(Buffer.from(records(person))).subarray(0, -12), { 'Content-Encoding': 'gzip' }),
      verdict: /^400 /,
    },
    'an encoding nobody has': {
      send: (b) => sendBody(b, records(person), { 'Content-Encoding': 'snappy' }),
      verdict: /^415 /,
    },
    'a form in place of JSON': {
      send: (b) => sendBody(b, 'records=1', { 'Content-Type': 'application/x-www-form-urlencoded' }),
      verdict: /^415 /,
    },
    'a charset nobody has': {
      send: (b) => sendBody(b, records(person), { 'Content-Type': 'application/json; charset=utf-99' }),
      verdict: /^(415|200) /,
    },
  });
  const others = family('JSON', {
    'a login 50,000 deep': {
      send: (b) => sendJson(b, 'user', '/api/auth/login', `{"username":${nested(50_000)}}`),
      verdict: /^400 /,
    },
    'a login with a member twice': {
      send: (b) =>
        sendJson(b, 'user', '/api/auth/login', '{"username":"a","username":{"$ne":1},"password":"b"}'),
      verdict: /^(400|401) /,
    },
    'contents 10,000 deep': {
      send: (b) => sendJson(b, 'creator', '/api/contents/import', nested(10_000)),
      verdict: /^400 /,
    },
    'contents that are no objects': {
      send: (b) => sendJson(b, 'creator', '/api/contents/import', '[1,null,"x",[],{}]'),
      verdict: /^400 .*row/s,
    },
    'a price of 40 digits': {
      send: (b) =>
        sendJson(
          b,
          'creator',
          '/api/batches/batch-update-price',
          `{"creator":"${CREATOR}","contentIds":["a"],"newPrice":"${'9'.repeat(40)}"}`,
        ),
      verdict: /^400 .*newPrice/s,
    },
    'a price that is half': {
      send: (b) =>
        sendJson(
          b,
          'creator',
          '/api/batches/batch-update-price',
          `{"creator":"${CREATOR}","contentIds":["a"],"newPrice":0.5}`,
        ),
      verdict: /^400 .*newPrice/s,
    },
    '101 contents': {
      send: (b) =>
        sendJson(
          b,
          'creator',
          '/api/batches/batch-remove',
          `{"creator":"${CREATOR}","contentIds":[${Array.from({ length: 101 }, (_, n) => `"${n}"`).join(',')}]}`,
        ),
      verdict: /^400 .*contentIds/s,
    },
    'a batch of revenue in XML': {
      send: (b) => sendJson(b, 'user', '/api/revenue/batches', '<batch/>', 'application/xml'),
      verdict: /^415 /,
    },
  });
  return [...audience, ...others];
}
