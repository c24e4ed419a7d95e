import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { readdir } from 'node:fs/promises';
import { signIn } from './sign-in';

/** Uploads a minute, a user; the first tests stay below. */
const LIMIT = 100;

interface Sent {
  status: number;
  replayed: string | null;
  headers: Headers;
  body: { batch_id?: string; detail?: string };
}

describe('uploads that several API processes take', () => {
  let stack: Stack;
  let db: Database;
  let token: string;
  let zip: Buffer;

  before(async () => {
    stack = await startStack({ apis: 3, workers: 0, env: { RATE_LIMIT_OMR_UPLOADS: String(LIMIT) } });
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    token = await signIn(stack.apis[0]?.url as string, 'user');
    zip = await makeZip([{ name: '1.jpg', bytes: await makeSheet() }]);
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  function formOf({ bytes = zip, name = 'sheets.zip', fileFirst = true, hasQr = 'true' } = {}): FormData {
    const form = new FormData();
    const addFile = (): void => form.append('file', new Blob([new Uint8Array(bytes)]), name);
    if (fileFirst) addFile();
    form.append('has_qr', hasQr);
    if (!fileFirst) addFile();
    return form;
  }

  async function send(key: string, form: FormData, api = 0): Promise<Sent> {
    const response = await fetch(`${stack.apis[api]?.url}/api/batches/upload`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Idempotency-Key': key },
      body: form,
    });
    const { status, headers } = response;
    const replayed = headers.get('Idempotency-Replayed');
    return { status, headers, replayed, body: (await response.json()) as Sent['body'] };
  }

  const countBatches = async (): Promise<number> => (await rows(db, 'SELECT 1 FROM omr_batches')).length;

  async function storedFiles(): Promise<number> {
    const entries = await readdir(stack.storageDir, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).length;
  }

  it('makes one batch of fifty at once over two API processes, and leaves one file', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => send('fifty', formOf(), i % 2)));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(answers.filter(({ status }) => status !== 202).every(({ status }) => status === 409)).toBe(true);
    expect(accepted.filter(({ replayed }) => replayed === null)).toHaveLength(1);
    expect(new Set(accepted.map(({ body }) => body.batch_id)).size).toBe(1);
    expect(await countBatches()).toBe(1);
    await eventually('the copies are gone', async () => (await storedFiles()) === 1);

    for (const api of [0, 1]) {
      const again = await send('fifty', formOf(), api);
      expect([again.status, again.replayed]).toEqual([202, 'true']);
      expect(again.body).toEqual(accepted[0]?.body);
      expect(again.headers.get('Location')).toBe(`/api/batches/${accepted[0]?.body.batch_id}/progress`);
    }
    await eventually('their copies are gone', async () => (await storedFiles()) === 1);
  });

  it('knows the request by its fields and its files’ names and bytes, not by boundary or order', async () => {
    const first = await send('same', formOf());
    const turned = await send('same', formOf({ fileFirst: false }), 1);
    expect([turned.status, turned.replayed, turned.body]).toEqual([202, 'true', first.body]);
    for (const other of [
      { hasQr: '1' },
      { name: 'other.zip' },
      { bytes: Buffer.concat([zip, Buffer.from([0])]) },
    ]) {
      const { status, body } = await send('same', formOf(other), 1);
      expect([status, body.detail]).toEqual([422, expect.stringContaining('different request')]);
    }
    expect(await countBatches()).toBe(2);
  });

  it('makes one batch when the API dies with the request in its hands', async () => {
    const [api] = stack.apis;
    // The row of the batch stands, its transaction can't end while this lock is held: killed in mid-creation.
    const lock = db.createQueryRunner();
    await lock.startTransaction();
    await lock.query('LOCK TABLE audit_events IN SHARE MODE');
    const lost = send('killed', formOf()).catch((error: unknown) => error);
    // Others may wait for other locks meanwhile: admission for its advisory one.
    await eventually('the request is in its transaction', async () => {
      const held = await rows(
        db,
        `SELECT 1 FROM pg_stat_activity, idempotency_keys
         WHERE wait_event_type = 'Lock' AND wait_event = 'relation' AND datname = current_database()
           AND key = 'killed' AND idempotency_keys.state = 'claimed'`,
      );
      return held.length > 0;
    });
    await api?.kill('SIGKILL');
    await lost;
    await lock.rollbackTransaction();
    await lock.release();
    expect((await send('killed', formOf(), 1)).status).toBe(409);
    await db.query(`UPDATE idempotency_keys SET lease_until = now() WHERE key = 'killed'`);
    const before = await countBatches();
    const again = await send('killed', formOf(), 1);
    expect([again.status, again.replayed]).toEqual([202, null]);
    expect(await countBatches()).toBe(before + 1);
    await api?.restart();
  });

  it('lets exactly 100 of 200 at once through, over three API processes', async () => {
    // Someone who has sent nothing yet.
    const agent = await signIn(stack.apis[0]?.url as string, 'agent');
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const response = await fetch(`${stack.apis[i % 3]?.url}/api/batches/upload`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${agent}` },
        });
        await response.arrayBuffer();
        return response;
      }),
    );
    // What passes is told that it has no form.
    expect(answers.filter(({ status }) => status === 415)).toHaveLength(100);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(100);
    expect(answers.filter(({ headers }) => headers.get('X-RateLimit-Limit') === '100')).toHaveLength(200);
    const left = answers.map(({ headers }) => Number(headers.get('X-RateLimit-Remaining')));
    expect(left.filter((number) => number > 0).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 99 }, (_, i) => i + 1),
    );
  });
});
