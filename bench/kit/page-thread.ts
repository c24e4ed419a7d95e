import { parentPort, workerData } from 'node:worker_threads';
import { defaultTaskId } from '@sluice/test/fixtures/sheets';
import { decodeSheet } from '@sluice/worker/systems/omr/decode-image';
import { taskIdOf } from '@sluice/worker/systems/omr/payload';
import { readWithZxing } from '@sluice/worker/systems/omr/read-qr';
import { sha256Of } from '@sluice/worker/systems/omr/sha256-of';

/** Does to its pages, one after another, all that a worker does to a sheet, and tells how many had the task id. */
async function main(pages: Uint8Array[]): Promise<void> {
  let read = 0;
  for (const bytes of pages) {
    const page = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    await sha256Of(page);
    const { grey } = await decodeSheet(page);
    const texts = await readWithZxing(grey);
    if (texts.some((text) => taskIdOf(text) === defaultTaskId)) read += 1;
  }
  parentPort?.postMessage(read);
}

void main(workerData as Uint8Array[]);
