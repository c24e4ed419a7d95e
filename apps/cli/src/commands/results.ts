import { type Command } from 'commander';
import { findBatch } from '../batches';
import { type Context, contextOf } from '../context';
import { withExamples } from '../examples';
import { CliError, EXIT } from '../exit-codes';
import { writeWhole } from '../local-files';
import { printable } from '../output';
import { type SystemName } from '../system-names';
import { SYSTEMS } from '../systems';
import { type Download, type Wrong } from '../systems/system';
import { parseCount, systemOption } from './batches';

interface ErrorsOptions {
  system?: SystemName;
  csv?: true;
  file?: string;
  limit: number;
  output?: string;
}

const MAX_ERRORS = 100_000;

export function addErrorsCommand(parent: Command): void {
  const command = systemOption(
    parent
      .command('errors')
      .description('List what is wrong: sheets, records, rows or contents that failed, and why')
      .argument('<id>'),
  )
    .option('--limit <n>', `so many, 1 to ${MAX_ERRORS}`, parseCount(MAX_ERRORS), 100)
    .option('--csv', 'all of them as CSV, where the system has that')
    .option('--file <id>', 'of revenue: with --csv, of one file of the batch')
    .option('-o, --output <path>', 'with --csv, into a file')
    .action(async (id: string, options: ErrorsOptions, self: Command) => {
      const context = await contextOf(self);
      const batch = await findBatch(context, id, options.system);
      const { errorsCsv, errors, errorColumns } = SYSTEMS[batch.system];
      if (options.csv) {
        if (!errorsCsv) {
          throw new CliError(
            EXIT.usage,
            `${batch.system} has no CSV of errors: --json, or sluice export ${id}`,
          );
        }
        return pass(context, errorsCsv(context.client, batch, options.file), options.output);
      }
      const { found, hasMore } = await take(errors(context.client, batch), options.limit);
      if (context.isJson) return context.out.json({ error: batch.error, errors: found, has_more: hasMore });
      showErrors(context, batch.error, found, errorColumns);
      if (hasMore) context.notes.line('There are more: --limit, or --csv');
    });
  withExamples(command, [
    ['sluice errors 01a1f97a-2416-772d-839c-ec64d0049dee', 'a table'],
    ['sluice errors 01a1f97a-2416-772d-839c-ec64d0049dee --csv -o wrong.csv', 'all of them'],
  ]);
}

async function take(
  errors: AsyncGenerator<Wrong>,
  limit: number,
): Promise<{ found: Wrong[]; hasMore: boolean }> {
  const found: Wrong[] = [];
  for await (const wrong of errors) {
    if (found.length === limit) return { found, hasMore: true };
    found.push(wrong);
  }
  return { found, hasMore: false };
}

function showErrors(
  { out, notes }: Context,
  whole: string | null,
  found: Wrong[],
  columns: readonly string[],
): void {
  if (whole !== null) notes.line(printable(whole));
  if (found.length === 0) return notes.line('There are no errors of single parts');
  const header = columns.map((name) => name.replaceAll('_', ' ').toUpperCase());
  out.table(
    header,
    found.map((wrong) => columns.map((name) => printable(cellOf(wrong[name])))),
  );
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

interface ExportOptions {
  system?: SystemName;
  format?: string;
  output?: string;
}

export function addExportCommand(parent: Command): void {
  const command = systemOption(
    parent.command('export').description('Get the results, as the system has them').argument('<id>'),
  )
    .option('--format <name>', 'csv, json, ndjson or file, of those that the system has; see below')
    .option('-o, --output <path>', 'into a file, whole or not at all (default: the standard output)')
    .action(async (id: string, { system, format, output }: ExportOptions, self: Command) => {
      const context = await contextOf(self);
      const batch = await findBatch(context, id, system);
      const formats = SYSTEMS[batch.system].exports(batch);
      const usual = context.isJson && output === undefined ? 'json' : Object.keys(formats)[0];
      const chosen = format ?? (usual as string);
      const download = formats[chosen];
      if (!download) {
        const known = Object.keys(formats).join(', ');
        throw new CliError(EXIT.usage, `${batch.system} has no ${chosen} of it; it has ${known}`);
      }
      if (context.isJson && output === undefined && chosen !== 'json') {
        throw new CliError(EXIT.usage, `With --json, ${chosen} needs a file: -o`);
      }
      await pass(context, download(context.client), output);
    });
  withExamples(command, [
    ['sluice export 01a1f97a-2416-772d-839c-ec64d0049dee -o sheets.csv', 'what was read'],
    ['sluice export upl_1700000000_abcdef --format ndjson | wc -l', 'records, as they were sent'],
  ]).addHelpText('after', FORMATS);
}

const FORMATS = `
Formats, the usual one first:
  omr        csv, json          what was read from every sheet
  revenue    csv, json          findings by claim; file: what was sent, of a file without a batch
  audience   csv, json, ndjson  records
  migration  csv                rows that were left out, ready to be corrected
             json, file         the import; the file as it was sent
  content    json               what became of each content`;

/** Passes a body on, to the standard output or into a file. */
async function pass({ out, notes, isJson }: Context, download: Download, path?: string): Promise<void> {
  const { data } = await download;
  if (!data) throw new CliError(EXIT.failed, 'The answer is empty');
  if (path === undefined) {
    for await (const chunk of data) await out.bytes(chunk);
    return;
  }
  let bytes = 0;
  await writeWhole(
    path,
    (async function* () {
      for await (const chunk of data) {
        bytes += chunk.length;
        yield chunk;
      }
    })(),
  );
  if (isJson) out.json({ path, bytes });
  else notes.line(`Written: ${path}, ${bytes} bytes`);
}
