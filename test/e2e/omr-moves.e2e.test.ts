import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { makeSheet, makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { expect } from 'expect';
import { OmrClient, type Progress } from './omr-client';

const TASK = '14900113';
/** Heartbeats would notice a cancel only after seconds: what stops earlier was told. */
const LEASE_MS = '20000';
/** Some seconds of work. */
const SHEETS = 64;
const RACES = 16;

describe('omr: cancel and retry', () => {
  let stack: Stack;
  let user: OmrClient;
  let admin: OmrClient;
  let db: Database;
  let large: Buffer;
  let tiny: Buffer;

  before(async () => {
    stack = await startStack({ workers: 2, env: { LEASE_MS } });
    const url = stack.apis[0]?.url as string;
    user = await OmrClient.login(url, 'user');
    admin = await OmrClient.login(url, 'admin');
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    large = await makeZip(await makeSheetSet({ count: SHEETS, distinct: 2, dpi: 150, taskId: TASK }));
    tiny = await makeSheet({ taskId: TASK, dpi: 40 });
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  async function upload(zip: Buffer, fields?: Record<string, string>): Promise<string> {
    const { status, body } = await user.upload(zip, fields);
    expect(status).toBe(202);
    return body.batch_id;
  }
  const underWay = (id: string) =>
    eventually('some sheets to be done', async () => (await user.progress(id)).body.processed_count > 0);
  const sheetsOf = (id: string) =>
    rows<{ index: number; status: string; processed_at: Date | null }>(
      db,
      'SELECT index, status, processed_at FROM omr_sheets WHERE batch_id = $1 ORDER BY index',
      [id],
    );
  const activeJobs = (id: string) =>
    rows(db, `SELECT 1 FROM jobs WHERE subject_id = $1 AND state IN ('waiting', 'admitted', 'running')`, [
      id,
    ]);

  it('stops the work of a running batch at once and says what was not done', async (t) => {
    const id = await upload(large);
    await underWay(id);
    const startedAt = performance.now();
    const { status, body } = await user.cancel(id);
    const doneThen = (await sheetsOf(id)).filter((sheet) => sheet.status !== 'pending');
    expect(status).toBe(200);
    expect(body).toEqual({
      batch_id: id,
      status: 'failed',
      message: `Cancelled by user: ${doneThen.length} of ${SHEETS} sheets were processed`,
      sheet_count: SHEETS,
      processed_count: doneThen.length,
      failed_count: 0,
      not_processed_count: SHEETS - doneThen.length,
      not_processed: expect.any(Array),
    });
    const missing = body.not_processed.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    expect(missing).toBe(body.not_processed_count);
    expect((await user.progress(id)).body).toMatchObject({ status: 'failed' });

    await eventually('the workers to have let go', () =>
      stack.workers.every((worker) => worker.output().includes('the job was taken away')),
    );
    t.diagnostic(`both workers had let go ${Math.round(performance.now() - startedAt)} ms after the cancel`);
    // Another batch goes through, so there was time to write, and nothing was written.
    await user.waitForEnd(await upload(await makeZip([{ name: '1.jpg', bytes: tiny }])));
    expect((await sheetsOf(id)).filter((sheet) => sheet.status !== 'pending')).toEqual(doneThen);
    expect(await activeJobs(id)).toEqual([]);

    expect(await user.cancel(id)).toMatchObject({ status: 200, body });
    const audit = 'SELECT actor_name, details FROM audit_events WHERE subject_id = $1 AND action = $2';
    expect(await rows(db, audit, [id, 'omr.batch.cancel'])).toMatchObject([
      { actor_name: 'user', details: { sheetCount: SHEETS, processedCount: doneThen.length } },
    ]);
  });

  it('does what a cancel left over, every sheet once, when asked to', async () => {
    const id = await upload(large);
    await underWay(id);
    await admin.cancel(id);
    expect((await user.status(id)).body.error_message).toMatch(/^Cancelled by admin: \d+ of 64 sheets/);
    const kept = (await sheetsOf(id)).filter((sheet) => sheet.status === 'processed');

    const { status, body } = await user.retry(id);
    expect([status, body]).toEqual([
      202,
      {
        batch_id: id,
        status: 'processing',
        message: `Batch retry started. ${SHEETS - kept.length} of ${SHEETS} sheets are processed again.`,
        retried_count: SHEETS - kept.length,
      },
    ]);
    expect(await user.retry(id)).toMatchObject({ status: 409 });
    const seen: number[] = [];
    const onProgress = (progress: Progress): void => void seen.push(progress.processed_count);
    const end = await user.waitForEnd(id, { onProgress });
    expect(end).toMatchObject({ status: 'completed', processed_count: SHEETS, failed_count: 0 });
    expect(seen[0]).toBeGreaterThanOrEqual(kept.length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect((await user.status(id)).body).toMatchObject({ error_message: null, warnings: [], task_id: TASK });
    const after = await sheetsOf(id);
    for (const sheet of kept) expect(after[sheet.index - 1]).toEqual(sheet);
    expect(await user.cancel(id)).toMatchObject({ status: 409 });
    expect(await user.retry(id)).toMatchObject({ status: 409 });
  });

  it('does again only the sheets that failed, and judges the batch anew', async () => {
    const good = await makeSheet({ taskId: TASK });
    const zip = await makeZip([
      { name: 'readme.txt', bytes: Buffer.from('x') },
      { name: '1.jpg', bytes: await makeSheet({ taskId: null }) },
      { name: '2.jpg', bytes: good },
      { name: '3.jpg', bytes: good.subarray(0, good.length / 2) },
    ]);
    const id = await upload(zip);
    await user.waitForEnd(id);
    const { body: before } = await user.status(id);
    const sheetsBefore = await sheetsOf(id);
    expect((await user.retry(id)).body).toMatchObject({ retried_count: 1 });
    await user.waitForEnd(id);
    const { body: after } = await user.status(id);
    expect(after).toEqual({ ...before, completed_at: after.completed_at });
    expect((await sheetsOf(id)).slice(0, 2)).toEqual(sheetsBefore.slice(0, 2));
  });

  it('looks again for codes on all sheets when none had one, and leaves no files behind', async () => {
    const blank = await makeSheet({ taskId: null });
    const id = await upload(await makeZip(['1.jpg', '2.jpg'].map((name) => ({ name, bytes: blank }))));
    expect(await user.waitForEnd(id)).toMatchObject({ status: 'failed', processed_count: 2 });
    const files = () => rows<{ key: string }>(db, 'SELECT key FROM files');
    const before = await files();
    expect((await user.retry(id)).body).toMatchObject({ retried_count: 2 });
    expect(await user.waitForEnd(id)).toMatchObject({ status: 'failed', processed_count: 2 });
    expect((await files()).length).toBe(before.length);
    expect((await user.download(`/api/batches/${id}/sheets/1/thumbnail`)).status).toBe(200);
  });

  it('opens a refused upload again', async () => {
    const id = await upload(Buffer.from('this is no ZIP'.repeat(10)));
    await user.waitForEnd(id);
    const { body: before } = await user.status(id);
    expect((await user.retry(id)).body).toMatchObject({ status: 'uploaded', retried_count: 0 });
    expect(await user.waitForEnd(id)).toMatchObject({ status: 'failed' });
    expect((await user.status(id)).body.error_message).toBe(before.error_message);
  });

  it('cancels what no worker has begun, and begins it when retried', async () => {
    await Promise.all(stack.workers.map((worker) => worker.stop()));
    const id = await upload(await makeZip([{ name: '1.jpg', bytes: tiny }]), { task_id: TASK });
    expect((await user.cancel(id)).body).toMatchObject({
      message: 'Cancelled by user before its sheets were known',
      sheet_count: 0,
      not_processed: [],
    });
    expect((await user.retry(id)).body).toMatchObject({ status: 'uploaded' });
    await Promise.all(stack.workers.map((worker) => worker.restart()));
    expect(await user.waitForEnd(id)).toMatchObject({ status: 'completed', processed_count: 1 });
  });

  it('gives a sheet that workers died on another chance', async () => {
    const id = await upload(large);
    await underWay(id);
    await Promise.all(stack.workers.map((worker) => worker.kill('SIGKILL')));
    // As if three workers had died on each piece.
    await db.query(
      `UPDATE jobs SET state = 'waiting', crashes = 3 WHERE subject_id = $1 AND state = 'running'`,
      [id],
    );
    await Promise.all(stack.workers.map((worker) => worker.restart()));
    const end = await user.waitForEnd(id);
    expect(end.failed_count).toBeGreaterThan(0);
    const { body } = await user.status(id, 'status=failed');
    expect(body.sheets[0]?.error).toMatch(/crashed 3 times/);
    expect((await user.retry(id)).body).toMatchObject({ retried_count: end.failed_count });
    expect(await user.waitForEnd(id)).toMatchObject({ status: 'completed', processed_count: SHEETS });
  });

  it('is for the owner and admins alone', async () => {
    const agent = await OmrClient.login(user.baseUrl, 'agent');
    const id = await upload(await makeZip([{ name: '1.jpg', bytes: tiny }]), { task_id: TASK });
    for (const move of [agent.cancel(id), agent.retry(id), user.cancel(id.replace(/.$/, 'x'))])
      expect(await move).toMatchObject({ status: 404 });
    const unsigned = await fetch(`${user.baseUrl}/api/batches/${id}/cancel`, { method: 'POST' });
    expect(unsigned.status).toBe(401);
    expect(await user.waitForEnd(id)).toMatchObject({ status: 'completed' });
  });

  it('meets the last piece, other cancels and retries in legal states only', async (t) => {
    const random = seededRandom(3);
    const zip = await makeZip([1, 2, 3].map((n) => ({ name: `${n}.jpg`, bytes: tiny })));
    const ends: Record<string, number> = {};
    for (let race = 0; race < RACES; race++) {
      const id = await upload(zip, { task_id: TASK });
      await pause(random() * 120);
      const answers = await Promise.all([user.cancel(id), admin.cancel(id), user.retry(id)]);
      const retried = answers[2].status === 202;
      const cancelled = answers.slice(0, 2).filter((answer) => answer.status === 200).length;
      const end = await user.waitForEnd(id);
      const outcome = `${end.status}, ${cancelled} cancels, ${retried ? 'retried' : 'not retried'}`;
      ends[outcome] = (ends[outcome] ?? 0) + 1;
      const sheets = await sheetsOf(id);
      const processed = sheets.filter((sheet) => sheet.status === 'processed').length;
      expect(end).toMatchObject({ sheet_count: sheets.length, processed_count: processed, failed_count: 0 });
      if (end.status === 'completed') expect(processed).toBe(3);
      else expect(cancelled).toBeGreaterThan(0);
      expect(await activeJobs(id)).toEqual([]);
      if (end.status === 'failed') {
        expect((await user.retry(id)).status).toBe(202);
        expect(await user.waitForEnd(id)).toMatchObject({ status: 'completed', processed_count: 3 });
      }
    }
    t.diagnostic(JSON.stringify(ends));
  });
});
