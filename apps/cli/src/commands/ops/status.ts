import { setTimeout as delay } from 'node:timers/promises';
import { dataOf } from '@sluice/client';
import { type Command, InvalidArgumentError } from 'commander';
import { type Drain, type QueueStatus, type Status, type WorkerStatus } from '../../api-answers';
import { type Context, contextOf } from '../../context';
import { printDuration } from '../../durations';
import { withExamples } from '../../examples';
import { CliError, EXIT } from '../../exit-codes';
import { type Output } from '../../output';

interface StatusOptions {
  watch?: true | number;
}

const WATCH_SECONDS = 2;

export function addStatusCommand(parent: Command): void {
  const command = parent
    .command('status')
    .description('Show the queues, the workers and what holds them back')
    .option(
      '-w, --watch [seconds]',
      `show it again and again (default: every ${WATCH_SECONDS} s)`,
      parseSeconds,
    )
    .action(async ({ watch }: StatusOptions, self: Command) => {
      const context = await contextOf(self);
      if (watch === undefined) return showStatus(context, await readStatus(context));
      await watchStatus(context, watch === true ? WATCH_SECONDS : watch);
    });
  withExamples(command, [
    ['sluice ops status', 'one look'],
    ['sluice ops status --watch', 'a screen that follows'],
    ['sluice ops status --json | jq .queues', 'for programs'],
  ]);
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0.2 && seconds <= 3600)) throw new InvalidArgumentError('It must be 0.2 to 3600 seconds.');
  return seconds;
}

export function readStatus({ client }: Context): Promise<Status> {
  return dataOf(client.http.GET('/api/ops/status'));
}

/** Until it is interrupted. An API that is away for a while is shown as that: it is what one may be watching for. */
async function watchStatus(context: Context, seconds: number): Promise<void> {
  const { out, notes, isJson } = context;
  for (;;) {
    try {
      const status = await readStatus(context);
      if (!isJson) out.clear();
      showStatus(context, status);
    } catch (error) {
      if (!(error instanceof CliError) || error.exitCode !== EXIT.unreachable) throw error;
      if (!isJson) out.clear();
      notes.line(error.message);
    }
    await delay(seconds * 1000);
  }
}

function showStatus({ url, out, isJson }: Context, status: Status): void {
  if (isJson) return out.json(status);
  out.line(`Sluice ${status.version} at ${url}, ${status.at}`);
  out.line(partsOf(out, status));
  out.line();
  showQueues(out, status.queues);
  out.line();
  showWorkers(out, status.workers);
  if (status.drains.length > 0) {
    out.line();
    showDrains(out, status.drains);
  }
}

function partsOf(out: Output, { postgres, redis, storage, chain, migrations }: Status): string {
  const state = (text: string): string => out.style(text === 'away' ? 'red' : 'green', text);
  const { applied, pending, unknown } = migrations;
  const schema = [
    `${applied} migrations`,
    ...(pending.length > 0 ? [out.style('red', `${pending.length} pending: ${pending.join(', ')}`)] : []),
    ...(unknown > 0 ? [out.style('yellow', `${unknown} of a newer version`)] : []),
  ];
  const parts = `Postgres ${state(postgres)}, Redis ${state(redis)}, storage ${state(storage)}`;
  return `${parts}, chain ${chain}, ${schema.join(', ')}`;
}

function showQueues(out: Output, queues: QueueStatus[]): void {
  const alarming = (count: number): string => (count > 0 ? out.style('red', String(count)) : '0');
  const header = ['QUEUE', 'WAITING', 'ADMITTED', 'RUNNING', 'OLDEST', 'FAILED/H', 'POISON/H', ''];
  out.table(
    header,
    queues.map((queue) => [
      queue.queue,
      queue.delayed > 0 ? `${queue.waiting} (${queue.delayed} later)` : String(queue.waiting),
      String(queue.admitted),
      String(queue.running),
      queue.oldest_waiting_seconds === null ? '-' : printDuration(queue.oldest_waiting_seconds),
      alarming(queue.failed_last_hour),
      alarming(queue.poison_last_hour),
      queue.drained ? out.style('yellow', 'drained') : '',
    ]),
    header.slice(1, -1),
  );
}

function showWorkers(out: Output, workers: WorkerStatus[]): void {
  if (workers.length === 0) return out.line(out.style('red', 'There are no workers: nothing is done'));
  out.table(
    ['WORKER', 'HOST', 'VERSION', 'RUNNING', 'AT ONCE', 'SEEN', 'STATE', 'QUEUES'],
    workers.map((worker) => [
      worker.id,
      worker.host ?? '-',
      worker.version ?? '-',
      String(worker.running),
      String(worker.concurrency),
      `${printDuration(worker.seen_seconds_ago)} ago`,
      stateOf(out, worker),
      worker.queues.join(' '),
    ]),
    ['RUNNING', 'AT ONCE', 'SEEN'],
  );
}

function stateOf(out: Output, { alive, draining, running, leader }: WorkerStatus): string {
  const drained = running > 0 ? 'draining' : 'drained';
  const state = !alive ? out.style('red', 'silent') : draining ? out.style('yellow', drained) : 'works';
  return leader ? `${state}, leads` : state;
}

export function showDrains(out: Output, drains: Drain[]): void {
  out.table(
    ['DRAINED', 'SINCE', 'UNTIL', 'BY', 'WHY'],
    drains.map((drain) => [
      describeTarget(drain),
      drain.created_at,
      drain.until ?? 'resumed',
      drain.created_by ?? '-',
      drain.reason ?? '',
    ]),
  );
}

export function describeTarget({ scope, target }: Pick<Drain, 'scope' | 'target'>): string {
  return scope === 'all' ? 'everything' : `${scope} ${target ?? ''}`;
}
