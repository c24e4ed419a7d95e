import { setTimeout as delay } from 'node:timers/promises';
import { dataOf } from '@sluice/client';
import { type Command, Option } from 'commander';
import { type Drain, type Status } from '../../api-answers';
import { type Context, contextOf } from '../../context';
import { parseDuration, printDuration } from '../../durations';
import { withExamples } from '../../examples';
import { CliError, EXIT } from '../../exit-codes';
import { SYSTEM_NAMES, type SystemName } from '../../system-names';
import { describeTarget, readStatus } from './status';

interface TargetOptions {
  queue?: SystemName;
  worker?: string;
  all?: true;
}

interface DrainOptions extends TargetOptions {
  for?: number;
  handBack?: true;
  reason?: string;
  wait?: true | number;
}

const LOOK_EVERY_MS = 500;
const WAIT_SECONDS = 600;

export function addDrainCommands(parent: Command): void {
  const drain = targetOptions(
    parent.command('drain').description('Start no new work; what runs goes on, requests are still accepted'),
  )
    .option('--for <time>', 'resume by itself after 30s, 10m, 2h …', parseDuration)
    .option('--hand-back', 'what runs stops at its next safe place and waits, too')
    .option('--reason <text>', 'for others who look')
    .option(
      '--wait [time]',
      `wait until nothing runs there any more (default: ${printDuration(WAIT_SECONDS)} at most)`,
      parseDuration,
    )
    .action(async (options: DrainOptions, self: Command) => beginDrain(await contextOf(self), options));
  withExamples(drain, [
    ['sluice ops drain --queue revenue --for 30m', 'no claim files for half an hour'],
    ['sluice ops drain --worker host-1-77-ab12cd --wait', 'before that worker is stopped'],
    ['sluice ops drain --all --hand-back --wait', 'before Postgres is worked on'],
  ]);
  const resume = targetOptions(
    parent.command('resume').description('End a drain; with --all every drain there is'),
  ).action(async (options: TargetOptions, self: Command) => endDrain(await contextOf(self), options));
  withExamples(resume, [
    ['sluice ops resume --queue revenue', 'claim files are read again'],
    ['sluice ops resume --all', 'everything works again'],
  ]);
}

function targetOptions(command: Command): Command {
  return command
    .addOption(new Option('--queue <name>', 'of one system').choices(SYSTEM_NAMES))
    .option('--worker <id>', 'one worker, by its id in `sluice ops status`')
    .option('--all', 'everything');
}

/** @throws CliError unless exactly one is named */
function targetOf({ queue, worker, all }: TargetOptions): TargetOptions {
  const named = Object.entries({ queue, worker, all }).filter(([, value]) => value !== undefined);
  if (named.length !== 1) throw new CliError(EXIT.usage, 'Name one of --queue, --worker and --all');
  return Object.fromEntries(named) as TargetOptions;
}

async function beginDrain(context: Context, options: DrainOptions): Promise<void> {
  const { client, out, notes, isJson } = context;
  const { for: forSeconds, handBack = false, reason, wait } = options;
  const body = { ...targetOf(options), for_seconds: forSeconds, hand_back: handBack, reason };
  const drain = await dataOf(client.http.POST('/api/ops/drains', { body }));
  if (isJson) out.json(drain);
  else {
    const end = drain.until === null ? 'until it is resumed' : `until ${drain.until}`;
    out.line(`Drained: ${describeTarget(drain)}, ${end}`);
  }
  if (wait === undefined) return;
  const waitSeconds = wait === true ? WAIT_SECONDS : wait;
  await untilIdle(context, drain, waitSeconds);
  notes.line('Nothing runs there any more');
}

async function untilIdle(context: Context, drain: Drain, waitSeconds: number): Promise<void> {
  const deadline = Date.now() + waitSeconds * 1000;
  for (;;) {
    const running = runningThere(await readStatus(context), drain);
    if (running === 0) return;
    if (Date.now() > deadline) {
      throw new CliError(
        EXIT.failed,
        `The drain is in force, but ${running} jobs still run. Wait longer, or drain with --hand-back`,
      );
    }
    await delay(LOOK_EVERY_MS);
  }
}

function runningThere({ queues, workers }: Status, { scope, target }: Drain): number {
  const worker = workers.find(({ id }) => scope === 'worker' && id === target);
  // Until it says so itself it may still take one.
  if (worker) return worker.draining ? worker.running : Math.max(1, worker.running);
  if (scope === 'worker') return 0;
  const there = queues.filter(({ queue }) => scope === 'all' || queue === target);
  return there.reduce((sum, { running }) => sum + running, 0);
}

async function endDrain({ client, out, isJson }: Context, options: TargetOptions): Promise<void> {
  const resumed = await dataOf(client.http.POST('/api/ops/resume', { body: targetOf(options) }));
  if (isJson) return out.json(resumed);
  const { ended, still } = resumed;
  for (const drain of ended) out.line(`Resumed: ${describeTarget(drain)}`);
  if (ended.length === 0) out.line('Nothing was drained there');
  for (const drain of still) out.line(`Still drained: ${describeTarget(drain)}`);
}
