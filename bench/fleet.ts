import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { addJobs } from '@sluice/kernel/queue';
import { connectRedis } from '@sluice/kernel/redis';
import { eventually } from '@sluice/kernel/testing';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { median, untilIdle } from './kit/measure';
import { noop, type NoopWorker, openAdmission, QUEUES, startNoopWorker } from './kit/noop-worker';

const CONCURRENCY = 2;
const LEASE_MS = 10_000;
/** A fleet that is asked for; what fewer workers cost is measured. */
const ASKED_WORKERS = 1_000;
const IDLE_FLEETS = [25, 50, 100];
const IDLE_WINDOW_MS = 15_000;
const WAITING_JOBS = 100_000;
const OWNERS = 1_000;
const ADMISSIONS = 15;
const NOOP_JOBS = 4_000;
const NOOP_FLEETS = [1, 4, 16];

function startFleet(stack: Stack, db: Database, size: number): Promise<NoopWorker[]> {
  const options = { concurrency: CONCURRENCY, leaseMs: LEASE_MS };
  return Promise.all(Array.from({ length: size }, () => startNoopWorker(stack, db, options)));
}

async function closeFleet(fleet: NoopWorker[]): Promise<void> {
  await Promise.all(fleet.map((worker) => worker.close()));
}

interface Cost {
  workers: number;
  /** Connections of Redis. */
  clients: number;
  /** A second, of Redis. */
  commands: number;
  /** Share of one core that Redis takes. */
  cpu: number;
  /** A second, of Postgres. */
  commits: number;
}

/** What fleets that have nothing to do cost Redis and Postgres. */
async function measureIdleFleets(stack: Stack, db: Database): Promise<void> {
  console.log(`\nFleets with nothing to do, over ${IDLE_WINDOW_MS / 1000} s`);
  console.log('  workers   Redis clients   Redis commands/s   Redis CPU   Postgres commits/s');
  const costs: Cost[] = [];
  for (const workers of IDLE_FLEETS) {
    const fleet = await startFleet(stack, db, workers);
    await untilIdle();
    const before = await readServers(stack, db);
    await sleep(IDLE_WINDOW_MS);
    const after = await readServers(stack, db);
    const perSecond = (read: (servers: Servers) => number): number =>
      (read(after) - read(before)) / (after.atSeconds - before.atSeconds);
    const line: Cost = {
      workers,
      clients: after.clients,
      commands: perSecond(({ commands }) => commands),
      cpu: perSecond(({ cpuSeconds }) => cpuSeconds),
      commits: perSecond(({ commits }) => commits),
    };
    costs.push(line);
    printCost(line);
    await closeFleet(fleet);
  }
  const last = costs[costs.length - 1];
  if (!last) return;
  const inProportion = (read: (cost: Cost) => number): number => (read(last) * ASKED_WORKERS) / last.workers;
  console.log('  in proportion:');
  printCost({
    workers: ASKED_WORKERS,
    clients: inProportion(({ clients }) => clients),
    commands: inProportion(({ commands }) => commands),
    cpu: inProportion(({ cpu }) => cpu),
    commits: inProportion(({ commits }) => commits),
  });
}

function printCost(line: Cost): void {
  const cells = [
    String(line.workers).padStart(7),
    line.clients.toFixed(0).padStart(13),
    line.commands.toFixed(0).padStart(16),
    `${(line.cpu * 100).toFixed(1)} %`.padStart(9),
    line.commits.toFixed(1).padStart(18),
  ];
  console.log(`  ${cells.join('   ')}`);
}

interface Servers {
  atSeconds: number;
  clients: number;
  commands: number;
  cpuSeconds: number;
  commits: number;
}

async function readServers({ redisUrl }: Stack, db: Database): Promise<Servers> {
  const redis = connectRedis({ url: redisUrl, role: 'worker', log: silentLog });
  const info = await redis.info();
  redis.disconnect();
  const number = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]);
  const [commits] = await rows<{ count: number }>(
    db,
    `SELECT xact_commit::float8 AS count FROM pg_stat_database WHERE datname = current_database()`,
  );
  return {
    atSeconds: performance.now() / 1000,
    clients: number('connected_clients'),
    commands: number('total_commands_processed'),
    cpuSeconds: number('used_cpu_user') + number('used_cpu_sys'),
    commits: commits?.count ?? 0,
  };
}

