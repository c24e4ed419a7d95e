import { once } from 'node:events';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type Socket } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AppError } from '@sluice/kernel/errors';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import Joi from 'joi';
import { ANYONE_SIGNED_IN, defineRoute } from './route';
import { type ApiAnswer, type RunningApi, startApi } from './testing/running-api';

const MIB = 2 ** 20;
const MAX_BYTES = 4 * MIB;

/** Says what came, and keeps it. */
const echo = defineRoute({
  method: 'post',
  path: '/echo',
  summary: 'What came',
  access: ANYONE_SIGNED_IN,
  upload: {
    system: 'test',
    files: [
      { name: 'file', maxCount: 1 },
      { name: 'files', maxCount: 3 },
    ],
  },
  body: Joi.object({ number: Joi.number(), note: Joi.string() }),
  responses: {},
  handler: async ({ body, files }) => ({ status: 200, json: { body, files } }),
});

/** In words of its own. */
const polite = defineRoute({
  method: 'post',
  path: '/polite',
  summary: 'Refuses in its own words',
  access: ANYONE_SIGNED_IN,
  upload: {
    system: 'test',
    files: [{ name: 'file', maxCount: 2 }],
    refusals: {
      tooLarge: (maxBytes) => new AppError('large', 400, `${maxBytes} bytes, please`),
      tooMany: (field, maxCount) => new AppError('many', 400, `${maxCount} of ${field}, please`),
    },
  },
  responses: {},
  handler: async () => ({ status: 200, json: {} }),
});

interface Echo {
  body: Record<string, unknown>;
  files: { field: string; originalName: string; bytes: number; key: string; sha256: string }[];
}

