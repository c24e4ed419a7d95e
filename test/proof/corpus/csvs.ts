import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { type Bench, fileForm } from './bench';
import { type CorpusCase, family } from './corpus-case';

const BASE = '/api/v1/onboarding/migration';
const HEADER = 'kode_paket,nama_paket,harga,tanggal_berangkat';

/** `200 pending 2+0: …` once it is validated, or `400 …`. */
async function sendCsv(bench: Bench, bytes: Buffer | string): Promise<string> {
  const sent = await bench.request('owner', 'POST', `${BASE}/upload`, {
    body: fileForm(Buffer.from(bytes as string), 'hostile.csv', { import_type: 'package' }),
  });
  if (sent.status !== 200) return `${sent.status} ${sent.text}`;
  const { job_id: id } = sent.json as { job_id: string };
  await bench.request('owner', 'POST', `${BASE}/${id}/validate`);
  return bench.until('owner', `${BASE}/${id}`, (json) => {
    const job = json as {
      status: string;
      valid_rows: number;
      invalid_rows: number;
      error_message: string | null;
    };
    if (job.status === 'validating') return undefined;
    return `200 ${job.status} ${job.valid_rows}+${job.invalid_rows}: ${job.error_message ?? ''}`;
  });
}

const REFUSED = /^400 .*"message":".{8,}/;
const JUDGED = /^200 (pending|failed) \d+\+\d+/;
const ENDED = /^(200 (pending|failed) \d+\+\d+|400 .*"message":".{8,})/;

export function csvCases(seed: number): CorpusCase[] {
  const row = (code: string): string => `${code},A package,1000,2029-01-01`;
  const lines = (...all: string[]): string => `${[HEADER, ...all].join('\n')}\n`;
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(lines(row('U-1')), 'utf16le')]);
  const wide = Array.from({ length: 5_000 }, (_, n) => `c${n}`).join(',');
  const named = family('CSV', {
    nothing: { send: (b) => sendCsv(b, ''), verdict: REFUSED },
    'a mark and nothing else': { send: (b) => sendCsv(b, '\uFEFF'), verdict: REFUSED },
    'a header and no rows': { send: (b) => sendCsv(b, lines()), verdict: ENDED },
    'line ends alone': { send: (b) => sendCsv(b, '\n'.repeat(10_000)), verdict: REFUSED },
    'a quote that never ends': {
      send: (b) => sendCsv(b, lines(row('Q-1'), `Q-2,"${'x,1\n'.repeat(20_000)}`)),
      verdict: /^200 pending 1\+\d+/,
    },
    'a quote in the middle of a cell': {
      send: (b) => sendCsv(b, lines('M-1,A "b" c,1000,2029-01-01')),
      verdict: JUDGED,
    },
    'a cell of two megabytes': {
      send: (b) => sendCsv(b, lines(row('B-1'), `B-2,${'x'.repeat(2_000_000)},1000,2029-01-01`)),
      verdict: /^200 pending 1\+1/,
    },
    'a line of nine megabytes without an end': {
      send: (b) => sendCsv(b, `${HEADER}\n${'x'.repeat(9_000_000)}`),
      verdict: /^200 pending 0\+1|^400/,
    },
    NULs: {
      send: (b) => sendCsv(b, lines('N-1,A\0b,1000,2029-01-01', row('N-2'))),
      verdict: /^(200 pending 1\+1|400)/,
    },
    'NULs alone': { send: (b) => sendCsv(b, Buffer.alloc(100_000)), verdict: REFUSED },
    'rows too short and too long': {
      send: (b) => sendCsv(b, lines('R-1', 'R-2,A,1000,2029-01-01,more,and,more', row('R-3'))),
      verdict: /^200 pending [12]\+[12]/,
    },
    'one column twice': {
      send: (b) => sendCsv(b, `${HEADER},kode_paket\n${row('D-1')},D-2\n`),
      verdict: ENDED,
    },
    'five thousand columns': {
      send: (b) => sendCsv(b, `${HEADER},${wide}\n${row('W-1')}${',x'.repeat(5_000)}\n`),
      verdict: ENDED,
    },
    'all line ends in turn': {
      send: (b) => sendCsv(b, `${HEADER}\r\n${row('E-1')}\n${row('E-2')}\r${row('E-3')}\r\n`),
      verdict: /^200 pending 3\+0/,
    },
    'UTF-16': { send: (b) => sendCsv(b, utf16), verdict: /^200 pending 1\+0/ },
    'UTF-16 that ends in the middle of a letter': {
      send: (b) => sendCsv(b, utf16.subarray(0, -1)),
      verdict: ENDED,
    },
    'a mark of UTF-16 before UTF-8': {
      send: (b) => sendCsv(b, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(lines(row('X-1')))])),
      verdict: ENDED,
    },
    'bytes that are no UTF-8': {
      send: (b) =>
        sendCsv(
          b,
          Buffer.concat([
            Buffer.from(`${HEADER}\nI-1,`),
            Buffer.from([0xc3, 0x28, 0xff]),
            Buffer.from(',1000,2029-01-01\n'),
          ]),
        ),
      verdict: JUDGED,
    },
    formulas: { send: (b) => sendCsv(b, lines('F-1,=cmd|x,1000,2029-01-01')), verdict: JUDGED },
    'numbers beyond all bounds': {
      send: (b) =>
        sendCsv(
          b,
          lines('O-1,A,1e999,2029-01-01', `O-2,A,${'9'.repeat(400)},2029-01-01`, 'O-3,A,-0,2029-01-01'),
        ),
      verdict: /^200 pending [01]\+[23]/,
    },
    'dates that are none': {
      send: (b) =>
        sendCsv(b, lines('T-1,A,1000,2029-02-30', 'T-2,A,1000,99999-01-01', 'T-3,A,1000,0000-00-00')),
      verdict: /^200 pending 0\+3/,
    },
    'the names of everything an object has': {
      send: (b) => sendCsv(b, `${HEADER},__proto__,constructor,toString\n${row('P-1')},a,b,c\n`),
      verdict: ENDED,
    },
    'a picture': {
      send: (b) => sendCsv(b, Buffer.from('89504e470d0a1a0a0000000d494844520000', 'hex')),
      verdict: REFUSED,
    },
    'eleven megabytes': {
      send: (b) =>
        sendCsv(
          b,
          `${HEADER}
${row('L-1').concat('\n').repeat(400_000)}`,
        ),
      verdict: /^400 /,
    },
  });
  const sound = Buffer.from(lines(row('Z-1'), row('Z-2'), row('Z-3')));
  const random = seededRandom(seed);
  const bent = Array.from({ length: 80 }, (_, n) => {
    const bytes = Buffer.from(sound);
    for (let hit = 0; hit < 4; hit++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    return {
      family: 'CSV',
      name: `bytes gone wrong, ${n + 1}`,
      send: (bench: Bench) => sendCsv(bench, bytes),
      verdict: ENDED,
      isLong: n >= 10,
    };
  });
  return [...named, ...bent];
}
