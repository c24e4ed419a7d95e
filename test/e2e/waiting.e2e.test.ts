import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack, type StackProgram } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { Redis } from 'ioredis';
import { OmrClient } from './omr-client';

/** Far below the waits asked for: whoever burns one is found out. */
const NOT_WAITED = { timeout: 40_000 };

describe('waiting for the end of a batch', () => {
  let stack: Stack;
  let worker: StackProgram;
  let user: OmrClient;
  let zip: Buffer;

  before(async () => {
    stack = await startStack({ workers: 1, env: { LEASE_MS: '4000' } });
    worker = stack.workers[0] as StackProgram;
    user = await OmrClient.login(stack.apis[0]?.url as string, 'user');
    zip = await makeZip(await makeSheetSet({ count: 12, distinct: 3, dpi: 100, taskId: '14900113' }));
  });
  after(() => stack?.stop());

  async function upload(prefer: Record<string, string>, file = zip, signal: AbortSignal | null = null) {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(file)]), 'sheets.zip');
    const url = `${user.baseUrl}/api/batches/upload`;
    const headers = { ...user.authorization, ...prefer };
    const response = await fetch(url, { method: 'POST', headers, body: form, signal });
    const body = (await response.json()) as { batch_id: string; status: string };
    const header = (name: string): string | null => response.headers.get(name);
    return { status: response.status, applied: header('Preference-Applied'), header, body };
  }

  /** Messages are listened to only while someone waits. */
  const nobodyListens = () =>
    eventually('nobody to listen any more', async () => {
      const redis = new Redis(stack.redisUrl);
      const channels = (await redis.pubsub('CHANNELS', `${stack.redisPrefix}:events:*`)) as string[];
      await redis.quit();
      return channels.length === 0;
    });

  it('answers 200 with the outcome as soon as the batch has ended', NOT_WAITED, async () => {
    const answer = await upload({ Prefer: 'wait=60' });
    expect(answer).toMatchObject({ status: 200, applied: 'wait=60' });
    expect(answer.body).toEqual({
      batch_id: expect.any(String),
      status: 'completed',
      message: expect.stringMatching(/^Batch uploaded successfully/),
      total_size: zip.length,
      error_message: null,
    });
    expect((await user.progress(answer.body.batch_id)).body).toMatchObject({ status: 'completed' });
    await nobodyListens();
  });

  it('tells the reason when the batch has failed meanwhile', NOT_WAITED, async () => {
    const empty = await makeZip([{ name: 'readme.txt', bytes: Buffer.from('no image') }]);
    const answer = await upload({ Prefer: 'respond-async, wait=60' }, empty);
    expect(answer).toMatchObject({ status: 200, applied: 'wait=60' });
    expect(answer.body).toMatchObject({
      status: 'failed',
      error_message: expect.stringContaining('no images'),
    });
  });

  for (const prefer of [undefined, 'wait=soon', 'wait=-1', 'return=minimal', ';;;']) {
    it(`answers 202 as printed, at once, when the client prefers ${prefer ?? 'nothing'}`, async () => {
      const answer = await upload(prefer === undefined ? {} : { Prefer: prefer });
      expect(answer).toMatchObject({ status: 202, applied: null, body: { status: 'uploaded' } });
      expect(answer.header('Location')).toBe(`/api/batches/${answer.body.batch_id}/progress`);
      expect(answer.header('Retry-After')).toMatch(/^\d+$/);
    });
  }

  it('says that it answers asynchronously to those who prefer that', async () => {
    expect(await upload({ Prefer: 'respond-async' })).toMatchObject({
      status: 202,
      applied: 'respond-async',
    });
    expect(await upload({ Prefer: 'wait=0' })).toMatchObject({ status: 202, applied: 'wait=0' });
  });

  it('answers 202 when the time is over, and the work goes on', NOT_WAITED, async () => {
    await worker.kill('SIGSTOP');
    const answer = await upload({ Prefer: 'wait=1' });
    await worker.kill('SIGCONT');
    expect(answer).toMatchObject({ status: 202, applied: 'wait=1', body: { status: 'uploaded' } });
    expect(await user.waitForEnd(answer.body.batch_id)).toMatchObject({ status: 'completed' });
  });

  it('goes on with the work of a client that hangs up, and stops waiting', NOT_WAITED, async () => {
    const earlier = await user.request<{ total: number }>('GET', '/api/batches?limit=1');
    await worker.kill('SIGSTOP');
    const hangUp = new AbortController();
    const answer = upload({ Prefer: 'wait=60' }, zip, hangUp.signal).catch(() => undefined);
    const batches = await eventually('the batch to be there', async () => {
      type List = { total: number; batches: { batch_id: string }[] };
      const { body } = await user.request<List>('GET', '/api/batches?limit=1');
      return body.total > earlier.body.total && body.batches;
    });
    hangUp.abort();
    await answer;
    await nobodyListens();
    await worker.kill('SIGCONT');
    const batchId = batches[0]?.batch_id as string;
    expect(await user.waitForEnd(batchId)).toMatchObject({ status: 'completed' });
  });

  it('stops waiting when the last worker is not heard of any more', NOT_WAITED, async () => {
    await worker.kill('SIGSTOP');
    const answer = await upload({ Prefer: 'wait=60' });
    expect(answer).toMatchObject({ status: 202, body: { status: 'uploaded' } });
    await worker.kill('SIGCONT');
    await user.waitForEnd(answer.body.batch_id);
  });

  it('does not wait at all when there is no worker', NOT_WAITED, async () => {
    await worker.stop();
    const answer = await upload({ Prefer: 'wait=60' });
    expect(answer).toMatchObject({ status: 202, applied: null, body: { status: 'uploaded' } });
    await worker.restart();
    await user.waitForEnd(answer.body.batch_id);
  });

  it('answers those who wait when the process drains', NOT_WAITED, async () => {
    await worker.kill('SIGSTOP');
    const api = stack.apis[0] as StackProgram;
    const answer = upload({ Prefer: 'wait=60' });
    await eventually('someone to wait', async () => {
      const redis = new Redis(stack.redisUrl);
      const channels = (await redis.pubsub('CHANNELS', `${stack.redisPrefix}:events:*`)) as string[];
      await redis.quit();
      return channels.length > 0;
    });
    // Its body is not there yet: it has not begun to wait.
    const late = request(`${user.baseUrl}/api/batches/upload`, {
      method: 'POST',
      agent: false,
      headers: {
        ...user.authorization,
        Prefer: 'wait=60',
        'Content-Type': 'multipart/form-data; boundary=b',
        Expect: '100-continue',
      },
    });
    late.flushHeaders();
    await once(late, 'continue');
    late.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n');
    const exit = api.exited();
    await api.kill('SIGTERM');
    expect(await answer).toMatchObject({ status: 202, body: { status: 'uploaded' } });
    late.end(Buffer.concat([zip, Buffer.from('\r\n--b--\r\n')]));
    expect(((await once(late, 'response')) as [IncomingMessage])[0].statusCode).toBe(202);
    expect(await exit).toMatchObject({ code: 0 });
    await worker.kill('SIGCONT');
  });
});
