import { connect } from 'node:net';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { rawZip } from '@sluice/test/fixtures/raw-zip';
import { type Bench } from './bench';
import { type CorpusCase, family } from './corpus-case';

const BOUNDARY = 'hostile';
const PATIENCE_MS = 10_000;
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

interface Spoken {
  headers: Record<string, string>;
  body: Buffer | string;
  path?: string;
  /** Hangs up once all is sent. */
  hangsUp?: boolean;
}

/** A request byte by byte. @returns the first answer, `nothing` when the server hung up without one */
function speak(
  bench: Bench,
  { headers, body, path = '/api/batches/upload', hangsUp = false }: Spoken,
): Promise<string> {
  const { hostname, port } = new URL(bench.url);
  const head = Object.entries({ Host: 'x', Connection: 'close', ...bench.authorization('user'), ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(`POST ${path} HTTP/1.1\r\n${head}\r\n`);
      socket.write(body, () => hangsUp && socket.destroy());
    });
    const done = (): void => {
      clearTimeout(limit);
      socket.destroy();
      const [, status] = /^HTTP\/1\.1 (\d+)/m.exec(text.replace(/^HTTP\/1\.1 100[\s\S]*?\r\n\r\n/, '')) ?? [];
      resolve(status === undefined ? 'nothing' : `${status} ${text.split('\r\n\r\n').at(-1) ?? ''}`);
    };
    const limit = setTimeout(done, PATIENCE_MS);
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('close', done);
    socket.on('error', () => undefined);
  });
}

function withLength(body: Buffer | string, type = TYPE): Spoken {
  return { headers: { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(body)) }, body };
}

function part(disposition: string, content: Buffer | string = 'x', more = ''): Buffer {
  return Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\n${more}\r\n`),
    Buffer.from(content as string),
    Buffer.from('\r\n'),
  ]);
}

const END = Buffer.from(`--${BOUNDARY}--\r\n`);
const REFUSED = /^4\d\d .{5,}/s;

export async function formCases(): Promise<CorpusCase[]> {
  const zip = rawZip([{ name: '1.jpg', bytes: await makeSheet({ dpi: 60 }), method: 0 }]);
  const file = part('form-data; name="file"; filename="a.zip"', zip);
  const field = part('form-data; name="has_qr"', 'true');
  const whole = (...parts: Buffer[]): Buffer => Buffer.concat([...parts, END]);
  const many = Buffer.concat(Array.from({ length: 3_000 }, (_, n) => part(`form-data; name="f${n}"`)));
  const manyFiles = Buffer.concat(
    Array.from({ length: 1_500 }, () => part('form-data; name="files"; filename="a.jpg"')),
  );
  const deep = part(`form-data; name="column_mapping${'[a]'.repeat(2_000)}"`);
  const said = (body: Buffer | string, verdict: RegExp, type?: string) => ({
    send: (b: Bench) => speak(b, withLength(body, type)),
    verdict,
  });
  return family('multipart', {
    'no boundary': said(whole(field, file), REFUSED, 'multipart/form-data'),
    'another boundary': said(whole(field, file), REFUSED, 'multipart/form-data; boundary=other'),
    'a boundary of a thousand letters': said(
      whole(field, file),
      REFUSED,
      `multipart/form-data; boundary=${'b'.repeat(1_000)}`,
    ),
    'no end': said(Buffer.concat([field, file]), REFUSED),
    'an end and nothing before it': said(END, REFUSED),
    nothing: said('', REFUSED),
    'three thousand fields': said(whole(many, file), REFUSED),
    'fifteen hundred files': said(whole(manyFiles), REFUSED),
    'brackets two thousand deep': {
      send: (b) => speak(b, { ...withLength(whole(deep, file)), path: '/api/revenue/upload' }),
      verdict: REFUSED,
    },
    'a list with a place of a thousand million': said(
      whole(part('form-data; name="files[999999999]"; filename="a.jpg"')),
      REFUSED,
    ),
    'a field called like a prototype': said(
      whole(part('form-data; name="__proto__[x]"'), field, file),
      /^(202|4\d\d) /,
    ),
    'a field name of a megabyte': said(
      whole(part(`form-data; name="${'n'.repeat(1_000_000)}"`), file),
      REFUSED,
    ),
    'a field of ten megabytes': said(
      whole(part('form-data; name="task_id"', 'x'.repeat(10_000_000)), file),
      REFUSED,
    ),
    'a header of a part of a megabyte': said(
      whole(part('form-data; name="file"; filename="a"', 'x', `X-A: ${'a'.repeat(1_000_000)}\r\n`)),
      REFUSED,
    ),
    'two files where one is': said(whole(field, file, file), REFUSED),
    'a part without a name': said(whole(part('form-data'), field, file), /^(202|4\d\d) /),
    'a part that is no form data': said(
      whole(part('attachment; filename="x"'), field, file),
      /^(202|4\d\d) /,
    ),
    'a name with a path': said(
      whole(field, part('form-data; name="file"; filename="../../../etc/cron.d/x"', zip)),
      /^202 /,
    ),
    'a name in two forms that differ': said(
      whole(field, part(`form-data; name="file"; filename="a.zip"; filename*=UTF-8''%2e%2e%2fb.zip`, zip)),
      /^202 /,
    ),
    'a name with a line end': said(
      whole(field, part('form-data; name="file"; filename="a\r\nX-Evil: 1"', zip)),
      /^(202|4\d\d) /,
    ),
    'a name of 100,000 letters': said(
      whole(field, part(`form-data; name="file"; filename="${'n'.repeat(100_000)}"`, zip)),
      /^(202|4\d\d) /,
    ),
    'a form in a form': said(
      whole(
        part('form-data; name="file"', whole(file), 'Content-Type: multipart/mixed; boundary=hostile\r\n'),
      ),
      /^(202|4\d\d) /,
    ),
    'parts behind the end': said(Buffer.concat([whole(field, file), file]), /^(202|4\d\d) /),
    'less than the length says, and a hang-up': {
      send: (b) =>
        speak(b, {
          headers: { 'Content-Type': TYPE, 'Content-Length': '999999' },
          body: Buffer.concat([field, file]),
          hangsUp: true,
        }),
      verdict: /^nothing/,
    },
    'more than the length says': {
      send: (b) =>
        speak(b, { headers: { 'Content-Type': TYPE, 'Content-Length': '40' }, body: whole(field, file) }),
      verdict: REFUSED,
    },
    'chunks that are none': {
      send: (b) =>
        speak(b, { headers: { 'Content-Type': TYPE, 'Transfer-Encoding': 'chunked' }, body: 'zz\r\nabc' }),
      verdict: REFUSED,
    },
    'chunks that end early': {
      send: (b) =>
        speak(b, {
          headers: { 'Content-Type': TYPE, 'Transfer-Encoding': 'chunked' },
          body: `5\r\n--hos\r\n0\r\n\r\n`,
        }),
      verdict: REFUSED,
    },
    '101 MB declared': {
      send: (b) => speak(b, { headers: { 'Content-Type': TYPE, 'Content-Length': '120000000' }, body: '' }),
      verdict: /^413 .*uploads/s,
    },
    'a wish to go on that nobody can keep': {
      send: (b) =>
        speak(b, {
          headers: { 'Content-Type': TYPE, 'Content-Length': '10', Expect: '200-maybe' },
          body: '',
        }),
      verdict: /^(417|4\d\d)/,
    },
    'a form where JSON is asked for': {
      send: (b) => speak(b, { ...withLength(whole(field)), path: '/api/audience/batch-upload' }),
      verdict: /^415 /,
    },
  });
}
