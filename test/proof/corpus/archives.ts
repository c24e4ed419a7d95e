import { type HostileZip, hostileZips, makeZip } from '@sluice/test/fixtures/zips';
import { rawZip, type RawMember } from '@sluice/test/fixtures/raw-zip';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { type Bench, fileForm } from './bench';
import { type CorpusCase, family } from './corpus-case';

const TASK = '14900113';

/** `202 failed: the reason`, `202 completed 1+1: the reasons of sheets`, or `400 detail`. */
export async function sendArchive(
  bench: Bench,
  zip: Buffer,
  fields: Record<string, string> = { task_id: TASK, has_qr: 'false' },
): Promise<string> {
  const sent = await bench.request('user', 'POST', '/api/batches/upload', {
    body: fileForm(zip, 'hostile.zip', fields),
  });
  if (sent.status !== 202) return `${sent.status} ${sent.text}`;
  const { batch_id: id } = sent.json as { batch_id: string };
  return bench.until('user', `/api/batches/${id}/status?limit=200`, (json) => {
    const batch = json as {
      status: string;
      error_message: string | null;
      processed_count: number;
      failed_count: number;
      sheets: { error: string | null }[];
    };
    if (batch.status === 'failed') return `202 failed: ${batch.error_message}`;
    if (batch.status !== 'completed') return undefined;
    const reasons = [...new Set(batch.sheets.flatMap(({ error }) => error ?? []))];
    return `202 completed ${batch.processed_count}+${batch.failed_count}: ${reasons.join('; ')}`;
  });
}

const ENDED = /^(202 (failed: .{5,}|completed \d+\+\d+:)|400 )/;

function cutPoints(zip: Buffer): CorpusCase[] {
  return Array.from({ length: 16 }, (_, n) => {
    const length = Math.floor((zip.length * (n + 1)) / 17);
    return {
      family: 'ZIP',
      name: `cut after ${n + 1}/17`,
      send: (bench: Bench) => sendArchive(bench, zip.subarray(0, length)),
      verdict: /^(202 failed: .*cut short|400 .*cut short)/,
    };
  });
}

/** Bytes of the directory and headers gone wrong: whatever comes of it, it ends, with a reason where it fails. */
function flips(zip: Buffer, random: () => number, count: number): CorpusCase[] {
  return Array.from({ length: count }, (_, n) => {
    const bent = Buffer.from(zip);
    const from = n % 2 === 0 ? zip.length - 200 : 0;
    for (let hit = 0; hit < 3; hit++)
      bent[from + Math.floor(random() * Math.min(200, zip.length))] = Math.floor(random() * 256);
    return {
      family: 'ZIP',
      name: `bytes gone wrong, ${n + 1}`,
      send: (bench: Bench) => sendArchive(bench, bent),
      verdict: ENDED,
      isLong: n >= 8,
    };
  });
}

export async function archiveCases(seed: number): Promise<CorpusCase[]> {
  const sheet = await makeSheet({ dpi: 60, taskId: TASK });
  const member = (name: string | Buffer, more: Partial<RawMember> = {}): RawMember => ({
    name,
    bytes: sheet,
    method: 0,
    ...more,
  });
  const two = await makeZip([
    { name: '1.jpg', bytes: sheet },
    { name: '2.jpg', bytes: sheet },
  ]);
  const known = (await hostileZips(sheet)).map(({ name, bytes, reason, foundWhileReading }: HostileZip) => ({
    family: 'ZIP',
    name,
    send: (bench: Bench) => sendArchive(bench, bytes),
    verdict: new RegExp(
      `^(202 failed: |400 |${foundWhileReading ? '202 completed ' : '202 failed: '}).*(${reason.source})`,
      's',
    ),
  }));
  const bomb = Buffer.alloc(64 * 1024 * 1024);
  const nested = await makeZip([
    { name: 'inner.zip', bytes: two },
    { name: '1.jpg', bytes: sheet },
  ]);
  const named = family('ZIP', {
    'nested archives are not opened': { send: (b) => sendArchive(b, nested), verdict: /^202 completed 1\+0/ },
    'a bomb behind a sound page': {
      send: (b) => sendArchive(b, rawZip([member('1.jpg'), { name: '2.jpg', bytes: bomb }])),
      verdict: /^202 failed: .*bomb/,
    },
    'a program in front, as self-extracting archives have': {
      send: (b) => sendArchive(b, rawZip([member('1.jpg')], { prefix: Buffer.alloc(70_000, 'MZ') })),
      verdict: /^202 (completed 1\+0|failed: .{5,})/,
    },
    'text behind the end': {
      send: (b) => sendArchive(b, Buffer.concat([two, Buffer.from('trailing')])),
      verdict: /^202 (completed 2\+0|failed: .{5,})/,
    },
    'a comment with an end record in it': {
      send: (b) => sendArchive(b, rawZip([member('1.jpg')], { comment: rawZip([]) })),
      verdict: ENDED,
    },
    'another name in the local header': {
      send: (b) => sendArchive(b, rawZip([member('1.jpg', { localName: '../../evil.jpg' })])),
      verdict: /^202 (completed 0\+1|failed)/,
    },
    'a method nobody has': {
      send: (b) => sendArchive(b, rawZip([member('1.jpg'), member('2.jpg', { method: 12 })])),
      verdict: /^202 completed 1\+1: .*(method|compress|pack)/i,
    },
    'a wrong checksum': {
      send: (b) => sendArchive(b, rawZip([member('1.jpg'), member('2.jpg', { declaredCrc32: 1 })])),
      verdict: /^202 completed 1\+1: .*checksum/,
    },
    'more entries declared than there are': {
      send: (b) => sendArchive(b, rawZip([member('1.jpg')], { declaredEntries: 7 })),
      verdict: ENDED,
    },
    'an offset beyond the end': {
      send: (b) => sendArchive(b, rawZip([member('1.jpg', { declaredOffset: 0x7fffffff })])),
      verdict: /^202 failed: /,
    },
    'names in bytes that are no UTF-8': {
      send: (b) => sendArchive(b, rawZip([member(Buffer.from([0xff, 0xfe, 0x2e, 0x6a, 0x70, 0x67]))])),
      verdict: /^202 completed 1\+0/,
    },
    'a name of 60,000 letters': {
      send: (b) => sendArchive(b, rawZip([member('a'.repeat(60_000) + '.jpg')])),
      verdict: ENDED,
    },
    'names that differ in the form of a letter only': {
      send: (b) => sendArchive(b, rawZip([member('\u00e9.jpg'), member('e\u0301.jpg')])),
      verdict: /^202 failed: .*twice/,
    },
    'nothing but directories and leftovers': {
      send: (b) =>
        sendArchive(
          b,
          rawZip([
            { name: 'a/' },
            { name: '__MACOSX/._1.jpg', bytes: sheet },
            { name: 'Thumbs.db', bytes: sheet },
          ]),
        ),
      verdict: /^202 failed: /,
    },
    '20,000 members, each sound and tiny': {
      send: (b) =>
        sendArchive(
          b,
          rawZip(
            Array.from({ length: 20_000 }, (_, n) => ({
              name: `${n}.txt`,
              bytes: Buffer.from('x'),
              method: 0,
            })),
          ),
        ),
      verdict: /^202 failed: /,
    },
    'the end record of another archive behind it': {
      send: (b) => sendArchive(b, Buffer.concat([rawZip([member('1.jpg')]), rawZip([member('2.jpg')])])),
      verdict: ENDED,
    },
  });
  return [...known, ...named, ...cutPoints(two), ...flips(two, seededRandom(seed), 60)];
}
