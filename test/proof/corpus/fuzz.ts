import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { charsetNamed } from '@sluice/formats/charset';
import { CsvError, readCsv } from '@sluice/formats/csv';
import { bufferTable, DbfError, fieldReaderOf, isMemoField, openDbf } from '@sluice/formats/dbf';
import { bufferSource, openZip, readEntry, ZipError } from '@sluice/formats/zip';
import { writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { rawZip } from '@sluice/test/fixtures/raw-zip';

/** An input that takes longer has hung, for it is small. */
const HANG_MS = 2_000;
const BATCH = 200;
/** How a reader says that a file is not for it. */
const REFUSALS = [CsvError, DbfError, ZipError];

export interface FuzzFigures {
  reader: string;
  inputs: number;
  perSecond: number;
  disagreements: string[];
  crashes: string[];
  hangs: string[];
}

/** One reader: what it is given, and what it does with it. @throws Error unless that is right */
interface Target {
  reader: string;
  inputs: fc.Arbitrary<Buffer>;
  /** @returns what disagrees with the oracle; throws what the reader should not */
  run(input: Buffer): Promise<string | undefined>;
}

/** Bends bytes: some overwritten, some taken out, some put in. */
function bent(sound: Buffer): fc.Arbitrary<Buffer> {
  const at = fc.nat(sound.length);
  const change = fc.record({
    at,
    kind: fc.constantFrom('set', 'cut', 'insert', 'end'),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }),
  });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) =>
    changes.reduce((bytes: Buffer, { at: place, kind, bytes: put }) => {
      const here = Math.min(place, bytes.length);
      if (kind === 'end') return bytes.subarray(0, here);
      if (kind === 'cut') return Buffer.concat([bytes.subarray(0, here), bytes.subarray(here + put.length)]);
      if (kind === 'insert') return Buffer.concat([bytes.subarray(0, here), put, bytes.subarray(here)]);
      return Buffer.concat([bytes.subarray(0, here), put, bytes.subarray(here + put.length)]);
    }, sound),
  );
}

const cell = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('', '"', '""', 'a,b', 'a\nb', 'ก', ' x ', '\t', "'", '=1', '\u2028'),
);
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
/** RFC 4180, and what people make of it. */
const csv = fc
  .array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 })
  .map((rows) => Buffer.from(rows.map((row) => row.map(quoted).join(',')).join('\n')));

async function csvRows(input: Buffer): Promise<string[][]> {
  const charset = charsetNamed('utf-8');
  if (!charset) throw new Error('There is no UTF-8');
  const rows: string[][] = [];
  for await (const block of readCsv(pieces(input), { delimiter: ',', blockBytes: 64 }))
    while (block.next()) {
      const { bytes, starts, ends, fieldCount } = block.row;
      rows.push(
        Array.from({ length: fieldCount }, (_, n) =>
          charset.decode(bytes, starts[n] as number, ends[n] as number),
        ),
      );
    }
  return rows;
}

/** In pieces that end in the middle of everything. */
async function* pieces(input: Buffer): AsyncGenerator<Buffer> {
  await Promise.resolve();
  for (let at = 0; at < input.length; at += 7) yield Buffer.from(input.subarray(at, at + 7));
}

/** What the header says is in the file is what is read: no more records, no fewer. */
async function readDbf(input: Buffer): Promise<string | undefined> {
  const table = await openDbf(bufferTable(input));
  const readers = table.fields.flatMap((field) => {
    const charset = charsetNamed('windows-874');
    return charset && !isMemoField(field) ? [{ field, read: fieldReaderOf(field, charset) }] : [];
  });
  let records = 0;
  for await (const block of table.blocks({ blockBytes: 256 }))
    while (block.next()) {
      records += 1;
      const { bytes, starts, ends } = block.row;
      for (const [n, { read }] of readers.entries()) read(bytes, starts[n] as number, ends[n] as number);
    }
  const most = Math.floor(input.length / Math.max(1, input.readUInt16LE(10)));
  return records > most ? `${records} records in a file that has room for ${most}` : undefined;
}

