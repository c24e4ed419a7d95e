import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Batch } from '../api-answers';
import { batchOf } from '../batches';
import { type Context, contextOf } from '../context';
import { readEnvironment } from '../environment';
import { withExamples } from '../examples';
import { CliError, EXIT } from '../exit-codes';
import { guessSystem } from '../guess-system';
import { findFiles, type LocalFile } from '../local-files';
import { printable } from '../output';
import { progressBars } from '../progress-bars';
import { SYSTEM_NAMES, type SystemName } from '../system-names';
import { SYSTEMS } from '../systems';
import { Sender } from '../systems/sender';
import { type Sent, type System, type UploadOptions } from '../systems/system';
import { tellEnds, tellTurns, watchToEnd } from '../watching';

interface Options {
  system?: SystemName;
  strategy?: string;
  field: Record<string, string>;
  dryRun?: true;
  watch?: true;
}

export function addUploadCommand(parent: Command): void {
  const command = parent
    .command('upload')
    .description('Send files to be worked on; large ones resumably')
    .argument('<file...>')
    .addOption(
      new Option('--system <name>', 'which system they are for (default: guessed when it is clear)').choices(
        SYSTEM_NAMES,
      ),
    )
    .option('--strategy <name>', 'how, where a system has several ways; see below')
    .option('--field <name=value>', 'a field that goes with them, as often as needed', addField, {})
    .option('--dry-run', 'of migration: judge every row, and let none in')
    .option('-w, --watch', 'show how far it is until it has ended')
    .action(async (paths: string[], options: Options, self: Command) =>
      upload(await contextOf(self), paths, options),
    );
  withExamples(command, [
    ['sluice upload sheets.zip --system omr --watch', 'scanned sheets with QR codes'],
    ['sluice upload *.jpg --field task_id=14900113', 'images of one task'],
    ['sluice upload PAT6805.DBF OPD6805.DBF --watch', 'claim files, as one batch'],
    ['sluice upload people.csv --field import_type=jamaah --dry-run', 'what would go in?'],
    ['sluice upload contacts.ndjson --field on_error=partial', 'contact records'],
    ['sluice upload ids.json --strategy update-price --field newPrice=5', 'of those contents'],
  ]).addHelpText('after', `\nSystems, their strategies and fields:\n${systemLines().join('\n')}`);
}

function systemLines(): string[] {
  return SYSTEM_NAMES.flatMap((name) => {
    const { strategies, fieldsOf } = SYSTEMS[name];
    const ways = strategies.length === 0 ? [undefined] : strategies;
    return ways.map((way) => `  ${name.padEnd(10)}${(way ?? '').padEnd(17)}${fieldsOf(way).join(', ')}`);
  });
}

function addField(text: string, fields: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be name=value.');
  return { ...fields, [name]: value };
}

/** What became of a group of files, as scripts are told. */
interface Told {
  files: string[];
  system: SystemName;
  batch: Batch | null;
  answer: object;
}

async function upload(context: Context, paths: string[], options: Options): Promise<void> {
  const { out, isJson } = context;
  const { field: fields, strategy, dryRun: isDryRun = false } = options;
  const files = await findFiles(paths);
  const system = SYSTEMS[options.system ?? guessSystem(files, { strategy, fields })];
  const uploading = { strategy, fields, isDryRun };
  refuseUnknown(system, uploading);
  const all = await sendAll(context, system, files, uploading);
  let told = await Promise.all(all.map((one) => tell(context, system, one)));
  if (!isJson) for (const one of told) if (one.batch) out.line(lineOf(one.batch));
  if (options.watch && !isDryRun) {
    const ends = await watchToEnd(
      context,
      told.flatMap(({ batch }) => batch ?? []),
    );
    told = told.map((one) => ({ ...one, batch: ends.find(({ id }) => id === one.batch?.id) ?? one.batch }));
  }
  if (isJson) out.json({ uploads: told });
  conclude(context, all, told, options.watch === true && !isDryRun);
}

function refuseUnknown({ name, strategies, fieldsOf }: System, options: UploadOptions): void {
  const { strategy, fields, isDryRun } = options;
  if (strategy !== undefined && !strategies.includes(strategy)) {
    const known =
      strategies.length === 0 ? 'has no strategies' : `has the strategies ${strategies.join(', ')}`;
    throw new CliError(EXIT.usage, `${name} ${known}`);
  }
  const known = fieldsOf(strategy);
  const unknown = Object.keys(fields).filter((field) => !known.includes(field));
  if (unknown.length > 0) {
    throw new CliError(EXIT.usage, `${name} has no field ${unknown.join(', ')}; it has ${known.join(', ')}`);
  }
  if (isDryRun && name !== 'migration') throw new CliError(EXIT.usage, '--dry-run is for migration only');
}

type SentFiles = Sent & { files: LocalFile[] };

async function sendAll(
  { client, url }: Context,
  system: System,
  files: LocalFile[],
  options: UploadOptions,
): Promise<SentFiles[]> {
  const bars = progressBars();
  const sender = new Sender(client, url, readEnvironment().configDir, bars);
  const all: SentFiles[] = [];
  try {
    for (const group of system.groupsOf(files, options)) {
      all.push({ ...(await system.upload(sender, group, options)), files: group });
    }
  } finally {
    bars.close();
  }
  return all;
}

async function tell({ client }: Context, { name }: System, { id, files, answer }: SentFiles): Promise<Told> {
  const batch = id === undefined ? null : await batchOf(client, { system: name, id });
  return { files: files.map(({ path }) => path), system: name, batch, answer };
}

function lineOf({ system, id, name }: Batch): string {
  return `${system} ${id}  ${printable(name)}`;
}

/** @throws CliError when some did not end well, so that scripts hear of it */
function conclude(context: Context, all: SentFiles[], told: Told[], hasWatched: boolean): void {
  for (const { outcome } of all) if (outcome !== undefined) context.notes.line(printableLines(outcome));
  const batches = told.flatMap(({ batch }) => batch ?? []);
  if (hasWatched) tellEnds(context, batches);
  else tellTurns(context, batches);
  if (all.some(({ hasFailures }) => hasFailures)) {
    throw new CliError(EXIT.endedWithFailures, 'Not all of it is right');
  }
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
