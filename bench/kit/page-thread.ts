import { parentPort, workerData } from 'node:worker_threads';
import { defaultTaskId } from '@sluice/test/fixtures/sheets';
import { taskIdOf } from '@sluice/worker/systems/omr/payload';
import { readWithZxing } from '@sluice/worker/systems/omr/read-qr';
import sharp from 'sharp';

/** Decodes and reads its pages one after another, and tells how many had the task id. */
async function main(pages: Uint8Array[]): Promise<void> {
  sharp.concurrency(1);
  let read = 0;
  for (const page of pages) {
    const { data, info } = await sharp(page).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    const texts = await readWithZxing({ data, width: info.width, height: info.height });
    if (texts.some((text) => taskIdOf(text) === defaultTaskId)) read += 1;
  }
  parentPort?.postMessage(read);
}

void main(workerData as Uint8Array[]);
