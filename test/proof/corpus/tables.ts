import { writeDbf, type DbfColumn, type DbfLies } from '@sluice/test/fixtures/dbf-writer';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { type Bench, fileForm } from './bench';
import { type CorpusCase, family } from './corpus-case';

/** `200 completed 2+0: …`, `200 error: …` or `400 …`. */
async function sendTable(bench: Bench, bytes: Buffer, name = 'table.dbf'): Promise<string> {
  const sent = await bench.request('user', 'POST', '/api/revenue/upload', {
    body: fileForm(bytes, name),
    headers: { Prefer: 'respond-async' },
  });
  if (sent.status !== 202 && sent.status !== 200) return `${sent.status} ${sent.text}`;
  const { fileId } = (sent.json as { data: { fileId: string } }).data;
  return bench.until('user', `/api/revenue/files/${fileId}`, (json) => {
    const { data } = json as {
      data: {
        status: string;
        validRecords: number;
        invalidRecords: number;
        skippedRecords: number;
        errors: unknown;
      };
    };
    if (data.status === 'error') return `200 error: ${JSON.stringify(data.errors)}`;
    if (data.status !== 'completed') return undefined;
    return `200 completed ${data.validRecords}+${data.invalidRecords}, ${data.skippedRecords} skipped`;
  });
}

const REFUSED = /^(200 error: \[\{"code":"\w+","detail":".{10,}","message":".{10,}|400 )/;
const ENDED = /^(200 (error: \[\{"code":"\w+","detail":".{10,}|completed \d+\+\d+)|400 )/;
const COLUMNS: DbfColumn[] = [
  { name: 'HN', type: 'C', width: 8 },
  { name: 'COST', type: 'N', width: 8, decimals: 2 },
  { name: 'DAY', type: 'D' },
];
const RECORDS = [
  ['1', 12.5, '20250101'],
  ['2', 1, '20250102'],
];

function table(lies: DbfLies = {}): Buffer {
  return writeDbf({ columns: COLUMNS, records: RECORDS, lies }).dbf;
}

function patched(at: number, ...bytes: number[]): Buffer {
  const dbf = table();
  dbf.set(bytes, at);
  return dbf;
}

export function tableCases(seed: number): CorpusCase[] {
  const sound = table();
  const lie = (lies: DbfLies, verdict = REFUSED) => ({
    send: (b: Bench) => sendTable(b, table(lies)),
    verdict,
  });
  const patch = (at: number, bytes: number[], verdict = REFUSED) => ({
    send: (b: Bench) => sendTable(b, patched(at, ...bytes)),
    verdict,
  });
  const cell = (...values: (string | Buffer)[]) =>
    writeDbf({
      columns: COLUMNS,
      records: [values.map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(value)))],
    }).dbf;
  const named = family('DBF', {
    'two thousand million records declared in 200 bytes': lie({ recordCount: 2 ** 31 - 1 }),
    'fewer records declared than there are': lie({ recordCount: 1 }, ENDED),
    'a header of no length': lie({ headerLength: 0 }),
    'a header longer than the file': lie({ headerLength: 60_000 }),
    'records of no length': lie({ recordLength: 0 }),
    'records longer than their columns': lie({ recordLength: 500 }),
    'a version nobody has': patch(0, [0x7f]),
    'a column of no width': patch(32 + 16, [0], ENDED),
    'a column of a type nobody has': patch(32 + 11, [0x01]),
    'a column without a name': patch(32, [0], ENDED),
    'no end of the columns': patch(32 * 4, [0x20], ENDED),
    encryption: patch(15, [1], ENDED),
    'two columns of one name': {
      send: (b) =>
        sendTable(
          b,
          writeDbf({ columns: [COLUMNS[0], COLUMNS[0]] as DbfColumn[], records: [['1', '2']] }).dbf,
        ),
      verdict: REFUSED,
    },
    'no columns': { send: (b) => sendTable(b, writeDbf({ columns: [], records: [] }).dbf), verdict: REFUSED },
    'no records': {
      send: (b) => sendTable(b, writeDbf({ columns: COLUMNS, records: [] }).dbf),
      verdict: ENDED,
    },
    'stars in place of a number': {
      send: (b) => sendTable(b, cell('1', '********', '20250101')),
      verdict: /^200 completed 0\+1/,
    },
    'words in place of a number': {
      send: (b) => sendTable(b, cell('1', 'twelve', '20250101')),
      verdict: /^200 completed 0\+1/,
    },
    'the 31st of February': {
      send: (b) => sendTable(b, cell('1', '1', '20250231')),
      verdict: /^200 completed 0\+1/,
    },
    'zeros and an end of file in a text': {
      send: (b) => sendTable(b, cell(Buffer.from([0x41, 0, 0x1a, 0x42]), '1', '20250101')),
      verdict: ENDED,
    },
    'bytes that are no text': {
      send: (b) => sendTable(b, cell(Buffer.from([0x81, 0x8d, 0xff, 0xfe]), '1', '20250101')),
      verdict: ENDED,
    },
    'a memo column without its file': {
      send: (b) =>
        sendTable(
          b,
          writeDbf({
            columns: [...COLUMNS, { name: 'NOTE', type: 'M' }],
            records: [['1', 1, '20250101', 'text']],
          }).dbf,
        ),
      verdict: ENDED,
    },
    'an empty file': { send: (b) => sendTable(b, Buffer.alloc(0)), verdict: REFUSED },
    'a file of zeros': { send: (b) => sendTable(b, Buffer.alloc(1_000_000)), verdict: REFUSED },
    'a ZIP called a DBF': {
      send: (b) => sendTable(b, Buffer.from('PK\x03\x04'.padEnd(400, 'x'))),
      verdict: REFUSED,
    },
    'text of one line of two megabytes': {
      send: (b) => sendTable(b, Buffer.from(`HN|SEQ\n${'x'.repeat(2_000_000)}\n`), 'lines.txt'),
      verdict: ENDED,
    },
    'text with a quote that never ends': {
      send: (b) => sendTable(b, Buffer.from(`HN,SEQ\n"${'1,2\n'.repeat(50_000)}`), 'quote.csv'),
      verdict: ENDED,
    },
  });
  const cut = Array.from({ length: 12 }, (_, n) => ({
    family: 'DBF',
    name: `cut after ${n}/12`,
    send: (bench: Bench) => sendTable(bench, sound.subarray(0, Math.floor((sound.length * n) / 12))),
    verdict: REFUSED,
  }));
  const random = seededRandom(seed);
  const bent = Array.from({ length: 80 }, (_, n) => {
    const bytes = Buffer.from(sound);
    for (let hit = 0; hit < 3; hit++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    return {
      family: 'DBF',
      name: `bytes gone wrong, ${n + 1}`,
      send: (bench: Bench) => sendTable(bench, bytes),
      verdict: ENDED,
      isLong: n >= 10,
    };
  });
  return [...named, ...cut, ...bent];
}
