import { OmrClient } from '@sluice/test/e2e/omr-client';
import { defaultTaskId, makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { taskIdOf } from '@sluice/worker/systems/omr/payload';
import { readWithZxing } from '@sluice/worker/systems/omr/read-qr';
import sharp from 'sharp';
import { barePages } from './kit/bare-pages';
import { publish } from './kit/figures';
import { compare, type Contender, printComparison } from './kit/measure';
import { peakMemoryMib } from '@sluice/test/proof/program-memory';

const PAGES = 150;
const DISTINCT = 50;

/**
 * The anchor: the same pages in a bare loop on one thread, decoded by sharp and read by the same QR reader; no
 * ZIP, no database, no thumbnails, no service.
 */
function bareLoop(pages: Buffer[]): Contender {
  return {
    name: 'bare loop: sharp decode + the same reader',
    async run() {
      const startedAt = performance.now();
      let read = 0;
      for (const page of pages) {
        const { data, info } = await sharp(page)
          .toColourspace('b-w')
          .raw()
          .toBuffer({ resolveWithObject: true });
        const texts = await readWithZxing({ data, width: info.width, height: info.height });
        if (texts.some((text) => taskIdOf(text) === defaultTaskId)) read += 1;
      }
      if (read !== pages.length) throw new Error(`The bare loop read ${read} of ${pages.length} pages`);
      return perSecond(pages.length, startedAt);
    },
  };
}

/** From the first byte of the upload to the poll that says `completed`. */
function service(name: string, user: OmrClient, zip: Buffer): Contender {
  return {
    name,
    async run() {
      const startedAt = performance.now();
      const { body } = await user.upload(zip);
      const end = await user.waitForEnd(body.batch_id);
      const rate = perSecond(PAGES, startedAt);
      const { body: status } = await user.status(body.batch_id);
      const isRight =
        end.status === 'completed' && end.processed_count === PAGES && status.warnings.length === 0;
      if (!isRight || status.task_id !== defaultTaskId)
        throw new Error(`Wrong result: ${JSON.stringify(end)}`);
      return rate;
    },
  };
}

function perSecond(count: number, startedAt: number): number {
  return (count * 1000) / (performance.now() - startedAt);
}

async function main(): Promise<void> {
  const members = await makeSheetSet({ count: PAGES, distinct: DISTINCT });
  const pages = members.map((member) => member.bytes as Buffer);
  const zip = await makeZip(members);
  console.log(`${PAGES} pages, ${DISTINCT} distinct, ${(zip.length / 2 ** 20).toFixed(1)} MiB`);
  const one = await startStack({ workers: 1 });
  const two = await startStack({ workers: 2 });
  try {
    const url = (stack: Stack): string => stack.apis[0]?.url as string;
    const single = service('Sluice, one worker process', await OmrClient.login(url(one), 'user'), zip);
    const double = service('Sluice, two worker processes', await OmrClient.login(url(two), 'user'), zip);
    const alone = await compare(bareLoop(pages), [single]);
    printComparison('omr: upload to completed', 'sheets/s', alone);
    // The wall: what reading codes and making thumbnails leaves of two cores when there is nothing else to do.
    const wall = barePages(pages, { threads: 2, readsCodes: true });
    const together = await compare(barePages(pages, { threads: 2, readsCodes: false }), [double, wall]);
    printComparison('omr: upload to completed', 'sheets/s', together);
    const api = peakMemoryMib(one.apis[0]?.pid as number).toFixed(0);
    const worker = peakMemoryMib(one.workers[0]?.pid as number).toFixed(0);
    const note = `API ${api} MiB, worker ${worker} MiB`;
    console.log(`  peak memory: ${note}`);
    publish('omr-one', alone, { ours: single.name, unit: 'sheets/s', note });
    const walled = `${wall.name}, codes and thumbnails: ${together.ratios[wall.name]?.median.toFixed(2)}`;
    publish('omr-two', together, { ours: double.name, unit: 'sheets/s', note: walled });
  } finally {
    await one.stop();
    await two.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