describe('uploads', () => {
  let api: RunningApi;

  before(async () => {
    api = await startApi({ extraRoutes: [echo, polite], env: { MAX_REQUEST_BYTES: String(MAX_BYTES) } });
    await api.token('user');
  });
  beforeEach(() => void api.log.splice(0));
  after(() => api?.stop());

  function formOf(...parts: [name: string, value: string | Blob, filename?: string][]): FormData {
    const form = new FormData();
    for (const [name, value, filename] of parts) {
      if (typeof value === 'string') form.append(name, value);
      else form.append(name, value, filename);
    }
    return form;
  }

  const send = (body: RequestInit['body'], headers?: Record<string, string>): Promise<ApiAnswer> =>
    api.request('POST', '/echo', { as: 'user', body, ...(headers && { headers }) });

  /** One part with exactly these header lines. */
  async function sendPart(disposition: string): Promise<Echo['files'][number]> {
    const bytes = Buffer.from(`--b\r\nContent-Disposition: ${disposition}\r\n\r\nx\r\n--b--\r\n`);
    const answer = await send(bytes, { 'Content-Type': 'multipart/form-data; boundary=b' });
    expect(answer.status).toBe(200);
    return (answer.body as unknown as Echo).files[0] as Echo['files'][number];
  }

  const blob = (size: number): Blob => new Blob([Buffer.alloc(size, 'x')]);

  /** No file is left, whole or half, now or in a moment; nor a complaint. */
  async function expectNothingLeft(filesBefore: string[]): Promise<void> {
    await eventually('no file is left', async () => (await api.storedFiles()).length === filesBefore.length);
    expect(api.log.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  }

  it('keep files as they came, in their order, and read fields wherever they stand', async () => {
    const form = formOf(
      ['number', '1'],
      ['files', blob(3 * MIB), 'large.bin'],
      ['files', blob(0), 'empty.bin'],
      ['file', blob(5), 'five.bin'],
      ['note', 'after the files'],
    );
    const { status, body } = await send(form);
    expect(status).toBe(200);
    const { body: fields, files } = body as unknown as Echo;
    expect(fields).toEqual({ number: 1, note: 'after the files' });
    expect(files.map((file) => [file.field, file.originalName, file.bytes])).toEqual([
      ['files', 'large.bin', 3 * MIB],
      ['files', 'empty.bin', 0],
      ['file', 'five.bin', 5],
    ]);
    const stored = (await api.storedFiles()).find((path) => path.endsWith(files[2]?.key as string));
    expect(await readFile(stored as string, 'utf8')).toBe('xxxxx');
  });

  describe('take names as data', () => {
    const names: [about: string, parameters: string, name: string][] = [
      ['Thai in UTF-8', 'filename="ข้อสอบ ๑.zip"', 'ข้อสอบ ๑.zip'],
      ['RFC 5987', "filename*=UTF-8''%E0%B8%82%E0%B9%89%E0%B8%AD.zip", 'ข้อ.zip'],
      ['both forms', 'filename="plain.zip"; filename*=UTF-8\'\'%E0%B8%82.zip', 'ข.zip'],
      ['folders', 'filename="../../etc/passwd"', '../../etc/passwd'],
      ['folders of Windows', 'filename="C:\\\\scans\\\\a.zip"', 'C:\\scans\\a.zip'],
      ['dots', 'filename=".."', '..'],
      ['escaped line ends and quotes', 'filename="a%0D%0Ab%22c"', 'a\r\nb"c'],
      ['per cent signs', 'filename="50%.zip"', '50%.zip'],
      ['NUL, which Postgres has not', "filename*=UTF-8''a%00b.zip", 'a\uFFFDb.zip'],
      ['names of prototypes', 'filename="__proto__"', '__proto__'],
    ];
    for (const [about, parameters, name] of names) {
      it(about, async () => {
        const file = await sendPart(`form-data; name="file"; ${parameters}`);
        expect(file.originalName).toBe(name);
        expect(file.key).toMatch(/^test\/\d{4}-\d\d-\d\d\/[0-9a-f-]{36}$/);
      });
    }
  });

  it('ignore fields that nobody asked for, __proto__ among them', async () => {
    const form = formOf(['__proto__', 'x'], ['relativePath', 'a/b'], ['number', '7']);
    const { status, body } = await send(form);
    expect([status, body['body']]).toEqual([200, { number: 7 }]);
    expect(Object.prototype).not.toHaveProperty('x');
  });

  describe('that are refused leave no file', () => {
    const refusals: [about: string, status: number, form: () => FormData, message: RegExp][] = [
      [
        'two files where one is allowed',
        400,
        () => formOf(['file', blob(9), 'a'], ['file', blob(9), 'b']),
        /"file" takes at most 1 file$/,
      ],
      [
        'more files than all fields may have',
        400,
        () => formOf(...[1, 2, 3, 4].map((n): [string, Blob, string] => ['files', blob(9), `${n}`])),
        /"files" takes at most 3 files$/,
      ],
      [
        'a file in an unknown field',
        400,
        () => formOf(['file', blob(9), 'a'], ['virus', blob(9), 'b']),
        /virus/,
      ],
      ['a bad field after the file', 400, () => formOf(['file', blob(MIB), 'a'], ['number', 'x']), /number/],
      [
        'a field twice',
        400,
        () => formOf(['file', blob(9), 'a'], ['number', '1'], ['number', '2']),
        /number/,
      ],
      ['a long field', 400, () => formOf(['file', blob(9), 'a'], ['note', 'x'.repeat(70_000)]), /note/],
      [
        'many fields',
        400,
        () =>
          formOf(
            ['file', blob(9), 'a'],
            ...Array.from({ length: 60 }, (): [string, string] => ['note', 'x']),
          ),
        /fields/,
      ],
      ['nested fields', 400, () => formOf(['file', blob(9), 'a'], ['note[a][b]', 'x']), /note/],
    ];
    for (const [about, status, form, message] of refusals) {
      it(about, async () => {
        const filesBefore = await api.storedFiles();
        const answer = await send(form());
        expect([answer.status, answer.body['detail']]).toEqual([status, expect.stringMatching(message)]);
        await expectNothingLeft(filesBefore);
      });
    }
  });

  describe('that are too large', () => {
    it('are refused by what they announce, before any of it is sent', async () => {
      const answer = await firstAnswer(
        head({ 'Content-Length': String(MAX_BYTES + 1) }, await api.token('user')),
      );
      expect(answer).toMatch(/^HTTP\/1.1 413 /);
      expect(answer).toMatch(/4 MiB; .*\/api\/uploads/);
    });

    it('are refused as soon as too much has come when they announce nothing, and leave no file', async () => {
      const filesBefore = await api.storedFiles();
      const socket = await api.socket();
      const answered = once(socket, 'data') as Promise<[Buffer]>;
      socket.write(head({ 'Transfer-Encoding': 'chunked' }, await api.token('user')));
      socket.write(chunk('--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'));
      for (let sent = 0; sent <= MAX_BYTES; sent += MIB) socket.write(chunk('x'.repeat(MIB)));
      // The body has not ended, and never will.
      expect(String((await answered)[0])).toMatch(/^HTTP\/1.1 413 [\s\S]*\/api\/uploads/);
      await expectNothingLeft(filesBefore);
      socket.destroy();
    });
  });

  describe('of a route with words of its own', () => {
    const refusals: [about: string, form: () => FormData, answer: object][] = [
      [
        'are refused in them when they are too large',
        () => formOf(['file', blob(MAX_BYTES), 'a']),
        { code: 'large', detail: `${MAX_BYTES} bytes, please` },
      ],
      [
        'are refused in them when they have too many files',
        () => formOf(['file', blob(9), 'a'], ['file', blob(9), 'b'], ['file', blob(9), 'c']),
        { code: 'many', detail: '2 of file, please' },
      ],
    ];
    for (const [about, form, body] of refusals) {
      it(about, async () => {
        const filesBefore = await api.storedFiles();
        const answer = await api.request('POST', '/polite', { as: 'user', body: form() });
        expect(answer).toMatchObject({ status: 400, body });
        await expectNothingLeft(filesBefore);
      });
    }

    it('are refused in them when they turn out to be too large', async () => {
      const filesBefore = await api.storedFiles();
      const socket = await api.socket();
      const answered = once(socket, 'data') as Promise<[Buffer]>;
      const chunked = head({ 'Transfer-Encoding': 'chunked' }, await api.token('user'));
      socket.write(chunked.replace('/echo', '/polite'));
      socket.write(chunk('--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'));
      for (let sent = 0; sent <= MAX_BYTES; sent += MIB) socket.write(chunk('x'.repeat(MIB)));
      expect(String((await answered)[0])).toMatch(/^HTTP\/1.1 400 [\s\S]*bytes, please/);
      await expectNothingLeft(filesBefore);
      socket.destroy();
    });
  });

  describe('without leave', () => {
    it('are refused before their body is read, or even asked for', async () => {
      const filesBefore = await api.storedFiles();
      expect(await firstAnswer(head({ 'Content-Length': '50000000' }))).toMatch(/^HTTP\/1.1 401 /);
      const asking = head({ 'Content-Length': '5000', Expect: '100-continue' });
      expect(await firstAnswer(asking)).toMatch(/^HTTP\/1.1 401 /);
      expect(await api.storedFiles()).toEqual(filesBefore);
    });

    it('get their answer although they go on sending', async () => {
      const headers = { Authorization: 'Bearer nonsense' };
      const form = formOf(['file', blob(50 * MIB), 'a']);
      expect((await api.request('POST', '/echo', { headers, body: form })).status).toBe(401);
    });

    it('get their answer although they go on sending and want the connection closed', async () => {
      const socket = await api.socket();
      socket.write(head({ 'Content-Length': String(50 * MIB), Connection: 'close' }));
      for (let sent = 0; sent < 50; sent++) {
        if (!socket.write(Buffer.alloc(MIB))) await once(socket, 'drain');
      }
      const received: Buffer[] = [];
      socket.on('data', (bytes: Buffer) => received.push(bytes));
      await once(socket, 'close');
      expect(String(Buffer.concat(received))).toMatch(/^HTTP\/1.1 401 /);
    });
  });

  it('are asked for by 100 Continue once it is clear that they are wanted', async () => {
    const socket = await api.socket();
    const form = '--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n--b--\r\n';
    const token = await api.token('user');
    socket.write(head({ 'Content-Length': String(form.length), Expect: '100-continue' }, token));
    expect(String((await once(socket, 'data'))[0])).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write(form);
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 200 [\s\S]*"note":"hello"/);
    socket.destroy();
  });

  it('that break off leave no file and are no error', async () => {
    const filesBefore = await api.storedFiles();
    const socket = await api.socket();
    socket.write(head({ 'Content-Length': String(3 * MIB) }, await api.token('user')));
    socket.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n');
    socket.write('x'.repeat(MIB));
    await eventually(
      'the file is on its way',
      async () => (await api.storedFiles()).length > filesBefore.length,
    );
    socket.destroy();
    await expectNothingLeft(filesBefore);
    const line = await eventually('the request is logged', () =>
      api.log.find(({ message, fields }) => message === 'request' && fields['route'] === '/echo'),
    );
    expect(line).toMatchObject({ level: 'info', fields: { status: 499 } });
  });

  it('that break off after a first whole file leave none of them', async () => {
    const filesBefore = await api.storedFiles();
    const socket = await api.socket();
    socket.write(head({ 'Content-Length': String(3 * MIB) }, await api.token('user')));
    for (const name of ['files', 'files', 'file']) {
      socket.write(`--b\r\nContent-Disposition: form-data; name="${name}"; filename="a"\r\n\r\n`);
      socket.write(`${'x'.repeat(1000)}\r\n`);
    }
    await eventually('two files are stored', async () => {
      const whole = (await api.storedFiles()).filter((path) => !path.includes('.incoming'));
      return whole.length === filesBefore.length + 2;
    });
    socket.destroy();
    await expectNothingLeft(filesBefore);
  });

  it('are a 5xx with an id when the store fails', async () => {
    const folder = fileURLToPath(api.deps.config.storageUrl);
    await rename(folder, `${folder}-away`);
    await writeFile(folder, 'no folder');
    try {
      const answer = await send(formOf(['file', blob(9), 'a']));
      expect(answer).toMatchObject({ status: 500, body: { error_id: expect.any(String) } });
      expect(answer.text).not.toMatch(/ENOTDIR|EEXIST|sluice-api/);
    } finally {
      await rm(folder);
      await rename(`${folder}-away`, folder);
    }
  });

  function head(headers: Record<string, string>, token?: string): string {
    const all = {
      Host: 'x',
      'Content-Type': 'multipart/form-data; boundary=b',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    return ['POST /echo HTTP/1.1', ...lines, '', ''].join('\r\n');
  }

  async function firstAnswer(request: string): Promise<string> {
    const socket: Socket = await api.socket();
    socket.write(request);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return answer.toString();
  }
});

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}
