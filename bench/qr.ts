import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBmp } from '@sluice/test/fixtures/bmp';
import { emptyClasses, hardClasses, type PageClass } from '@sluice/test/fixtures/hard-pages';
import { addNoise } from '@sluice/test/fixtures/seeded-random';
import { decodeSheet } from '@sluice/worker/systems/omr/decode-image';
import { firstTaskId } from '@sluice/worker/systems/omr/payload';
import { createQrPool } from '@sluice/worker/systems/omr/qr-pool';
import { sha256Of } from '@sluice/worker/systems/omr/sha256-of';
import sharp from 'sharp';
import { stallsDuring } from './kit/event-loop';
import { type QrReader, qrReaders } from './kit/qr-readers';

/** Of each class. */
const PAGES = 12;
const FIRST_SEED = 1001;
const REPORT = join(__dirname, '../../docs/qr-strength.md');

/** What a reader made of the pages of a class. */
interface Score {
  read: boolean[];
  invented: number;
  /** Processor time, all threads. */
  cpuMs: number[];
  /** By the clock. */
  wallMs: number[];
}

type Scores = Map<QrReader, Score>;

async function scoreClass(pages: PageClass, readers: QrReader[]): Promise<Scores> {
  const scores: Scores = new Map(
    readers.map((reader) => [reader, { read: [], invented: 0, cpuMs: [], wallMs: [] }]),
  );
  for (let i = 0; i < PAGES; i++) {
    const page = await pages.draw(FIRST_SEED + i);
    const { grey } = await decodeSheet(page.bytes);
    for (const [reader, score] of scores) {
      if (i >= (reader.maxPages ?? PAGES)) continue;
      const startedAt = performance.now();
      const cpu = process.cpuUsage();
      const taskId = firstTaskId(await reader.read(grey));
      const { user, system } = process.cpuUsage(cpu);
      score.cpuMs.push((user + system) / 1000);
      score.wallMs.push(performance.now() - startedAt);
      score.read.push(taskId !== undefined && taskId === page.taskId);
      if (taskId !== undefined && taskId !== page.taskId) score.invented += 1;
    }
  }
  return scores;
}

function count(read: boolean[]): number {
  return read.filter(Boolean).length;
}

/** Median, 95th percentile and most. */
function spread(values: number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(0);
  return [at(0.5), at(0.95), at(1)].join(' / ');
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What is promised, checked: as many as the best on the pages both had, nothing invented, three seconds. */
function brokenPromises(name: string, scores: Scores, ours: QrReader): string[] {
  const broken: string[] = [];
  const own = scores.get(ours) as Score;
  for (const [reader, { read }] of scores) {
    if (count(own.read.slice(0, read.length)) < count(read))
      broken.push(`${name}: ${reader.name} reads more`);
  }
  if (own.invented > 0) broken.push(`${name}: ${own.invented} task ids invented`);
  if (Math.max(...own.wallMs) > 3000) broken.push(`${name}: a page took longer than 3 s`);
  return broken;
}

/** Pages of 64 to 100 megapixels and a file of 190 MiB, the worst the main thread meets. */
async function stallRows(): Promise<string[][]> {
  const pool = createQrPool({ threads: 2 });
  const side = 10_000;
  const noise = Buffer.alloc(side * side, 200);
  addNoise(noise, 20, 1);
  const page = () => sharp(noise, { raw: { width: side, height: side, channels: 1 } });
  const files: [string, Buffer][] = [
    ['JPEG, grey', await page().toColourspace('b-w').jpeg().toBuffer()],
    ['JPEG, colour', await page().tint('#fff8ec').jpeg().toBuffer()],
    ['PNG', await page().toColourspace('b-w').png({ compressionLevel: 1 }).toBuffer()],
    ['TIFF, not packed', await page().toColourspace('b-w').tiff({ compression: 'none' }).toBuffer()],
    ['BMP, 64 megapixels, 24 bits', await makeBmp(page().resize(8000, 8000).toColourspace('srgb'))],
  ];
  const rows: string[][] = [];
  for (const [name, bytes] of files) {
    const stalls = await stallsDuring(async () => {
      await sha256Of(bytes);
      await pool.read((await decodeSheet(bytes)).grey);
    });
    rows.push([
      name,
      (bytes.length / 2 ** 20).toFixed(0),
      ...Object.values(stalls).map((ms) => ms.toFixed(0)),
    ]);
  }
  await pool.close();
  return rows;
}

async function main(): Promise<void> {
  const readers = await qrReaders();
  const ours = readers[readers.length - 1] as QrReader;
  const reads: string[][] = [];
  const times: string[][] = [];
  const broken: string[] = [];
  for (const pages of [...hardClasses, ...emptyClasses]) {
    const scores = await scoreClass(pages, readers);
    const all = [...scores.values()];
    reads.push([
      pages.name,
      ...all.map(
        ({ read, invented }) => `${count(read)} of ${read.length}${invented ? `, ${invented} false` : ''}`,
      ),
    ]);
    times.push([
      pages.name,
      ...all.map(({ cpuMs }) => spread(cpuMs)),
      Math.max(...(scores.get(ours) as Score).wallMs).toFixed(0),
    ]);
    broken.push(...brokenPromises(pages.name, scores, ours));
    console.log(reads[reads.length - 1]?.join(' | '));
  }
  for (const reader of readers) await reader.close?.();
  const stalls = await stallRows();
  broken.push(
    ...stalls.filter(([, , turn]) => Number(turn) > 50).map(([name]) => `${name}: the event loop was held`),
  );
  const names = readers.map(({ name }) => name);
  const report = reportOf(
    table(['class', ...names], reads),
    table(['class', ...names, 'Sluice, most, by the clock'], times),
    table(['100 megapixels', 'MiB', 'longest turn, processor ms', 'longest delay, ms by the clock'], stalls),
  );
  writeFileSync(REPORT, report);
  console.log(report);
  if (broken.length > 0) throw new Error(`Not as promised:\n${broken.join('\n')}`);
}

function reportOf(reads: string, times: string, stalls: string): string {
  return `# How well QR codes are read

Written by \`npm run bench -- qr\` (bench/qr.ts); the pages are drawn by test/fixtures/hard-pages.ts, ${PAGES} a class, seeds
${FIRST_SEED} on. The benchmark fails when another reader reads more pages of a class than ours on the pages both were
given, when ours invents a task id, takes longer than 3 s for a page, or holds the event loop over 50 ms.

## Pages whose task id was read

The last four classes have none to be read: 0 is right there, and \`false\` would count invented ones. Some pages of the
other classes are beyond any reader.

${reads}

## Milliseconds of processor time a page: median / 95 % / most

All threads, without the decoding of the image. jsQR's whole pages end at 3 s by the clock.

${times}

## The worker's event loop

Hashing, decoding and reading one page; the delay by the clock counts in what else the machine does.

${stalls}
`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
