import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { Redis } from 'ioredis';
import { freezeWorkerOf } from '../e2e/freezes-at-work';
import { OmrClient, type Progress } from '../e2e/omr-client';

const SHEETS = 96;

describe('omr under faults', () => {
  let stack: Stack;
  let user: OmrClient;
  let db: Database;
  let zip: Buffer;

  before(async () => {
    stack = await startStack({ workers: 2, servers: 'own', env: { LEASE_MS: '4000' } });
    user = await OmrClient.login(stack.apis[0]?.url as string, 'user');
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    zip = await makeZip(await makeSheetSet({ count: SHEETS, distinct: 2, dpi: 120, taskId: '14900113' }));
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  /** Uploads the ZIP, lets `fault` happen when a fifth is done, and checks what must hold whatever happens. */
  async function survive(fault: (batchId: string) => Promise<void>): Promise<void> {
    const { body, status } = await user.upload(zip);
    expect(status).toBe(202);
    const seen: number[] = [];
    let isHappening: Promise<void> | undefined;
    const onProgress = ({ progress_percentage }: Progress): void => {
      seen.push(progress_percentage);
      if (progress_percentage >= 20) isHappening ??= fault(body.batch_id);
    };
    const end = await user.waitForEnd(body.batch_id, { onProgress });
    expect(isHappening).toBeDefined();
    await isHappening;

    expect(end).toMatchObject({ status: 'completed', processed_count: SHEETS, failed_count: 0 });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    const sheets = await rows<{ index: number; status: string; thumbnail: object | null }>(
      db,
      'SELECT index, status, thumbnail FROM omr_sheets WHERE batch_id = $1 ORDER BY index',
      [body.batch_id],
    );
    expect(sheets.map((sheet) => sheet.index)).toEqual(Array.from({ length: SHEETS }, (_, i) => i + 1));
    expect(sheets.every((sheet) => sheet.status === 'processed' && sheet.thumbnail)).toBe(true);
    const open = `SELECT 1 FROM jobs WHERE subject_id = $1 AND state IN ('waiting', 'admitted', 'running')`;
    await eventually('every job to end', async () => (await rows(db, open, [body.batch_id])).length === 0);
  }

  it('completes every sheet once when a worker is killed', async () => {
    await survive(async () => {
      await stack.workers[0]?.kill('SIGKILL');
      await stack.workers[0]?.restart();
    });
  });

  it('completes every sheet once when the worker that leads is killed and does not come back', async () => {
    await survive(async () => {
      await stack.workers[1]?.kill('SIGKILL');
    });
    await stack.workers[1]?.restart();
  });

  it('completes every sheet once when a worker is frozen until another has its work, and thawed', async () => {
    await survive(async (batchId) => {
      const frozen = await freezeWorkerOf(batchId, stack, db);
      const again = 'SELECT 1 FROM jobs WHERE subject_id = $1 AND epoch > 1';
      try {
        const isGiven = async (): Promise<boolean> => (await rows(db, again, [batchId])).length > 0;
        await eventually('its work to be given to another', isGiven, 40_000);
      } finally {
        // One that stays frozen would not end with the stack.
        await frozen.kill('SIGCONT');
      }
    });
  });

  it('completes every sheet once when Redis is killed and comes back', async () => {
    await survive(async () => {
      await stack.services.redis.kill('SIGKILL');
      await stack.services.redis.start();
    });
  });

  it('completes every sheet once when Redis loses everything', async () => {
    await survive(async () => {
      const redis = new Redis(stack.redisUrl);
      await redis.flushall();
      await redis.quit();
    });
  });

  it('accepts a batch while Redis is away and works on it when Redis is back', async () => {
    await stack.services.redis.kill('SIGKILL');
    const upload = await user.upload(zip);
    expect(upload.status).toBe(202);
    expect((await user.progress(upload.body.batch_id)).body).toMatchObject({ status: 'uploaded' });
    await stack.services.redis.start();
    expect(await user.waitForEnd(upload.body.batch_id)).toMatchObject({ status: 'completed' });
  });

  it('completes every sheet once when Postgres is restarted', async () => {
    await survive(async () => {
      const { postgres } = stack.services;
      const ended = postgres.exited();
      await postgres.kill('SIGINT');
      await ended;
      await postgres.start();
    });
  });

  it('drains within ten seconds on SIGTERM and leaves its pieces to others', async () => {
    await survive(async () => {
      const worker = stack.workers[0];
      const startedAt = Date.now();
      const exit = worker?.exited();
      await worker?.kill('SIGTERM');
      expect(await exit).toMatchObject({ code: 0 });
      expect(Date.now() - startedAt).toBeLessThan(10_000);
      await worker?.restart();
    });
  });
});
