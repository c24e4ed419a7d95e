import { type Subject, type SubjectEvent } from '@sluice/client';
import { type Batch } from './api-answers';
import { batchOf, describe, hasFailures } from './batches';
import { type Context } from './context';
import { CliError, EXIT } from './exit-codes';
import { printable } from './output';
import { type ProgressBars, progressBars } from './progress-bars';

export interface WatchingOptions {
  /** Is told each event. */
  onEvent?: (event: SubjectEvent) => void;
}

/** Shows how far batches are until all have ended. @returns what they are then */
export async function watchToEnd(
  context: Context,
  batches: Batch[],
  options: WatchingOptions = {},
): Promise<Batch[]> {
  const bars = progressBars();
  try {
    return await Promise.all(batches.map((batch) => watchOne(context, batch, bars, options)));
  } finally {
    bars.close();
  }
}

async function watchOne(
  { client }: Context,
  batch: Batch,
  bars: ProgressBars,
  { onEvent }: WatchingOptions,
): Promise<Batch> {
  const bar = bars.bar(batch.name || batch.id, batch.unit);
  bar.update(batch.done + batch.failed, batch.total ?? 0, batch.status);
  for await (const event of client.watch(subjectOf(batch))) {
    const { processed, failed, total, status, processing_status } = event.data;
    bar.update(processed + failed, total, processing_status ?? status);
    onEvent?.(event);
  }
  bar.finish();
  return batchOf(client, batch);
}

export function subjectOf({ system, id, kind }: Batch): Subject {
  return { system, id, kind };
}

/** Says how they ended, to people. @throws CliError when some did not end well, so that scripts hear of it */
export function tellEnds({ notes }: Context, batches: Batch[]): void {
  for (const batch of batches) notes.line(printable(describe(batch)));
  const failed = batches.filter(hasFailures);
  if (failed.length === 0) return;
  const advice = failed.map(({ id }) => `sluice errors ${id}`).join('\n  ');
  throw new CliError(EXIT.endedWithFailures, `Not all of it succeeded. See:\n  ${advice}`);
}

/** Those that nothing happens to until their owner does the next step are told, not waited for in silence. */
export function tellTurns({ notes }: Context, batches: Batch[]): void {
  for (const batch of batches.filter(({ state }) => state === 'your_turn')) {
    const next = batch.system === 'migration' ? `sluice start ${batch.id}` : 'files to be sent';
    notes.line(`${printable(batch.name || batch.id)} waits for its next step: ${next}`);
  }
}
