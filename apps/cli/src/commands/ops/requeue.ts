import { dataOf } from '@sluice/client';
import { type Command, Option } from 'commander';
import { type BulkRequeue } from '../../api-answers';
import { type Context, contextOf } from '../../context';
import { parseDuration } from '../../durations';
import { withExamples } from '../../examples';
import { CliError, EXIT } from '../../exit-codes';
import { endOf } from '../../http';
import { confirm } from '../../prompt';

interface RequeueOptions {
  queue?: string;
  state: (typeof STATES)[number];
  olderThan?: number;
  poison?: true;
  batch?: string;
  worker?: string;
  dryRun?: true;
  yes?: true;
}

const STATES = ['failed', 'running', 'admitted', 'waiting'] as const;
const MAX_SKIPPED_SHOWN = 20;

export function addRetryCommand(parent: Command): void {
  const retry = parent
    .command('retry')
    .description('Do again what failed of anybody’s batch, upload, file or import, of any tenant')
    .argument('<id>', 'of the batch')
    .action(async (id: string, _options: object, self: Command) => retryBatch(await contextOf(self), id));
  withExamples(retry, [
    ['sluice ops retry 01a1f97a-2416-772d-839c-ec64d0049dee', 'only what failed; what is done stays'],
  ]);
}

export function addRequeueCommand(parent: Command): void {
  const requeue = parent
    .command('requeue')
    .description('Give stuck jobs a fresh start; of failed ones, do again what failed of their batches')
    .argument('[jobs...]', 'ids of jobs, from `sluice ops jobs`; or name them by the options')
    .option('--queue <name>', 'of one system')
    .addOption(new Option('--state <state>', 'in that state').choices(STATES).default('failed'))
    .option('--older-than <time>', 'in that state for longer than 10m, 2h …', parseDuration)
    .option('--poison', 'only those that workers died on')
    .option('--batch <id>', 'of one batch')
    .option('--worker <id>', 'that a worker had or has')
    .option('--dry-run', 'only count them')
    .option('-y, --yes', 'do not ask')
    .action(async (ids: string[], options: RequeueOptions, self: Command) => {
      const context = await contextOf(self);
      if (ids.length > 0) return requeueJobs(context, ids, options);
      await requeueMany(context, options);
    });
  withExamples(requeue, [
    ['sluice ops requeue 01a1f97a-2416-772d-839c-ec64d0049dee', 'one job'],
    ['sluice ops requeue --queue omr --poison --dry-run', 'how many there are'],
    ['sluice ops requeue --queue omr --older-than 10m --yes', 'failed more than ten minutes ago'],
    ['sluice ops requeue --state running --older-than 2h', 'take from their workers what they are stuck at'],
  ]);
}

async function retryBatch({ client, out, isJson }: Context, id: string): Promise<void> {
  const params = { path: { id } };
  const retried = await dataOf(client.http.POST('/api/ops/batches/{id}/retry', { params }));
  if (isJson) return out.json(retried);
  out.line(`${retried.queue} ${retried.batch_id}: ${printParts(retried.parts)}`);
}

function printParts(parts: number): string {
  if (parts === 0) return 'it is opened again';
  return parts === 1 ? '1 part is done again' : `${parts} parts are done again`;
}

/** All of them are tried. @throws CliError with the last exit code when some could not be */
async function requeueJobs(context: Context, ids: string[], options: RequeueOptions): Promise<void> {
  const { client, url, out, notes, isJson } = context;
  if (options.dryRun) throw new CliError(EXIT.usage, '--dry-run counts by the options, without ids of jobs');
  let failure: CliError | undefined;
  for (const id of ids) {
    try {
      const params = { path: { id } };
      const job = await dataOf(client.http.POST('/api/ops/jobs/{id}/requeue', { params }));
      if (isJson) out.json(job);
      else if (job.outcome === 'requeued') out.line(`${id}: starts anew`);
      else out.line(`${id}: had failed; of its batch ${job.batch_id} ${printParts(job.parts)}`);
    } catch (error) {
      failure = endOf(error, url);
      if (!failure) throw error;
      notes.line(`${id}: ${failure.message}`);
    }
  }
  if (failure) throw new CliError(failure.exitCode, 'Not all of them could be requeued');
}

async function requeueMany(context: Context, options: RequeueOptions): Promise<void> {
  const { client, out, isJson } = context;
  const { queue, state, olderThan, poison, batch, worker, dryRun, yes } = options;
  if ([queue, olderThan, poison, batch, worker].every((filter) => filter === undefined)) {
    throw new CliError(
      EXIT.usage,
      'Name jobs by their ids, or by --queue, --older-than, --poison, --batch, --worker',
    );
  }
  const filter = { queue, state, older_than_seconds: olderThan, poison, batch_id: batch, worker };
  const requeue: Requeue = (more) =>
    dataOf(client.http.POST('/api/ops/jobs/requeue', { body: { ...filter, ...more } }));
  const found = await requeue({ dry_run: true });
  const what = `${found.matched} ${state} jobs of ${found.batches} batches`;
  if (dryRun || found.matched === 0) {
    if (isJson) out.json(found);
    else out.line(found.matched === 0 ? 'There are no such jobs' : `There are ${what}`);
    return;
  }
  if (!yes && !(await confirm(`Requeue ${what}?`, 'give --yes, or look first with --dry-run'))) {
    throw new CliError(EXIT.failed, 'Nothing was done');
  }
  const total = await everyPage(requeue);
  if (isJson) out.json(total);
  else showTotal(context, total);
}

type Requeue = (more: { dry_run?: boolean; cursor?: string }) => Promise<BulkRequeue>;

async function everyPage(requeue: Requeue): Promise<BulkRequeue> {
  const total = await requeue({});
  while (total.next_cursor !== null) {
    const page = await requeue({ cursor: total.next_cursor });
    total.matched += page.matched;
    total.batches += page.batches;
    total.requeued += page.requeued;
    total.retried += page.retried;
    total.skipped.push(...page.skipped);
    total.next_cursor = page.next_cursor;
  }
  return total;
}

function showTotal({ out, notes }: Context, { requeued, retried, skipped }: BulkRequeue): void {
  out.line(
    `${requeued} jobs start anew, ${retried} batches do again what failed, ${skipped.length} left alone`,
  );
  for (const { job_id, message } of skipped.slice(0, MAX_SKIPPED_SHOWN)) notes.line(`${job_id}: ${message}`);
  if (skipped.length > MAX_SKIPPED_SHOWN) {
    notes.line(`and ${skipped.length - MAX_SKIPPED_SHOWN} more; --json has them all`);
  }
}