async function readZip(input: Buffer): Promise<string | undefined> {
  const source = bufferSource(input);
  const { entries } = await openZip(source);
  let bytes = 0;
  for (const entry of entries) bytes += (await readEntry(source, entry).catch(orZipError)).length;
  return bytes > 1_000 * input.length ? `${bytes} bytes out of ${input.length}` : undefined;
}

function orZipError(error: unknown): Buffer {
  if (error instanceof ZipError) return Buffer.alloc(0);
  throw error;
}

const SOUND_DBF = writeDbf({
  columns: [
    { name: 'HN', type: 'C', width: 6 },
    { name: 'COST', type: 'N', width: 8, decimals: 2 },
    { name: 'DAY', type: 'D' },
    { name: 'OK', type: 'L' },
  ],
  records: Array.from({ length: 12 }, (_, n) => [`${n}`, n * 1.5, '20250101', n % 2 === 0]),
}).dbf;
const SOUND_ZIP = rawZip([
  { name: '1.txt', bytes: Buffer.from('some text, '.repeat(20)) },
  { name: 'folder/2.txt', bytes: Buffer.from('stored'), method: 0 },
]);
const SOUND_CSV = Buffer.from('a,"b ""c""",d\n"e\nf",g,h\r\n,,\n');
const NOISE = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));

const TARGETS: readonly Target[] = [
  {
    reader: 'CSV, beside csv-parse',
    inputs: csv,
    async run(input) {
      const theirs: string[][] = parse(input.toString('utf8'), {
        record_delimiter: ['\r\n', '\n', '\r'],
        relax_column_count: true,
        skip_empty_lines: false,
      });
      const ours = await csvRows(input);
      const trimmed = (rows: string[][]): string =>
        JSON.stringify(rows.map((row) => row.map((text) => text.trim())));
      return trimmed(ours) === trimmed(theirs)
        ? undefined
        : `ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs)}`;
    },
  },
  {
    reader: 'CSV, bent and noise',
    inputs: fc.oneof(bent(SOUND_CSV), NOISE),
    run: async (input) => void (await csvRows(input)),
  },
  {
    reader: 'DBF, bent and noise',
    inputs: fc.oneof({ weight: 4, arbitrary: bent(SOUND_DBF) }, NOISE),
    run: readDbf,
  },
  {
    reader: 'ZIP, bent and noise',
    inputs: fc.oneof({ weight: 4, arbitrary: bent(SOUND_ZIP) }, NOISE),
    run: readZip,
  },
];

/** Each reader for so long, from one seed. */
export async function fuzz(
  seed: number,
  seconds: number,
  say: (line: string) => void,
): Promise<FuzzFigures[]> {
  const all: FuzzFigures[] = [];
  for (const target of TARGETS) {
    const figures = await fuzzOne(target, seed, seconds * 1_000);
    say(`${figures.reader}: ${figures.inputs} inputs, ${figures.perSecond} a second`);
    for (const fault of [...figures.disagreements, ...figures.crashes, ...figures.hangs].slice(0, 5))
      say(`  ${fault}`);
    all.push(figures);
  }
  return all;
}

async function fuzzOne({ reader, inputs, run }: Target, seed: number, forMs: number): Promise<FuzzFigures> {
  const figures: FuzzFigures = { reader, inputs: 0, perSecond: 0, disagreements: [], crashes: [], hangs: [] };
  const startedAt = performance.now();
  for (let batch = 0; performance.now() - startedAt < forMs; batch++) {
    for (const input of fc.sample(inputs, { seed: seed + batch, numRuns: BATCH })) {
      const beganAt = performance.now();
      const shown = `seed ${seed + batch}, ${input.toString('base64').slice(0, 200)}`;
      try {
        const disagreement = await run(input);
        if (disagreement !== undefined)
          figures.disagreements.push(`${reader}: ${disagreement.slice(0, 300)} (${shown})`);
      } catch (error) {
        if (!REFUSALS.some((refusal) => error instanceof refusal))
          figures.crashes.push(`${reader}: ${String(error)} (${shown})`);
      }
      if (performance.now() - beganAt > HANG_MS)
        figures.hangs.push(`${reader}: ${Math.round(performance.now() - beganAt)} ms (${shown})`);
      figures.inputs += 1;
    }
  }
  figures.perSecond = Math.round((figures.inputs * 1_000) / (performance.now() - startedAt));
  return figures;
}
