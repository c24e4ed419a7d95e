import { demoTerminal, type DemoTerminal } from './demo-terminal';
import { audienceSample } from './demo/audience.sample';
import { migrationSample } from './demo/migration.sample';
import { omrSample } from './demo/omr.sample';
import { revenueSample } from './demo/revenue.sample';
import { type DemoContext, type DemoSample, type SampleResult } from './demo/sample';
import { type Interruption, watchInterruption } from './interruption';
import { runMain } from './run-main';
import { SetupError } from './setup-error';
import { startStack, type Stack } from './test-stack';

/** One of each system that exists so far. */
const SAMPLES: readonly DemoSample[] = [omrSample, revenueSample, migrationSample, audienceSample];

interface SampleOutcome extends SampleResult {
  name: string;
}

/**
 * `npm run demo [-- <system> …]`: the whole service on fresh data, a batch through every system or those named,
 * everything stopped. @returns the exit status
 */
async function main(): Promise<number> {
  const samples = chosenSamples(process.argv.slice(2));
  const terminal = demoTerminal();
  const interruption = watchInterruption((line) => terminal.line(line));
  const startedAt = Date.now();
  const secondsSinceStart = (): string => ((Date.now() - startedAt) / 1000).toFixed(1);
  terminal.line('Starting Postgres, Redis, an API and two workers …');
  const stack = await startStack({ servers: 'environment', workers: 2, say: (line) => terminal.line(line) });
  let outcomes: SampleOutcome[];
  try {
    terminal.line(`Ready after ${secondsSinceStart()} s: ${describe(stack)}\n`);
    outcomes = await runSamples(samples, terminal, stack, interruption);
    terminal.close();
    for (const outcome of outcomes) showRows(terminal, outcome);
    outcomes.push({ name: 'service', rows: [], mismatches: diedMeanwhile(stack) });
  } finally {
    terminal.close();
    terminal.line(
      interruption.requested() ? '\nInterrupted: stopping everything …' : '\nStopping everything …',
    );
    await stack.stop();
  }
  if (interruption.requested()) return 130;
  return verdict(terminal, outcomes, secondsSinceStart());
}

/** Those of the systems named; all, when none is. */
function chosenSamples(names: string[]): readonly DemoSample[] {
  const known = SAMPLES.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new SetupError(`The demo has no ${unknown.join(', ')}: it shows ${known.join(', ')}`);
  }
  return names.length === 0 ? SAMPLES : SAMPLES.filter(({ name }) => names.includes(name));
}

function describe({ apis, workers }: Stack): string {
  const programs = [
    ...apis.map((api) => `API ${api.url}`),
    ...workers.map(({ name, pid }) => `${name} (pid ${pid})`),
  ];
  return programs.join(', ');
}

/** The samples, one after another; one that fails does not keep the others from running. */
async function runSamples(
  samples: readonly DemoSample[],
  terminal: DemoTerminal,
  stack: Stack,
  interruption: Interruption,
): Promise<SampleOutcome[]> {
  const abort = new AbortController();
  void interruption.happened.then(() => abort.abort());
  const [api] = stack.apis;
  if (!api) throw new Error('The stack has no API');
  const context: DemoContext = { apiUrl: api.url, terminal, signal: abort.signal };
  const outcomes: SampleOutcome[] = [];
  for (const { name, run } of samples) {
    if (interruption.requested()) break;
    try {
      outcomes.push({ name, ...(await run(context)) });
    } catch (error) {
      if (interruption.requested()) break;
      outcomes.push({ name, rows: [], mismatches: [errorText(error)] });
    }
  }
  return outcomes;
}

/** An error's message and what caused it, as `fetch failed: connect ECONNREFUSED …`. */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${errorText(error.cause)}`;
}

/** Programs that are not running any more, though nobody stopped them. */
function diedMeanwhile({ apis, workers }: Stack): string[] {
  return [...apis, ...workers]
    .filter((program) => program.hasExited())
    .map((program) => `${program.name} died:\n${program.output()}`);
}

function showRows(terminal: DemoTerminal, { name, rows, mismatches }: SampleOutcome): void {
  const result = mismatches.length === 0 ? terminal.good('as expected') : terminal.bad('NOT AS EXPECTED');
  terminal.line('');
  terminal.table([name, result], rows);
}

/** Says how it went, naming all that was not as expected. @returns the exit status */
function verdict(terminal: DemoTerminal, outcomes: SampleOutcome[], seconds: string): number {
  const failed = outcomes.flatMap(({ name, mismatches }) => mismatches.map((text) => `${name}: ${text}`));
  if (failed.length === 0) {
    terminal.line(terminal.good(`Everything came out as expected (${seconds} s in all).`));
    return 0;
  }
  terminal.line(terminal.bad(`THE DEMO FAILED: ${failed.length} not as expected`));
  for (const text of failed) terminal.line(terminal.bad(`  - ${text}`));
  return 1;
}

runMain(main);
