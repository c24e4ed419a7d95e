import { dataOf } from '@sluice/client';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { contextOf } from '../../context';
import { parseDuration } from '../../durations';
import { withExamples } from '../../examples';
import { printable } from '../../output';

interface JobsOptions {
  state?: (typeof STATES)[number];
  queue?: string;
  batch?: string;
  worker?: string;
  olderThan?: number;
  poison?: true;
  limit: number;
}

const STATES = ['waiting', 'admitted', 'running', 'done', 'failed', 'cancelled'] as const;

export function addJobsCommand(parent: Command): void {
  const command = parent
    .command('jobs')
    .description('List jobs, newest first: ids and numbers')
    .addOption(new Option('--state <state>', 'in that state').choices(STATES))
    .option('--queue <name>', 'of one system')
    .option('--batch <id>', 'of one batch')
    .option('--worker <id>', 'that a worker had or has')
    .option('--older-than <time>', 'in their state for longer than 10m, 2h …', parseDuration)
    .option('--poison', 'only those that workers died on')
    .option('--limit <n>', 'so many, 1 to 100', parseLimit, 20)
    .action(async (options: JobsOptions, self: Command) => {
      const { client, out, notes, isJson } = await contextOf(self);
      const { batch, olderThan, ...same } = options;
      const query = { ...same, batch_id: batch, older_than_seconds: olderThan };
      const page = await dataOf(client.http.GET('/api/ops/jobs', { params: { query } }));
      if (isJson) return out.json(page);
      if (page.jobs.length === 0) return out.line('There are no such jobs');
      out.table(
        ['JOB', 'NAME', 'STATE', 'BATCH', 'EPOCH', 'TRIES', 'CRASHES', 'CREATED', 'ERROR'],
        page.jobs.map((job) => [
          job.id,
          job.name,
          job.given_up === 'poison' ? `${job.state}, poison` : job.state,
          job.batch_id,
          String(job.epoch),
          String(job.attempts),
          String(job.crashes),
          job.created_at ?? '-',
          printable(job.error ?? ''),
        ]),
        ['EPOCH', 'TRIES', 'CRASHES'],
      );
      if (page.next_cursor !== null) notes.line('There are more: see fewer by the options, or give --limit');
    });
  withExamples(command, [
    ['sluice ops jobs --state failed --queue omr', 'what failed of the last week'],
    ['sluice ops jobs --batch 01a1f97a-2416-772d-839c-ec64d0049dee', 'all work of one batch'],
  ]);
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw new InvalidArgumentError('It must be 1 to 100.');
  }
  return limit;
}
