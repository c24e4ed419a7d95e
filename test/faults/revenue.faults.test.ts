import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, it, type TestContext } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import {
  largeDruBlocks,
  largeDruBytes,
  largeDruChecksum,
  STORED_CHECKSUM,
} from '@sluice/test/fixtures/large-dru';
import { asMany } from '@sluice/test/fixtures/long-form';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { freezeWorkerOf } from '../e2e/freezes-at-work';
import { type RevenueFileBody, RevenueClient } from '../e2e/revenue-client';
import { uploadResumably } from '../e2e/tus-upload';

const ROWS = asMany(250_000, 1_000_000);
const SEED = 4;
const KILLS = 2;

describe('revenue under faults', () => {
  let stack: Stack;
  let user: RevenueClient;
  let db: Database;

  before(async () => {
    stack = await startStack({ workers: 2, servers: 'own', env: { LEASE_MS: '4000' } });
    user = await RevenueClient.login(stack.apis[0]?.url as string, 'user');
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  /** Uploads a table of so many records, each once; larger ones than a request may carry as well. @returns the file's id */
  async function upload(count: number): Promise<string> {
    const uploadId = await uploadResumably(user.baseUrl, user.token, {
      filename: 'DRU6805.DBF',
      bytes: largeDruBytes(count),
      blocks: largeDruBlocks({ rows: count, seed: SEED }),
    });
    const form = new FormData();
    form.append('upload_id', uploadId);
    const headers = { Prefer: 'respond-async' };
    const { status, body } = await user.request<{ fileId: string }>('POST', '/upload', { form, headers });
    expect([status, body]).toEqual([202, expect.objectContaining({ success: true })]);
    return body.data.fileId;
  }

  async function untilEnded(fileId: string): Promise<RevenueFileBody> {
    let file = await user.file(fileId);
    const hasEnded = async () => {
      file = await user.file(fileId);
      return file.status === 'completed' || file.status === 'error';
    };
    await eventually('the file to end', hasEnded, 300_000);
    return file;
  }

  /** Every record is there, once, as it was made, and the counters say so. */
  async function expectAllRecords(file: RevenueFileBody, count: number): Promise<void> {
    expect(file).toMatchObject({
      status: 'completed',
      isValid: true,
      totalRecords: count,
      validRecords: count,
      invalidRecords: 0,
      processedRecords: count,
      skippedRecords: 0,
    });
    const stored = await rows(
      db,
      `SELECT count(*)::int AS count, count(DISTINCT row_number)::int AS "distinct", min(row_number) AS first,
         max(row_number) AS last, bool_and(is_valid) AS valid, ${STORED_CHECKSUM}::float8 AS checksum
       FROM revenue_records WHERE file_id = $1`,
      [file.id],
    );
    const checksum = largeDruChecksum({ rows: count, seed: SEED });
    expect(stored).toEqual([{ count, distinct: count, first: 1, last: count, valid: true, checksum }]);
    expect(await rows(db, 'SELECT 1 FROM revenue_record_errors WHERE file_id = $1', [file.id])).toEqual([]);
  }

  const storedRecords = async (fileId: string): Promise<number> => {
    const [file] = await rows<{ total: number }>(
      db,
      'SELECT total_records AS total FROM revenue_files WHERE id = $1',
      [fileId],
    );
    return file?.total ?? 0;
  };

  it(`stores each of ${ROWS} records once when workers are killed in the middle of them`, async (t) => {
    const random = seededRandom(SEED);
    const fileId = await upload(ROWS);
    const seen: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      // Somewhere in the first quarter, then somewhere in the second.
      const atLeast = ((kill + random()) / (2 * KILLS)) * ROWS;
      await eventually('enough records', async () => (await storedRecords(fileId)) >= atLeast, 240_000);
      const holder = await freezeWorkerOf(fileId, stack, db);
      await holder.kill('SIGKILL');
      const kept = await storedRecords(fileId);
      t.diagnostic(`${holder.name} was killed at ${kept} records`);
      expect(kept).toBeGreaterThan(seen.at(-1) ?? 0);
      expect(kept).toBeLessThan(ROWS);
      seen.push(kept);
      // With one alive and one more to come there is always another.
      await holder.restart();
    }
    const file = await untilEnded(fileId);
    await expectAllRecords(file, ROWS);
    const jobs = await rows(db, 'SELECT name, state, epoch, crashes FROM jobs WHERE subject_id = $1', [
      fileId,
    ]);
    expect(jobs).toEqual([
      { name: 'revenue.parse-file', state: 'done', epoch: KILLS + 1, crashes: expect.any(Number) },
    ]);
  });

  it(
    'reads a table of 300,000 records in the memory of one of 10,000',
    { skip: process.platform !== 'linux' && 'peaks are read from /proc, which only Linux has' },
    async (t: TestContext) => {
      const [worker, other] = stack.workers;
      await other?.stop();
      await worker?.restart();
      // What is measured is the size of the table, not the first use of the code.
      await untilEnded(await upload(20_000));
      const peaks: number[] = [];
      for (const count of [10_000, 300_000]) {
        await writeFile(`/proc/${worker?.pid}/clear_refs`, '5');
        await expectAllRecords(await untilEnded(await upload(count)), count);
        peaks.push(await peakMib(worker?.pid as number));
      }
      const [small = 0, large = 0] = peaks;
      t.diagnostic(`peak memory: ${small.toFixed(0)} MiB at 10,000 records, ${large.toFixed(0)} at 300,000`);
      expect(large).toBeLessThan(1.5 * small);
    },
  );
});

/** See proc(5): the most memory a process has held since its peak was forgotten, in MiB. */
async function peakMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
