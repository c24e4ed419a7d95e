import { once } from 'node:events';
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
  const running: Worker[] = [];
  return {
    name: `${readsCodes ? 'bare loops' : 'JPEG decode only'} in ${threads} threads`,
    async prepare() {
      // One after the other: the image library does not like to be loaded by two threads at once.
      for (let n = running.length; n < threads; n++) {
        running.push(
          await started({ pages: pages.filter((_page, index) => index % threads === n), readsCodes }),
        );
      }
    },
    async run() {
      const startedAt = performance.now();
      const done = await Promise.all(running.map(doPages));
      const rate = (pages.length * 1000) / (performance.now() - startedAt);
      const sum = done.reduce((total, count) => total + count, 0);
      if (sum !== pages.length) throw new Error(`The threads did ${sum} of ${pages.length} pages`);
      return rate;
    },
  };
}

/** A thread that has all it needs; it keeps nobody from ending. */
async function started(work: PagesForThread): Promise<Worker> {
  const thread = new Worker(join(__dirname, 'page-thread.js'), { workerData: work });
  await once(thread, 'message');
  thread.unref();
  return thread;
}

/** @returns how many came out as they should */
async function doPages(thread: Worker): Promise<number> {
  thread.ref();
  const answered = once(thread, 'message') as Promise<[number]>;
  thread.postMessage('go');
  const [done] = await answered;
  thread.unref();
  return done;
}
