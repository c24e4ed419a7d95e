import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { rows } from '@sluice/kernel/db';
import { Client } from 'pg';
import { type Fault, type Scene } from '../fault';

/** Its own recovery, reconnecting (a second), leases that could not be renewed meanwhile, and the work itself. */
const RECOVERY_MS = 30_000;
const FULL_MS = 6_000;
const SLOW_ROUNDS = 15;
const STILL_MS = 300;
const BETWEEN_MS = 100;
const LOCK_ROUNDS = 40;

async function restart({ stack }: Scene, signal: NodeJS.Signals): Promise<void> {
  const { postgres } = stack.services;
  const ended = postgres.exited();
  await postgres.kill(signal);
  await ended;
  await postgres.start();
}

async function asStranger(scene: Scene, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: scene.stack.databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Backends of our programs that are in the middle of something, else any. */
const OURS = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'sluice-%'
  ORDER BY state = 'active' DESC, state LIKE 'idle in%' DESC LIMIT 1`;

/** Takes every connection there is, as a crowd of others does. */
async function crowd(scene: Scene): Promise<void> {
  const clients: Client[] = [];
  try {
    for (;;) {
      const client = new Client({ connectionString: scene.stack.databaseUrl });
      client.on('error', () => undefined);
      await client.connect();
      clients.push(client);
    }
  } catch (error) {
    scene.note('no connection is left', { taken: clients.length, error: String(error) });
  }
  // Programs that lose a connection now get no other.
  await asCrowd(
    clients,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'sluice-%'`,
  );
  await delay(FULL_MS);
  await Promise.all(clients.map((client) => client.end()));
}

async function asCrowd([first]: Client[], sql: string): Promise<void> {
  await first?.query(sql);
}

/** Locks a batch and then its job, while everyone of ours locks the job first. */
async function crossLocks(scene: Scene): Promise<void> {
  await asStranger(scene, async (client) => {
    let deadlocks = 0;
    for (let round = 0; round < LOCK_ROUNDS; round++) {
      const [job] = await rows<{ id: string; subject_id: string }>(
        scene.db,
        `SELECT id, subject_id FROM jobs WHERE state = 'running' ORDER BY random() LIMIT 1`,
      );
      if (!job) {
        await delay(BETWEEN_MS);
        continue;
      }
      try {
        await client.query('BEGIN');
        for (const table of [
          'omr_batches',
          'revenue_files',
          'migration_jobs',
          'audience_uploads',
          'content_batches',
        ])
          await client.query(`SELECT 1 FROM ${table} WHERE id = $1 FOR UPDATE`, [job.subject_id]);
        await delay(BETWEEN_MS);
        await client.query('SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE', [job.id]);
      } catch {
        deadlocks += 1;
      }
      await client.query('ROLLBACK');
    }
    scene.note('locks were crossed', { rounds: LOCK_ROUNDS, deadlocksOfTheStranger: deadlocks });
  });
}

/** Every process of the server stands still for most of the time. Linux. */
async function slowDown({ stack }: Scene): Promise<void> {
  const server = stack.services.postgres.pid();
  for (let round = 0; round < SLOW_ROUNDS; round++) {
    const backends = childrenOf(server as number);
    for (const pid of backends) signal(pid, 'SIGSTOP');
    await delay(STILL_MS);
    for (const pid of backends) signal(pid, 'SIGCONT');
    await delay(BETWEEN_MS);
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return new RegExp(`^PPid:\\s+${parent}$`, 'm').test(readFileSync(`/proc/${name}/status`, 'utf8'));
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** It may have ended meanwhile. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone.
  }
}

export const POSTGRES_FAULTS: readonly Fault[] = [
  {
    name: 'Postgres is restarted (fast)',
    recoveryBoundMs: RECOVERY_MS,
    happen: (scene) => restart(scene, 'SIGINT'),
  },
  {
    name: 'Postgres is restarted (immediate)',
    recoveryBoundMs: RECOVERY_MS,
    isShort: true,
    happen: (scene) => restart(scene, 'SIGQUIT'),
  },
  {
    name: 'a backend of Postgres is killed, which crashes the whole server',
    recoveryBoundMs: RECOVERY_MS,
    async happen({ db }) {
      const [backend] = await rows<{ pid: number }>(db, OURS);
      if (backend) signal(backend.pid, 'SIGKILL');
      // The server starts itself again.
      await delay(BETWEEN_MS);
    },
  },
  {
    name: 'backends are terminated in the middle of transactions',
    recoveryBoundMs: RECOVERY_MS,
    async happen({ db }) {
      for (let round = 0; round < 10; round++) {
        await rows(db, `SELECT pg_terminate_backend(pid) FROM (${OURS}) AS one`);
        await delay(BETWEEN_MS);
      }
    },
  },
  {
    name: 'strangers take all connections for 6 s',
    recoveryBoundMs: RECOVERY_MS,
    happen: crowd,
  },
  {
    name: 'a stranger locks what ours lock, in the opposite order',
    recoveryBoundMs: RECOVERY_MS,
    happen: crossLocks,
  },
  {
    name: 'Postgres is slow: it stands still for 300 of each 400 ms',
    recoveryBoundMs: RECOVERY_MS,
    happen: slowDown,
  },
];
