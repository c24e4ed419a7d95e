import { readFile } from 'node:fs/promises';
import { after, before, beforeEach, describe, it } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { ANYONE_SIGNED_IN, defineRoute } from './route';
import { type ApiAnswer, type RunningApi, startApi } from './testing/running-api';

const MAX_BYTES = 100_000;
const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('a body that is stored as it is', () => {
  let api: RunningApi;
  let handled = 0;

  before(async () => {
    const takesRaw = defineRoute({
      method: 'post',
      path: '/raw',
      summary: 'x',
      access: ANYONE_SIGNED_IN,
      rawBody: { system: 'test', type: 'application/json', maxBytes: MAX_BYTES },
      responses: {},
      async handler({ files }) {
        handled += 1;
        return { status: 200, json: files };
      },
    });
    api = await startApi({ extraRoutes: [takesRaw] });
  });
  after(() => api?.stop());
  beforeEach(() => {
    handled = 0;
  });

  function send(body: Buffer | string, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    const options = { as: 'user', headers: { ...JSON_TYPE, ...headers }, body: body as never };
    return api.request('POST', '/raw', options);
  }

  async function storedBytes({ body }: ApiAnswer): Promise<string> {
    const [file] = body as unknown as { key: string }[];
    const path = (await api.storedFiles()).find((stored) => stored.endsWith(file?.key as string));
    return readFile(path as string, 'utf8');
  }

  it('is in the store byte by byte, whatever it says', async () => {
    const answer = await send('{"not": JSON');
    expect(answer.body).toMatchObject([{ field: 'body', originalName: '', bytes: 12 }]);
    expect(await storedBytes(answer)).toBe('{"not": JSON');
  });

  it('is stored inflated, however it was packed', async () => {
    const text = '{"a":1}'.repeat(1000);
    const packed = {
      gzip: gzipSync(text),
      'x-gzip': gzipSync(text),
      deflate: deflateSync(text),
      br: brotliCompressSync(text),
      identity: Buffer.from(text),
    };
    for (const [coding, bytes] of Object.entries(packed)) {
      const answer = await send(bytes, { 'Content-Encoding': coding });
      expect([coding, answer.status]).toEqual([coding, 200]);
      expect(await storedBytes(answer)).toBe(text);
    }
  });

  it('may have so many bytes and not one more, announced, in pieces or inflated', async () => {
    expect((await send(Buffer.alloc(MAX_BYTES, ' '))).status).toBe(200);
    expect((await send(gzipSync(Buffer.alloc(MAX_BYTES)), { 'Content-Encoding': 'gzip' })).status).toBe(200);
    const stored = (await api.storedFiles()).length;
    handled = 0;

    expect((await send(Buffer.alloc(MAX_BYTES + 1, ' '))).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(200 * MAX_BYTES));
    expect(bomb.length).toBeLessThan(MAX_BYTES);
    expect((await send(bomb, { 'Content-Encoding': 'gzip' })).status).toBe(413);
    const pieces = new ReadableStream({
      start(controller) {
        for (let at = 0; at <= MAX_BYTES; at += 1000) controller.enqueue(Buffer.alloc(1000, ' '));
        controller.close();
      },
    });
    const answer = await api.request('POST', '/raw', { as: 'user', headers: JSON_TYPE, body: pieces });
    expect(answer.status).toBe(413);
    expect(handled).toBe(0);
    await eventually('nothing of them to be left', async () => (await api.storedFiles()).length === stored);
  });

  it('that is not what it says it is, is refused without a trace', async () => {
    const stored = (await api.storedFiles()).length;
    expect((await send('{}', { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await send('{}', { 'Content-Encoding': 'zstd' })).status).toBe(415);
    const broken = await send('this is no gzip', { 'Content-Encoding': 'gzip' });
    expect(broken).toMatchObject({ status: 400, body: { code: 'malformed_encoding' } });
    const cut = gzipSync('{"a":1}'.repeat(100)).subarray(0, 20);
    expect((await send(cut, { 'Content-Encoding': 'gzip' })).status).toBe(400);
    expect(handled).toBe(0);
    await eventually('nothing of them to be left', async () => (await api.storedFiles()).length === stored);
  });

  it('that is not there at all is a file without bytes', async () => {
    const { body } = await api.request('POST', '/raw', { as: 'user' });
    expect(body).toMatchObject([{ bytes: 0 }]);
  });
});
