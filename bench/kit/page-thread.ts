import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { defaultTaskId } from '@sluice/test/fixtures/sheets';
import { decodeSheet } from '@sluice/worker/systems/omr/decode-image';
import { taskIdOf } from '@sluice/worker/systems/omr/payload';
import { readWithZxing } from '@sluice/worker/systems/omr/read-qr';
import { sha256Of } from '@sluice/worker/systems/omr/sha256-of';
import sharp from 'sharp';

export interface PagesForThread {
  pages: Uint8Array[];
  /** False where pages are decoded and no more. */
  readsCodes: boolean;
}

/** Does its pages one after another. @returns how many came out as they should */
async function doAll({ pages, readsCodes }: PagesForThread): Promise<number> {
  let done = 0;
  for (const bytes of pages) {
    const page = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (await (readsCodes ? hasTaskId(page) : hasPixels(page))) done += 1;
  }
  return done;
}

/** All that a worker does to a sheet. */
async function hasTaskId(page: Buffer): Promise<boolean> {
  await sha256Of(page);
  const { grey } = await decodeSheet(page);
  return (await readWithZxing(grey)).some((text) => taskIdOf(text) === defaultTaskId);
}

async function hasPixels(page: Buffer): Promise<boolean> {
  const { data, info } = await sharp(page).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return data.length === info.width * info.height;
}

/** Says 0 when it has read a first page and everything is loaded; then does all of them whenever it is told to. */
async function main(port: MessagePort, work: PagesForThread): Promise<void> {
  await doAll({ ...work, pages: work.pages.slice(0, 1) });
  port.on('message', () => void doAll(work).then((done) => port.postMessage(done)));
  port.postMessage(0);
}

if (parentPort) void main(parentPort, workerData as PagesForThread);
