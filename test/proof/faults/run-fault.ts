import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase, type Database } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { check, openWork } from './checker';
import { type Fault, type Scene } from './fault';
import { type FaultFigures } from './figures';
import { History } from './history';
import { chainDisagreements, strayFiles } from './leftovers';
import { Load } from './load';
import { ProgramsWatch } from './programs-watch';

/** Accepted before the fault, and after it. */
const REQUESTS_BEFORE = 12;
const REQUESTS_AFTER = 15;
const SETTLE_MS = 60_000;
const LIMITS = { RATE_LIMIT_MIGRATION: '0', RATE_LIMIT_REVENUE_UPLOADS: '0', RATE_LIMIT_CONTENT_READS: '0' };

export interface RunOptions {
  seed: number;
  /** Of all programs, on top of what the fault asks for. */
  env?: Record<string, string>;
  /** Fewer requests before and after. */
  isShort?: boolean;
}

/** What came of it, and where the history lies that tells how. */
export interface FaultRun {
  figures: FaultFigures;
  history: History;
}

/** A stack of two replicas and two workers with servers and a chain of its own. */
export async function startFaultStack(
  fault?: Fault,
  env: Record<string, string> = {},
): Promise<{ stack: Stack; stop(): Promise<void> }> {
  const surroundings = fault?.surroundings?.();
  const stop = async (stack?: Stack): Promise<void> => {
    await stack?.stop();
    surroundings?.end();
  };
  try {
    const options = { ...fault?.stack, ...surroundings?.stack };
    const stack = await startStack({
      servers: 'own',
      apis: 2,
      workers: 2,
      chain: true,
      ...options,
      env: { ...LIMITS, ...env, ...options.env },
    });
    return { stack, stop: () => stop(stack) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Lets faults happen to a stack under load, one after the other, and checks what has become of everything. */
export async function runFaults(
  stack: Stack,
  faults: readonly Fault[],
  options: RunOptions,
): Promise<FaultRun> {
  const { seed, isShort = false } = options;
  const history = new History(join(tmpdir(), `sluice-history-${process.pid}-${seed}.jsonl`));
  const load = await Load.prepare(stack, history, seed);
  // Long statements of the checker are its own affair.
  const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog, statementTimeoutMs: 0 });
  try {
    const watch = new ProgramsWatch(stack);
    load.start();
    const random = seededRandom(seed);
    const scene: Scene = {
      stack,
      db,
      random,
      note: (event, details) => history.note('fault', event, details),
      afterRequests: (count) => load.afterRequests(count),
    };
    for (const fault of faults) {
      await load.afterRequests(isShort ? REQUESTS_BEFORE >> 1 : REQUESTS_BEFORE);
      history.note('fault', fault.name, { is: 'beginning' });
      await fault.happen(scene);
      history.note('fault', fault.name, { is: 'over' });
    }
    const endedAtMs = history.nowMs;
    await load.afterRequests(isShort ? REQUESTS_AFTER >> 1 : REQUESTS_AFTER);
    await load.stop();
    return { figures: await figuresOf(stack, db, load, { history, watch, endedAtMs }), history };
  } finally {
    load.abandon();
    await db.destroy();
  }
}

async function figuresOf(
  stack: Stack,
  db: Database,
  load: Load,
  { history, watch, endedAtMs }: { history: History; watch: ProgramsWatch; endedAtMs: number },
): Promise<FaultFigures> {
  const hasSettled = async (): Promise<boolean> => (await openWork(db)).length === 0;
  await eventually('all work to end', hasSettled, SETTLE_MS).catch(() => undefined);
  const verdicts = await check(db, load.operations, history, endedAtMs);
  const chain = await chainDisagreements(db, stack);
  return {
    ...verdicts,
    doubled: [...verdicts.doubled, ...chain.filter((text) => text.includes('times'))],
    wrong: [...verdicts.wrong, ...chain.filter((text) => !text.includes('times'))],
    crashes: watch.crashes(),
    leaks: [...(await openWork(db)), ...(await strayFiles(db, stack)), ...(await watch.leaks())],
  };
}
