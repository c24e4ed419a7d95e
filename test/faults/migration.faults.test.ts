import { after, afterEach, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { asMany } from '@sluice/test/fixtures/long-form';
import { type ImportFile } from '@sluice/test/fixtures/pilgrims-file';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { makePilgrims } from '@sluice/test/fixtures/pilgrims';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { startStack, type Stack, type StackProgram } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { Redis } from 'ioredis';
import { MigrationClient } from '../e2e/migration-client';
import { GATES, type GatePlace, ImportGate } from '../e2e/migration-gate';
import { expectImported, expectReports } from '../e2e/migration-outcome';

const ROWS = asMany(20_000, 60_000);
const SEED = 5;
const KILLS = asMany(3, 5);
/** Files of single faults. */
const FEWER_ROWS = 10_000;

describe('migration under faults', () => {
  let stack: Stack;
  let admin: MigrationClient;
  let db: Database;
  let gate: ImportGate;
  const random = seededRandom(SEED);

  before(async () => {
    const env = { LEASE_MS: '4000', RATE_LIMIT_MIGRATION: '0' };
    stack = await startStack({ workers: 2, servers: 'own', env });
    admin = await MigrationClient.login(stack.apis[0]?.url as string, 'admin');
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    gate = await ImportGate.install(db);
    await admin.import({ importType: 'package', bytes: makePackages(20).bytes() });
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  /** Both workers are there for the next test, whatever became of this one. */
  afterEach(async () => {
    await gate.open();
    await restartKilled();
  });

  async function restartKilled(): Promise<void> {
    for (const worker of stack.workers) if (worker.hasExited()) await worker.restart();
  }

  const upload = (file: ImportFile): Promise<string> =>
    admin.upload({ importType: 'jamaah', bytes: file.bytes() });

  const anyPlace = (): GatePlace => GATES[Math.floor(random() * GATES.length)] as GatePlace;

  /** The program that has the job now. */
  async function holderOf(jobId: string): Promise<StackProgram | undefined> {
    const [job] = await rows<{ worker_id: string }>(
      db,
      `SELECT worker_id FROM jobs WHERE subject_id = $1 AND state = 'running'`,
      [jobId],
    );
    const [, pid] = /-(\d+)-[0-9a-f]+$/.exec(job?.worker_id ?? '') ?? [];
    return stack.workers.find((worker) => worker.pid === Number(pid));
  }

  /** Kills whoever has come to the gate with a job. @returns the rows that are done for good */
  async function killAtGate(jobId: string): Promise<number> {
    await gate.met();
    const [{ processed = 0 } = {}] = await rows<{ processed: number }>(
      db,
      'SELECT processed_rows AS processed FROM migration_jobs WHERE id = $1',
      [jobId],
    );
    const holder = await holderOf(jobId);
    await holder?.kill('SIGKILL');
    expect(holder).toBeDefined();
    return processed;
  }

  /** A seeded number of rows in the nth of some parts of a file. */
  const within = (part: number, parts: number, total: number): number =>
    Math.floor(((part + random()) / (parts + 1)) * total);

  it(`imports each of ${ROWS} rows once when workers are killed ${KILLS} times in the middle of it`, async (t) => {
    const file = makePilgrims({ rows: ROWS, faultEvery: 100, seed: SEED });
    const jobId = await upload(file);
    let done = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const place = anyPlace();
      await gate.close(place, within(kill, KILLS, file.rows.length));
      if (kill === 0) expect((await admin.start(jobId)).status).toBe(200);
      const kept = await killAtGate(jobId);
      t.diagnostic(`killed ${place}, ${kept} rows done`);
      expect(kept).toBeGreaterThan(done);
      expect(kept).toBeLessThan(file.rows.length);
      done = kept;
      // With one alive and one more to come there is always another.
      await restartKilled();
    }
    await gate.open();
    await expectImported(db, admin, await admin.untilStill(jobId), file);
    const jobs = await rows(db, `SELECT name, state, epoch FROM jobs WHERE subject_id = $1`, [jobId]);
    expect(jobs).toEqual([{ name: 'migration.import', state: 'done', epoch: KILLS + 1 }]);
  });

  it('judges each row once when a worker is killed in the middle of a dry run', async (t) => {
    const file = makePilgrims({ rows: FEWER_ROWS, faultEvery: 100, firstIndex: 200_000 });
    const jobId = await upload(file);
    await gate.close('behind-counters', within(0, 1, file.rows.length));
    await admin.validate(jobId);
    t.diagnostic(`killed behind-counters, ${await killAtGate(jobId)} rows done`);
    await gate.open();
    await restartKilled();
    const job = await admin.untilStill(jobId);
    expect(job).toMatchObject({
      status: 'pending',
      valid_rows: file.stored.size,
      validation: { error_summary: file.summary, warnings: file.warnings.length },
    });
    await expectReports(admin, jobId, file);
    await expectImported(db, admin, await admin.run(jobId), file);
  });

  /** Lets something happen while an import is in the middle of a piece, and checks the end. */
  async function survive(firstIndex: number, fault: (jobId: string) => Promise<void>): Promise<void> {
    const file = makePilgrims({ rows: FEWER_ROWS, faultEvery: 100, firstIndex });
    const jobId = await upload(file);
    await gate.close(anyPlace(), within(0, 1, file.rows.length));
    await admin.start(jobId);
    await gate.met();
    await fault(jobId);
    await gate.open();
    await expectImported(db, admin, await admin.untilStill(jobId), file);
  }

  it('imports each row once when Redis loses everything', async () => {
    await survive(300_000, async () => {
      const redis = new Redis(stack.redisUrl);
      await redis.flushall();
      await redis.quit();
    });
  });

  it('imports each row once when Postgres is restarted', async () => {
    await survive(400_000, async () => {
      const { postgres } = stack.services;
      const ended = postgres.exited();
      await postgres.kill('SIGINT');
      await ended;
      await postgres.start();
    });
  });

  it('imports each row once when a worker is frozen until another has its work, and thawed', async () => {
    await survive(500_000, async (jobId) => {
      const frozen = await holderOf(jobId);
      await frozen?.kill('SIGSTOP');
      await gate.open();
      await eventually(
        'its work to be given to another',
        async () => {
          const again = await rows(db, 'SELECT 1 FROM jobs WHERE subject_id = $1 AND epoch > 1', [jobId]);
          return again.length > 0;
        },
        40_000,
      );
      await frozen?.kill('SIGCONT');
    });
  });

  it('takes out each row once when a worker is killed in the middle of a rollback', async () => {
    const file = makePilgrims({ rows: 2_000, firstIndex: 600_000 });
    const job = await admin.import({ importType: 'jamaah', bytes: file.bytes() });
    // It waits for these rows, with its own change not committed.
    const holder = db.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT FROM onboarding_jamaah WHERE migration_job_id = $1 FOR UPDATE', [job.id]);
    const answer = admin.rollback(job.id);
    const working = await eventually('a worker at it', () => holderOf(job.id));
    await working.kill('SIGKILL');
    await holder.rollbackTransaction();
    await holder.release();
    await working.restart();
    await answer;
    await eventually(
      'the rollback',
      async () => (await admin.status(job.id)).status === 'rolled_back',
      60_000,
    );
    expect(await rows(db, 'SELECT 1 FROM onboarding_jamaah WHERE migration_job_id = $1', [job.id])).toEqual(
      [],
    );
    const { body } = await admin.request<{ rollback_summary: object }>('GET', `/migration/${job.id}`);
    expect(body.rollback_summary).toEqual({ removed: 2_000, kept_changed: 0, kept_used: 0 });
  });
});
