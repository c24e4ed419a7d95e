import { setTimeout as delay } from 'node:timers/promises';
import { rows } from '@sluice/kernel/db';
import { leaderOf } from '@sluice/kernel/lease';
import { eventually } from '@sluice/kernel/testing';
import { type StackProgram } from '@sluice/tools/test-stack';
import { type Fault, type Scene } from '../fault';
import { type KillPoint } from '../kill-at';
import { dieAt } from '../killed-at';

/** Lease and scan, as published. */
const TAKEN_OVER_MS = 30_000;
const LONGEST_LEASE_MS = 45_000;

function anyWorker({ stack, random }: Scene): StackProgram {
  return stack.workers[Math.floor(random() * stack.workers.length)] as StackProgram;
}

function killedAt(name: string, point: KillPoint, isShort = false): Fault {
  return {
    name: `a worker is killed ${name}`,
    recoveryBoundMs: TAKEN_OVER_MS,
    isShort,
    async happen(scene) {
      const worker = anyWorker(scene);
      // The first passes are mostly of small things.
      const count = 1 + Math.floor(scene.random() * 3);
      scene.note('kill -9', { worker: worker.name, point, count });
      await dieAt(worker, point, { count });
    },
  };
}

/** The worker that runs the dispatcher. */
async function leader({ stack, db }: Scene): Promise<StackProgram> {
  return eventually('a worker to lead', async () => {
    const [, pid] = /-(\d+)-[0-9a-f]+$/.exec((await leaderOf(db)) ?? '') ?? [];
    return stack.workers.find((worker) => worker.pid === Number(pid));
  });
}

/** Stops a worker for longer than its leases last, and lets it go on when others have its work. */
async function freeze(worker: StackProgram, { db, note }: Scene): Promise<void> {
  note('SIGSTOP', { worker: worker.name });
  await worker.kill('SIGSTOP');
  const held = `SELECT 1 FROM jobs WHERE state = 'running' AND worker_id LIKE $1 LIMIT 1`;
  await eventually(
    'its work to be given to others',
    async () => (await rows(db, held, [`%-${worker.pid}-%`])).length === 0,
    LONGEST_LEASE_MS,
  );
  note('SIGCONT', { worker: worker.name });
  await worker.kill('SIGCONT');
}

export const WORKER_FAULTS: readonly Fault[] = [
  {
    name: 'a worker is killed at a random moment',
    recoveryBoundMs: TAKEN_OVER_MS,
    async happen(scene) {
      const worker = anyWorker(scene);
      await delay(scene.random() * 1_000);
      scene.note('kill -9', { worker: worker.name });
      await worker.kill('SIGKILL');
      await worker.restart();
    },
  },
  killedAt('when it has claimed a job', 'claimed'),
  killedAt('between the rows of a piece and its checkpoint', 'rows-written'),
  killedAt('before it commits a piece', 'before-commit'),
  killedAt('between the commit of a piece and the next step', 'after-commit', true),
  killedAt('before it acknowledges a job', 'before-acknowledge'),
  {
    name: 'a worker is frozen until others have its work, and thawed',
    recoveryBoundMs: TAKEN_OVER_MS,
    isShort: true,
    happen: (scene) => freeze(anyWorker(scene), scene),
  },
  {
    name: 'all workers are gone for a while',
    recoveryBoundMs: TAKEN_OVER_MS,
    async happen({ stack, afterRequests }) {
      await Promise.all(stack.workers.map((worker) => worker.kill('SIGKILL')));
      // Nothing is worked on; everything is still accepted.
      await afterRequests(3);
      await Promise.all(stack.workers.map((worker) => worker.restart()));
    },
  },
  {
    name: 'the worker that leads is killed',
    recoveryBoundMs: TAKEN_OVER_MS,
    async happen(scene) {
      const killed = await leader(scene);
      scene.note('kill -9', { worker: killed.name });
      await killed.kill('SIGKILL');
      await scene.afterRequests(5);
      await killed.restart();
    },
  },
  {
    name: 'the worker that leads is frozen, and thawed',
    recoveryBoundMs: TAKEN_OVER_MS,
    happen: async (scene) => freeze(await leader(scene), scene),
  },
];
