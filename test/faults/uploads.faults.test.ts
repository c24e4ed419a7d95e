import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pipeline } from 'node:stream/promises';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { startStack, type Stack, type StackApi } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { signIn } from '../e2e/sign-in';
import { TusRaw } from '../e2e/tus-raw';

const MIB = 2 ** 20;
const BYTES = 24 * MIB;

describe('resumable uploads under faults', () => {
  let stack: Stack;
  let db: Database;
  let user: TusRaw;
  let other: TusRaw;

  before(async () => {
    stack = await startStack({ apis: 2, workers: 0, servers: 'own', env: { SHUTDOWN_GRACE_MS: '2000' } });
    const [first, second] = stack.apis.map((api) => api.url) as [string, string];
    user = new TusRaw(first, await signIn(first, 'user'));
    other = user.at(second);
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  async function fileOf(path: string): Promise<string> {
    const id = path.split('/').pop();
    const [row] = await rows<{ key: string }>(db, 'SELECT file_key AS key FROM uploads WHERE id = $1', [id]);
    return join(stack.storageDir, row?.key as string);
  }

  /** The file itself is read: what its row says could have been true once. */
  async function expectStored(path: string, bytes: Buffer): Promise<void> {
    const hash = createHash('sha256');
    await pipeline(createReadStream(await fileOf(path)), hash);
    const expected = createHash('sha256').update(bytes).digest('hex');
    expect(hash.digest('hex')).toBe(expected);
    const id = path.split('/').pop();
    expect(await rows(db, 'SELECT state, sha256 FROM uploads WHERE id = $1', [id])).toEqual([
      { state: 'finished', sha256: expected },
    ]);
  }

  async function untilWritten(path: string, bytes: number): Promise<void> {
    const file = await fileOf(path);
    await eventually('bytes on the disk', async () => (await stat(file)).size >= bytes);
  }

  it('refuses to write without Redis, and goes on when it is back', async () => {
    const bytes = randomBytes(1000);
    const path = await user.create(1000);
    await user.patch(path, 0, bytes.subarray(0, 400));
    await stack.services.redis.kill('SIGKILL');
    const refused = await user.patch(path, 400, bytes.subarray(400));
    expect(refused).toMatchObject({ status: 503, problem: { status: 503, code: 'service_unavailable' } });
    expect(refused.headers.get('Retry-After')).toBe('2');
    expect((await user.send('POST', '/api/uploads', { 'Upload-Length': '5' })).status).toBe(503);
    expect(await rows(db, 'SELECT count(*)::int AS n FROM uploads')).toEqual([{ n: 1 }]);

    await stack.services.redis.start();
    await eventually('Redis to be back', async () => (await user.send('HEAD', path)).status === 200);
    expect((await user.patch(path, 400, bytes.subarray(400))).status).toBe(204);
    await expectStored(path, bytes);
  });

  it('ends a request whose lock is lost with Redis, keeping what came', async () => {
    const bytes = randomBytes(BYTES);
    const path = await user.create(BYTES);
    const patch = user.openPatch(path, 0, BYTES);
    patch.write(bytes.subarray(0, 8 * MIB));
    await untilWritten(path, 4 * MIB);
    const ended = once(patch, 'response');
    await stack.services.redis.kill('SIGKILL');
    await ended;
    patch.destroy();

    await stack.services.redis.start();
    const offset = await eventually('the offset', () => other.offset(path));
    expect(offset).toBeGreaterThanOrEqual(4 * MIB);
    expect((await other.patch(path, offset, bytes.subarray(offset))).status).toBe(204);
    await expectStored(path, bytes);
  });

  it('writes nothing more from a process that was frozen while another finished the file', async () => {
    const bytes = randomBytes(BYTES);
    const path = await user.create(BYTES);
    const patch = user.openPatch(path, 0, BYTES);
    // Not what the file is in the end: a late write would be seen.
    patch.write(bytes.subarray(0, 6 * MIB));
    await untilWritten(path, 4 * MIB);
    const frozen = stack.apis[0] as StackApi;
    await frozen.kill('SIGSTOP');
    patch.write(Buffer.alloc(2 * MIB, 0xee));
    const offset = await other.offset(path);
    expect((await other.patch(path, offset, bytes.subarray(offset))).status).toBe(204);
    const ended = new Promise((resolve) => patch.once('close', resolve));
    await frozen.kill('SIGCONT');
    patch.end(Buffer.alloc(BYTES - 8 * MIB, 0xee));
    await ended;
    await eventually('the thawed process to answer', async () => (await user.offset(path)) === BYTES);
    await expectStored(path, bytes);
  });

  it('keeps what came of a request that takes longer than a process has to end, and goes on elsewhere', async () => {
    const bytes = randomBytes(BYTES);
    const path = await user.create(BYTES);
    const patch = user.openPatch(path, 0, BYTES);
    patch.write(bytes.subarray(0, 6 * MIB));
    await untilWritten(path, 4 * MIB);
    const ending = stack.apis[0] as StackApi;
    const exited = ending.exited();
    await ending.kill('SIGTERM');
    // Somebody had to be cut off.
    expect(await exited).toEqual({ code: 1, signal: null });
    const offset = await other.offset(path);
    expect(offset).toBeGreaterThanOrEqual(4 * MIB);
    const saved = 'SELECT received_bytes::int AS bytes FROM uploads WHERE id = $1';
    expect(await rows(db, saved, [path.split('/').pop()])).toEqual([{ bytes: offset }]);
    expect((await other.patch(path, offset, bytes.subarray(offset))).status).toBe(204);
    await expectStored(path, bytes);
  });
});
