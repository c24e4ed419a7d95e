import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Contender } from './measure';
import { type PagesForThread } from './page-thread';

/**
 * Pages in bare threads: no ZIP, no database, no queue. Each is decoded as JPEG and no more, or, with `readsCodes`, has
 * done to it all that a worker does to a sheet.
 */
export function barePages(
  pages: Buffer[],
  { threads, readsCodes }: { threads: number; readsCodes: boolean },
): Contender {
  return {
    name: `${readsCodes ? 'bare loops' : 'JPEG decode only'} in ${threads} threads`,
    async run() {
      const startedAt = performance.now();
      const done = await Promise.all(
        Array.from({ length: threads }, (_, thread) =>
          inThread({ pages: pages.filter((_page, index) => index % threads === thread), readsCodes }),
        ),
      );
      const rate = (pages.length * 1000) / (performance.now() - startedAt);
      const sum = done.reduce((total, count) => total + count, 0);
      if (sum !== pages.length) throw new Error(`The threads did ${sum} of ${pages.length} pages`);
      return rate;
    },
  };
}

function inThread(work: PagesForThread): Promise<number> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(join(__dirname, 'page-thread.js'), { workerData: work });
    thread.once('message', resolve).once('error', reject);
  });
}
