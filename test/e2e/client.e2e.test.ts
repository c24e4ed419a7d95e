import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import {
  asForm,
  dataOf,
  idempotencyKey,
  SluiceClient,
  SluiceError,
  type Subject,
  type SubjectEvent,
  type Tokens,
} from '@sluice/client';
import { TcpSwitch } from '@sluice/kernel/testing';
import { type PreviousUpload } from 'tus-js-client';
import { CLIENT_TYPES, clientTypesOf } from '@sluice/tools/client-types';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { envelopeOf, makeContacts } from '../fixtures/contacts';
import { writeDbf } from '../fixtures/dbf-writer';
import { makePackages } from '../fixtures/pilgrims-packages';
import { makeSheet } from '../fixtures/sheets';
import { makeZip } from '../fixtures/zips';
import { AudienceClient } from './audience-client';
import { ContentClient } from './content-client';
import { MigrationClient } from './migration-client';
import { RevenueClient } from './revenue-client';

const NOBODY = '01890000-0000-7000-8000-000000000000';

describe('the client for browsers and Node', () => {
  let stack: Stack;
  let url: string;
  let sheet: Buffer;

  before(async () => {
    stack = await startStack();
    url = stack.apis[0]?.url as string;
    sheet = await makeSheet({ dpi: 50 });
  });
  after(() => stack?.stop());

  async function signedIn(username = 'user', options: { fetch?: typeof fetch; baseUrl?: string } = {}) {
    const client = new SluiceClient({ baseUrl: url, ...options });
    await client.login(username, `${username}123`);
    return client;
  }

  const pile = (sheets: number): Promise<Buffer> =>
    makeZip(
      Array.from({ length: sheets }, (_, n) => ({ name: `${n + 1}.jpg`, bytes: sheet })),
      { store: true },
    );

  /** @returns the batch's id */
  async function begin(client: SluiceClient, zip: Buffer, key = idempotencyKey()): Promise<string> {
    const uploadId = await client.uploadFile({ file: zip as unknown as Blob, filename: 'sheets.zip' });
    return beginWith(client, uploadId, key);
  }

  async function beginWith(client: SluiceClient, uploadId: string, key: string): Promise<string> {
    const answer = await dataOf(
      client.http.POST('/api/batches/upload', {
        params: { header: { 'Idempotency-Key': key } },
        body: { upload_id: uploadId, task_id: '14900113' },
        bodySerializer: asForm,
      }),
    );
    return answer.batch_id;
  }

  async function heard(events: AsyncIterable<SubjectEvent>): Promise<SubjectEvent[]> {
    const all: SubjectEvent[] = [];
    for await (const event of events) all.push(event);
    return all;
  }

  it('has the types of the API that runs', async () => {
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as object;
    const made = await clientTypesOf(document);
    // When this fails: npm run client
    expect((await readFile(CLIENT_TYPES, 'utf8')) === made).toBe(true);
  });

  it('sends a file resumably, begins a batch of it once, and hears of it to its end', async () => {
    const client = await signedIn();
    const zip = await pile(12);
    const sent: number[] = [];
    const uploadId = await client.uploadFile({
      file: Readable.from([zip], { objectMode: false }) as unknown as Blob,
      bytes: zip.length,
      filename: 'sheets.zip',
      chunkBytes: Math.ceil(zip.length / 3),
      onProgress: (bytes) => sent.push(bytes),
    });
    expect([sent.length, sent.at(-1)]).toEqual([3, zip.length]);
    const key = idempotencyKey();
    const id = await beginWith(client, uploadId, key);
    expect(await beginWith(client, uploadId, key)).toBe(id);
    const events = await heard(client.watch({ system: 'omr', id }));
    expect(events.at(-1)).toMatchObject({
      name: 'done',
      data: { status: 'completed', processed: 12, total: 12, progress_percentage: 100 },
    });
    expect(events.filter(({ name }) => name === 'item').length).toBeGreaterThan(0);
    const status = await dataOf(
      client.http.GET('/api/batches/{id}/status', { params: { path: { id }, query: { limit: 5 } } }),
    );
    const sheets = 'sheets' in status ? status.sheets : [];
    expect([sheets.length, sheets[0]?.filename]).toEqual([5, '1.jpg']);
  });

  it('goes on hearing of it when its connection was cut', async () => {
    const gate = await TcpSwitch.open(Number(new URL(url).port));
    try {
      const client = await signedIn('user', { baseUrl: `http://127.0.0.1:${gate.port}/` });
      const id = await begin(client, await pile(150));
      let last = 0;
      let cuts = 0;
      for await (const { name, data } of client.watch({ system: 'omr', id })) {
        expect(data.processed).toBeGreaterThanOrEqual(last);
        last = data.processed;
        if (name === 'progress' && data.processed > cuts * 40 && cuts < 2) {
          cuts += 1;
          gate.cut();
        }
      }
      expect([last, cuts]).toEqual([150, 2]);
    } finally {
      await gate.close();
    }
  });

  it('tells the same end of what each system does, by events and by polling', async () => {
    const creator = await ContentClient.login(url);
    await creator.makeContents(['watched-1'], 1);
    const revenue = await RevenueClient.login(url, 'user');
    const { dbf: bytes } = writeDbf({ columns: [{ name: 'HN', type: 'C', width: 8 }], records: [['1']] });
    await revenue.upload({ name: 'table.dbf', bytes });
    const audience = await AudienceClient.login(url, 'user');
    const sent = await audience.upload(envelopeOf(makeContacts({ records: 2 }).texts));
    const migration = await MigrationClient.login(url, 'owner');
    const imported = await migration.import({ bytes: makePackages(2).bytes(), importType: 'package' });
    const admin = await signedIn('admin');
    const batches = await dataOf(admin.http.GET('/api/revenue/batches', { params: { query: { limit: 1 } } }));
    const subjects: Subject[] = [
      { system: 'omr', id: await begin(admin, await pile(1)) },
      { system: 'content', id: await creator.updatePrices(['watched-1'], 2) },
      { system: 'audience', id: sent.body.upload_id },
      { system: 'migration', id: imported.id },
      ...(batches.data.batches as { id: string }[]).map(({ id }) => ({ system: 'revenue', id }) as const),
    ];
    const withoutStreams: typeof fetch = (input, init) =>
      String(input).endsWith('/events')
        ? Promise.resolve(new Response('', { status: 501 }))
        : fetch(input, init);
    for (const subject of subjects) {
      const as = { migration: 'owner', audience: 'user' }[subject.system as string] ?? 'admin';
      const [stream, poll] = [await signedIn(as), await signedIn(as, { fetch: withoutStreams })];
      const [heardEnd] = (await heard(stream.watch(subject))).slice(-1);
      const polled = await heard(poll.watch(subject, { pollEveryMs: 50 }));
      expect(polled.map(({ name }) => name)).toEqual(['status', 'progress', 'done']);
      const { status, processed, failed, total, progress_percentage, processing_status } =
        heardEnd?.data ?? {};
      expect([subject.system, polled.at(-1)?.name, polled.at(-1)?.data]).toEqual([
        subject.system,
        heardEnd?.name,
        {
          ...{ id: subject.id, status, processed, failed, total, progress_percentage },
          ...(processing_status !== undefined && { processing_status }),
        },
      ]);
    }
  });

  it('throws what is wrong in one form, whichever system says it', async () => {
    const client = await signedIn();
    const admin = await signedIn('admin');
    const params = { path: { id: NOBODY } };
    const refusals = await Promise.allSettled([
      client.http.GET('/api/batches/{id}/status', { params }),
      client.http.GET('/api/batches/{id}', { params }),
      client.http.GET('/api/revenue/batches/{id}', { params }),
      client.http.GET('/api/audience/batch-upload/{id}', {
        params: { path: { id: 'upl_1700000000_abcdef' } },
      }),
      admin.http.GET('/api/v1/onboarding/migration/{id}', { params }),
      admin.http.PATCH('/api/users/{id}', { params, body: { role: 'user' } }),
      client.http.GET('/api/users'),
    ]);
    const errors = refusals.map((refusal) => refusal.status === 'rejected' && (refusal.reason as unknown));
    for (const error of errors) expect(error).toBeInstanceOf(SluiceError);
    expect(errors.map((error) => (error as SluiceError).status)).toEqual([404, 404, 404, 404, 404, 404, 403]);
    for (const { message, requestId } of errors as SluiceError[])
      expect([message, requestId]).toEqual([expect.stringMatching(/.../), expect.stringMatching(/.../)]);
    const codes = (errors as SluiceError[]).map(({ code }) => code);
    expect([codes[1], codes[5], codes[6]]).toEqual([expect.any(String), 'not_found', 'forbidden']);
    const bad = admin.http.POST('/api/users', { body: { username: 'x', password: 'short', role: 'user' } });
    await expect(bad).rejects.toMatchObject({ status: 400, details: expect.anything() });
    await expect(heard(client.watch({ system: 'omr', id: NOBODY }))).rejects.toMatchObject({ status: 404 });
  });

  it('signs in, renews its token before it ends, once for all who need it, and signs out', async () => {
    const short = await stack.addApi({ JWT_ACCESS_TTL_SECONDS: '5' });
    let kept: Tokens | undefined;
    const tokens = { load: () => kept, save: (saved: Tokens | undefined) => void (kept = saved) };
    const client = new SluiceClient({ baseUrl: short.url, tokens });
    await expect(client.login('user', 'wrong')).rejects.toMatchObject({ status: 401 });
    expect(await client.isSignedIn()).toBe(false);
    await client.login('user', 'user123');
    const me = () => dataOf(client.http.GET('/api/auth/me'));
    for (let round = 0; round < 3; round++) {
      const before = kept?.refreshToken;
      const all = await Promise.all([me(), me(), me()]);
      expect(all.map(({ username }) => username)).toEqual(['user', 'user', 'user']);
      expect(kept?.refreshToken).not.toBe(before);
    }
    // Another page with the same tokens.
    expect(await new SluiceClient({ baseUrl: short.url, tokens }).isSignedIn()).toBe(true);
    const page = new SluiceClient({ baseUrl: short.url, tokens });
    await page.logout();
    expect([kept, await page.isSignedIn()]).toEqual([undefined, false]);
    await expect(page.http.GET('/api/auth/me')).rejects.toMatchObject({ status: 401 });
  });

  it('goes on with a file that was broken off, and begins anew where that is gone or somebody else’s', async () => {
    const client = await signedIn();
    const urlStorage = rememberedUploads();
    const file = randomBytes(100_000) as unknown as Blob;
    /** @returns what the API had when the first piece was in */
    const send = async (by: SluiceClient, isBrokenOff: boolean): Promise<number> => {
      const stop = new AbortController();
      const told: number[] = [];
      const onProgress = (sent: number): void => {
        told.push(sent);
        if (isBrokenOff) stop.abort(new Error('broken off'));
      };
      const uploading = { file, filename: 'a.zip', chunkBytes: 40_000, urlStorage, onProgress };
      const sending = by.uploadFile({ ...uploading, signal: stop.signal });
      if (isBrokenOff) await expect(sending).rejects.toThrow('broken off');
      else await sending;
      return told[0] as number;
    };
    expect(await send(client, true)).toBe(40_000);
    expect(await send(client, false)).toBe(80_000);

    await send(client, true);
    const id = urlStorage.last?.split('/').pop() as string;
    const header = { 'Tus-Resumable': '1.0.0' as const };
    await client.http.DELETE('/api/uploads/{id}', { params: { path: { id }, header } });
    expect(await send(client, false)).toBe(40_000);

    await send(client, true);
    expect(await send(await signedIn('owner'), false)).toBe(40_000);
  });

  it('tells why a file is not taken, and stops when it is told to', async () => {
    const stranger = new SluiceClient({ baseUrl: url });
    const file = randomBytes(100_000) as unknown as Blob;
    await expect(stranger.uploadFile({ file, filename: 'a.zip' })).rejects.toMatchObject({
      name: 'SluiceError',
      status: 401,
    });
    const client = await signedIn();
    const stop = new AbortController();
    const never = client.uploadFile({
      file,
      filename: 'a.zip',
      chunkBytes: 10_000,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('not wanted any more')),
    });
    await expect(never).rejects.toThrow('not wanted any more');
  });
});

/** What a browser's local storage does for tus-js-client, which knows files by their fingerprint; here there is one file. */
function rememberedUploads() {
  let kept: PreviousUpload | undefined;
  return {
    /** Where the last upload that was begun is. */
    last: undefined as string | undefined,
    findAllUploads: () => Promise.resolve(kept ? [kept] : []),
    findUploadsByFingerprint: () => Promise.resolve(kept ? [kept] : []),
    addUpload(_fingerprint: string, upload: PreviousUpload) {
      kept = { ...upload, urlStorageKey: 'kept' };
      this.last = upload.uploadUrl ?? undefined;
      return Promise.resolve('kept');
    },
    removeUpload() {
      kept = undefined;
      return Promise.resolve();
    },
  };
}
