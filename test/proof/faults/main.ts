import { runMain } from '@sluice/tools/run-main';
import { markdownTable, runNote, writeSection } from '../reliability-page';
import { suiteArguments } from '../suite-arguments';
import { type Fault } from './fault';
import { type FaultFigures, violationsOf } from './figures';
import { FAULTS } from './list';
import { type FaultRun, runFaults, startFaultStack } from './run-fault';

const HEADER = [
  'fault',
  'operations',
  'accepted',
  'unanswered, sent again',
  'lost',
  'doubled',
  'wrong',
  'illegal states',
  '500s',
  'crashes',
  'leaks',
  'recovery, of at most',
];
const TOLD = 8;

/** `npm run faults`: each fault on a stack of its own, then all on one. @returns the exit status */
async function main(): Promise<number> {
  const { seed, only, write } = suiteArguments('faults');
  const startedAt = new Date();
  const chosen = FAULTS.filter(({ name }) => name.includes(only));
  const table: string[][] = [];
  let isGood = chosen.length > 0;
  const tell = async (name: string, faults: readonly Fault[], runSeed: number): Promise<void> => {
    say(`\n${name}, seed ${runSeed}`);
    const [row, hasHeld] = await tryFaults(name, faults, runSeed);
    table.push(row);
    isGood &&= hasHeld;
    say(row.join(' | '));
  };
  for (const [at, fault] of chosen.entries()) {
    const obstacle = fault.obstacle?.();
    if (obstacle === undefined) await tell(fault.name, [fault], seed + at);
    else table.push([fault.name, `not tried: ${obstacle}`]);
  }
  const together = chosen.filter(
    ({ stack, surroundings, obstacle }) => !stack && !surroundings && obstacle?.() === undefined,
  );
  if (together.length > 1)
    await tell('all of them on one stack, one after the other', together, seed + 1_000);
  const markdown = `${markdownTable(HEADER, table)}\n\n${runNote(seed, startedAt, Date.now() - startedAt.getTime())}`;
  say(`\n${markdown}`);
  if (write) writeSection('faults', markdown);
  return isGood ? 0 : 1;
}

async function tryFaults(
  name: string,
  faults: readonly Fault[],
  seed: number,
): Promise<[row: string[], hasHeld: boolean]> {
  const { stack, stop } = await startFaultStack(faults.length === 1 ? faults[0] : undefined);
  try {
    const run = await runFaults(stack, faults, { seed });
    const boundMs = faults.reduce((sum, { recoveryBoundMs }) => Math.max(sum, recoveryBoundMs), 0);
    const hasHeld = tellViolations(run) && run.figures.recoveryMs <= boundMs;
    if (hasHeld) run.history.remove();
    return [rowOf(name, run.figures, boundMs), hasHeld];
  } catch (error) {
    say(`  ${String(error)}`);
    return [[name, `broken off: ${error instanceof Error ? error.message : String(error)}`], false];
  } finally {
    await stop();
  }
}

/** @returns true when there are none */
function tellViolations({ figures, history }: FaultRun): boolean {
  const violations = violationsOf(figures);
  for (const violation of violations.slice(0, TOLD)) {
    say(`  ${violation}`);
    const [, operation] = /: ([a-z]+-\d+-\d+-\d+)/.exec(violation) ?? [];
    if (operation !== undefined) for (const line of history.linesOf(operation)) say(`      ${line}`);
  }
  if (violations.length > 0) say(`  ${violations.length} violations; the history: ${history.path}`);
  return violations.length === 0;
}

function rowOf(name: string, figures: FaultFigures, boundMs: number): string[] {
  const { operations, accepted, unanswered, lost, doubled, wrong, illegal, errors, crashes, leaks } = figures;
  const counts = [
    operations,
    accepted,
    unanswered,
    ...[lost, doubled, wrong, illegal, errors, crashes, leaks].map(({ length }) => length),
  ];
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  return [name, ...counts.map(String), `${seconds(figures.recoveryMs)} of ${seconds(boundMs)} s`];
}

function say(line: string): void {
  console.log(line);
}

runMain(main);
