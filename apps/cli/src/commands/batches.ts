import { dataOf } from '@sluice/client';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Batch } from '../api-answers';
import { findBatch } from '../batches';
import { type Context, contextOf } from '../context';
import { withExamples } from '../examples';
import { printable } from '../output';
import { SYSTEM_NAMES, type SystemName } from '../system-names';
import { SYSTEMS } from '../systems';

const STATES = [
  'waiting',
  'working',
  'your_turn',
  'done',
  'done_with_errors',
  'failed',
  'cancelled',
  'rolled_back',
];

interface ListOptions {
  system?: SystemName;
  state?: string;
  search?: string;
  mine?: true;
  limit: number;
  cursor?: string;
}

export function addListCommand(parent: Command): void {
  const command = parent
    .command('list')
    .description('List batches, uploads, files and imports of all systems, newest first')
    .addOption(new Option('--system <name>', 'of one system').choices(SYSTEM_NAMES))
    .addOption(new Option('--state <state>', 'in that state').choices(STATES))
    .option('-q, --search <text>', 'a part of the name, or how the id begins')
    .option('--mine', 'only your own, where you see those of others')
    .option('--limit <n>', 'so many, 1 to 100', parseLimit, 20)
    .option('--cursor <cursor>', 'the page behind the one that named it')
    .action(async (options: ListOptions, self: Command) => {
      const { client, out, notes, isJson } = await contextOf(self);
      const { system, state, search: q, mine, limit, cursor } = options;
      const query = { system, state, q, limit, cursor, ...(mine && { owner: 'me' as const }) };
      const page = await dataOf(client.http.GET('/api/overview/batches', { params: { query } }));
      if (isJson) return out.json(page);
      if (page.batches.length === 0) return out.line('There are none');
      out.table(HEADER, page.batches.map(rowOf), ['DONE', 'FAILED', 'TOTAL']);
      if (page.next_cursor !== null) notes.line(`There are more: --cursor ${page.next_cursor}`);
    });
  withExamples(command, [
    ['sluice list --state done_with_errors', 'what needs a look'],
    ['sluice list --system omr -q midterm --json', 'for programs'],
  ]);
}

const HEADER = ['SYSTEM', 'ID', 'NAME', 'STATE', 'DONE', 'FAILED', 'TOTAL', 'OF', 'OWNER', 'CREATED'];

function rowOf(batch: Batch): string[] {
  const { system, id, name, state, done, failed, total, unit, owner, created_at } = batch;
  return [
    system,
    id,
    printable(name),
    state.replaceAll('_', ' '),
    String(done),
    String(failed),
    total === null ? '-' : String(total),
    unit,
    printable(owner.username ?? '-'),
    created_at,
  ];
}

export function addShowCommand(parent: Command): void {
  const command = systemOption(
    parent
      .command('show')
      .description('Show all there is to know of a batch, upload, file or import')
      .argument('<id>'),
  ).action(async (id: string, { system }: { system?: SystemName }, self: Command) => {
    const context = await contextOf(self);
    const batch = await findBatch(context, id, system);
    const details = await SYSTEMS[batch.system].details(context.client, batch);
    if (context.isJson) return context.out.json({ ...batch, details });
    showAll(context, batch, details);
  });
  withExamples(command, [
    ['sluice show 01a1f97a-2416-772d-839c-ec64d0049dee', 'of whichever system it is'],
    ['sluice show upl_1700000000_abcdef --json | jq .details', 'as the system itself tells it'],
  ]);
}

/** For whoever knows it already: it saves a look through all systems. */
export function systemOption(command: Command): Command {
  const option = new Option('--system <name>', 'which system it is of (default: found out)');
  return command.addOption(option.choices(SYSTEM_NAMES));
}

/** First what all systems have, then what this one adds, as far as it fits into a line. */
function showAll({ out }: Context, { owner, ...batch }: Batch, details: object): void {
  const shown = { ...batch, owner: owner.username };
  const more = Object.entries(details).filter(([name]) => !(name in shown));
  for (const [name, value] of [...Object.entries(shown), ...more]) {
    const text = textOf(value);
    if (text !== undefined) out.line(`${out.style('bold', `${name}:`)} ${printable(text)}`);
  }
}

function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value !== 'object') return String(value);
  const json = JSON.stringify(value);
  return json.length <= MAX_LINE ? json : `${json.slice(0, MAX_LINE)}… (--json has all of it)`;
}

const MAX_LINE = 300;

/** A whole number of 1 to `max`. */
export function parseCount(max: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1 || count > max) {
      throw new InvalidArgumentError(`It must be 1 to ${max}.`);
    }
    return count;
  };
}

function parseLimit(text: string): number {
  return parseCount(100)(text);
}