/** How long one round of admission takes beside a thousand workers and a hundred thousand waiting jobs. */
async function measureAdmission(stack: Stack, db: Database): Promise<void> {
  const { redis, queues, admission } = await openAdmission(stack.redisUrl, stack.redisPrefix, db);
  await db.query(
    `INSERT INTO workers (id, queues, concurrency, seen_at)
     SELECT 'simulated-' || n, $2, ${CONCURRENCY}, now() + interval '1 hour' FROM generate_series(1, $1) AS n`,
    [ASKED_WORKERS, QUEUES],
  );
  await db.query(
    `INSERT INTO jobs (id, queue, name, tenant_id, owner_id, subject_id, payload)
     SELECT gen_random_uuid(), ($2::text[])[1 + n % ${QUEUES.length}], '${noop.name}', owner, owner, owner, '{}'
     FROM generate_series(1, $1) AS n,
       LATERAL (SELECT lpad(to_hex(n % ${OWNERS}), 32, '0')::uuid) AS o (owner)`,
    [WAITING_JOBS, QUEUES],
  );
  await db.query('ANALYZE jobs');
  const first = await timed(() => admission.admit());
  const round = async (free: string): Promise<{ ms: number; result: number }> => {
    await db.query(free);
    return timed(() => admission.admit());
  };
  const slots = (ASKED_WORKERS * CONCURRENCY * QUEUES.length) / 100;
  const usual: { ms: number; result: number }[] = [];
  const newcomer: { ms: number; result: number }[] = [];
  for (let time = 0; time < ADMISSIONS; time++) {
    usual.push(
      await round(
        `UPDATE jobs SET state = 'done', finished_at = now()
         WHERE id IN (SELECT id FROM jobs WHERE state = 'admitted' ORDER BY random() LIMIT ${slots})`,
      ),
    );
    newcomer.push(
      await round(
        `INSERT INTO jobs (id, queue, name, tenant_id, owner_id, subject_id, payload)
         SELECT gen_random_uuid(), '${noop.queue}', '${noop.name}', owner, owner, owner, '{}'
         FROM gen_random_uuid() AS owner`,
      ),
    );
  }
  const line = (what: string, rounds: { ms: number; result: number }[]): void => {
    const jobs = median(rounds.map(({ result }) => result)).toFixed(0);
    console.log(
      `  ${what.padEnd(44)} ${jobs.padStart(6)} jobs  ${median(rounds.map(({ ms }) => ms)).toFixed(0)} ms`,
    );
  };
  console.log(`\nAdmission: ${ASKED_WORKERS} workers, ${WAITING_JOBS} jobs of ${OWNERS} owners waiting`);
  line('the first round', [first]);
  line('a round after a hundredth of the slots came free', usual);
  line('a round after an owner came who has nothing there', newcomer);
  await db.query('TRUNCATE jobs');
  await db.query('DELETE FROM workers');
  await queues.close();
  redis.disconnect();
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { ms: performance.now() - startedAt, result };
}

/** Jobs that do nothing, from the rows of the outbox to their ends: all of what a job costs beside its work. */
async function measureJobs(stack: Stack, db: Database): Promise<void> {
  console.log('\nJobs that do nothing: outbox, admission, BullMQ, claim, end');
  for (const workers of NOOP_FLEETS) {
    const fleet = await startFleet(stack, db, workers);
    await untilIdle();
    const payloads = Array.from({ length: NOOP_JOBS / OWNERS }, (_, n) => ({ n }));
    const { ms } = await timed(async () => {
      await db.transaction(async (sql) => {
        for (let owner = 0; owner < OWNERS; owner++) {
          const id = randomUUID();
          await addJobs(sql, noop, { tenantId: id, ownerId: id, subjectId: id }, payloads);
        }
      });
      fleet[0]?.admission.kick();
      await eventually(
        'the jobs to end',
        async () => {
          const left = await rows(db, `SELECT 1 FROM jobs WHERE state <> 'done' LIMIT 1`);
          return left.length === 0;
        },
        300_000,
      );
    });
    console.log(`  ${String(workers).padStart(3)} workers   ${((NOOP_JOBS * 1000) / ms).toFixed(0)} jobs/s`);
    await closeFleet(fleet);
    await db.query('TRUNCATE jobs');
  }
}

async function main(): Promise<void> {
  const stack = await startStack({ servers: 'own', apis: 0, workers: 0 });
  const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog, poolSize: 80 });
  try {
    await measureAdmission(stack, db);
    await measureJobs(stack, db);
    await measureIdleFleets(stack, db);
  } finally {
    await db.destroy();
    await stack.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
