import { dataOf } from '@sluice/client';
import { type Command } from 'commander';
import { type Batch } from '../api-answers';
import { findBatch } from '../batches';
import { type Context, contextOf } from '../context';
import { withExamples } from '../examples';
import { CliError, EXIT } from '../exit-codes';
import { printable } from '../output';
import { confirm } from '../prompt';
import { type SystemName } from '../system-names';
import { SYSTEMS } from '../systems';
import { startImport } from '../systems/migration';
import { tellEnds, tellTurns, watchToEnd } from '../watching';
import { systemOption } from './batches';

interface MoveOptions {
  system?: SystemName;
  watch?: true;
  yes?: true;
}

interface RollbackOptions extends MoveOptions {
  preview?: boolean;
}

export function addWatchCommand(parent: Command): void {
  const command = systemOption(
    parent.command('watch').description('Show how far it is until it has ended').argument('<id>'),
  ).action(async (id: string, { system }: MoveOptions, self: Command) => {
    const context = await contextOf(self);
    const { out, isJson } = context;
    const batch = await findBatch(context, id, system);
    tellTurns(context, [batch]);
    const onEvent = isJson ? { onEvent: out.json } : {};
    tellEnds(context, await watchToEnd(context, [batch], onEvent));
  });
  withExamples(command, [
    ['sluice watch 01a1f97a-2416-772d-839c-ec64d0049dee', 'a bar'],
    ['sluice watch 01a1f97a-2416-772d-839c-ec64d0049dee --json', 'a line of JSON for each event'],
  ]);
}

export function addMoveCommands(parent: Command): void {
  addMove(parent, 'retry', 'Do again what failed or was not done, and only that', retry);
  addMove(parent, 'start', 'Begin an import of migration that was only judged', start);
  const cancel = systemOption(
    parent.command('cancel').description('Stop the work; what is done is kept').argument('<id>'),
  ).action(async (id: string, { system }: MoveOptions, self: Command) => {
    const context = await contextOf(self);
    const batch = await findBatch(context, id, system);
    const move = SYSTEMS[batch.system].cancel;
    if (!move) throw new CliError(EXIT.failed, `${batch.system} has nothing to cancel`);
    answer(context, await move(context.client, batch));
  });
  withExamples(cancel, [['sluice cancel 01a1f97a-2416-772d-839c-ec64d0049dee', 'within about a second']]);
  addRollback(parent);
}

type Move = (context: Context, batch: Batch) => Promise<object>;

/** Commands that set a batch to work. */
function addMove(parent: Command, name: string, description: string, move: Move): void {
  const command = systemOption(parent.command(name).description(description).argument('<id>'))
    .option('-w, --watch', 'show how far it is until it has ended')
    .action(async (id: string, { system, watch }: MoveOptions, self: Command) => {
      const context = await contextOf(self);
      const batch = await findBatch(context, id, system);
      const moved = await move(context, batch);
      if (!watch) return answer(context, moved);
      if (!context.isJson) answer(context, moved);
      const ends = await watchToEnd(context, [batch]);
      if (context.isJson) context.out.json({ ...moved, batch: ends[0] });
      tellEnds(context, ends);
    });
  withExamples(command, [
    [`sluice ${name} 01a1f97a-2416-772d-839c-ec64d0049dee --watch`, 'and see it through'],
  ]);
}

async function retry({ client }: Context, batch: Batch): Promise<object> {
  const move = SYSTEMS[batch.system].retry;
  if (!move) throw new CliError(EXIT.failed, `${batch.system} has no retry: send what was left out again`);
  return move(client, batch);
}

async function start({ client }: Context, { system, id }: Batch): Promise<object> {
  if (system !== 'migration') throw new CliError(EXIT.failed, `${system} starts by itself`);
  return startImport(client, id);
}

function addRollback(parent: Command): void {
  const command = systemOption(
    parent
      .command('rollback')
      .alias('revert')
      .description('Take back what an import of migration, or a batch of content, has done')
      .argument('<id>'),
  )
    .option('--preview', 'of migration: only tell what would go')
    .option('-y, --yes', 'do not ask')
    .action(async (id: string, options: RollbackOptions, self: Command) => {
      const context = await contextOf(self);
      const batch = await findBatch(context, id, options.system);
      if (batch.system === 'migration') return rollBack(context, batch, options);
      if (batch.system === 'content') return revert(context, batch, options);
      throw new CliError(EXIT.failed, `${batch.system} can’t be rolled back`);
    });
  withExamples(command, [
    ['sluice rollback 01a1f97a-2416-772d-839c-ec64d0049dee --preview', 'what would go?'],
    ['sluice rollback 01a1f97a-2416-772d-839c-ec64d0049dee --yes', 'in a script'],
  ]);
}

async function rollBack(
  context: Context,
  batch: Batch,
  { preview = false, yes }: RollbackOptions,
): Promise<void> {
  const { client } = context;
  const { id } = batch;
  const ask = (isPreview: boolean): Promise<RolledBack> => {
    const params = { path: { id }, query: { preview: isPreview } };
    return dataOf(client.http.POST('/api/v1/onboarding/migration/{id}/rollback', { params }));
  };
  if (preview) return answer(context, await ask(true), summaryOf);
  await sure(`Take out what ${batch.name} has put in?`, yes);
  answer(context, await ask(false), summaryOf);
}

function summaryOf({ message, summary }: RolledBack): string {
  if (!summary) return message;
  const { removed, kept_changed, kept_used } = summary;
  return `${message}: ${removed} rows out, ${kept_changed} kept that were changed, ${kept_used} that are used`;
}

interface RolledBack {
  message: string;
  summary: { removed: number; kept_changed: number; kept_used: number } | null;
}

/** A batch of its own, which is told. */
async function revert(
  context: Context,
  { id, name }: Batch,
  { preview, yes }: RollbackOptions,
): Promise<void> {
  if (preview) throw new CliError(EXIT.usage, '--preview is for migration only');
  await sure(`Put back what ${name || id} has changed?`, yes);
  const params = { path: { id } };
  const made = await dataOf(context.client.http.POST('/api/batches/{id}/revert', { params }));
  answer(context, made, ({ message, batchId }) => `${message}: content ${batchId}`);
}

async function sure(question: string, yes: true | undefined): Promise<void> {
  if (!yes && !(await confirm(question, 'give --yes'))) throw new CliError(EXIT.failed, 'Nothing was done');
}

/** What the API says to it. */
function answer<Answer extends object>(
  { out, isJson }: Context,
  said: Answer,
  describe: (said: Answer) => string = messageOf,
): void {
  if (isJson) out.json(said);
  else out.line(printable(describe(said)));
}

function messageOf(said: object): string {
  return 'message' in said && typeof said.message === 'string' ? said.message : JSON.stringify(said);
}
