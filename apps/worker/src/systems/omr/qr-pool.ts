import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { type GreyBitmap } from './decode-image';
import { type QrTask } from './qr-thread';

/** zxing takes 5 to 100 ms a page; it looks at the clock between its rungs, and is killed when one never ends. */
const ZXING_STOP_MS = 1200;
const ZXING_KILL_MS = 2000;
/** jsQR takes 0.1 s or, on noise, many seconds. */
const JSQR_KILL_MS = 400;
/** About 3 ms of work: longer would hold up the event loop. */
const COPY_SLICE_BYTES = 4 * 2 ** 20;
/** A page of 400 dpi. Memory for larger ones is not kept. */
const KEPT_PAGE_BYTES = 16 * 2 ** 20;

export interface QrReading {
  /** From top to bottom of the page; empty when there is no code or none can be read. */
  texts: string[];
  /** Who read them. */
  reader: QrTask['reader'] | undefined;
}

export interface QrPool {
  /** Reads the codes of a page; two and a half seconds of work at most. Rejects with the signal's reason, or when closed. */
  read(page: GreyBitmap, options?: { signal?: AbortSignal }): Promise<QrReading>;
  /** Stops the threads; readings under way reject. */
  close(): Promise<void>;
}

export interface QrPoolOptions {
  threads: number;
  /** Told of what should not happen: a reader that breaks on a page. The page counts as one without a code. */
  onFault?: (error: unknown) => void;
}

/**
 * Threads that read QR codes: zxing first, jsQR only where it finds nothing. Every try has a time limit; a
 * thread that overruns it is replaced, and its try has found nothing.
 */
export function createQrPool({ threads, onFault }: QrPoolOptions): QrPool {
  const closing = new AbortController();
  const zxing = startReader('zxing', threads, ZXING_KILL_MS, onFault);
  // A thread of its own: an overrun of the second reader must not cost the first its compiled wasm.
  const jsqr = startReader('jsqr', 1, JSQR_KILL_MS, onFault);
  const memory = pageMemory(threads + 1);

  return {
    async read({ data, width, height }, { signal } = {}) {
      const stop = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      stop.throwIfAborted();
      const pixels = memory.take(data.length);
      try {
        await copyInSlices(data, new Uint8Array(pixels));
        const page = { pixels, width, height, stopAfterMs: ZXING_STOP_MS };
        const first = await zxing.read(page, stop);
        if (first.length > 0) return { texts: first, reader: 'zxing' };
        const second = await jsqr.read(page, stop);
        return second.length > 0 ? { texts: second, reader: 'jsqr' } : { texts: [], reader: undefined };
      } finally {
        memory.giveBack(pixels);
      }
    },
    async close() {
      closing.abort(new Error('The QR readers are closed'));
      await Promise.all([zxing.close(), jsqr.close()]);
    },
  };
}

/**
 * Memory for pages that all threads see: a page sent to a thread would be lost with it when that is killed. It is used
 * again, as giving it out anew takes longer than copying a page. A killed thread may still look at the page that
 * came after its own; nobody hears what it finds.
 */
function pageMemory(maxKept: number) {
  const kept: SharedArrayBuffer[] = [];
  return {
    /** At least so many bytes. */
    take(bytes: number): SharedArrayBuffer {
      const fitting = kept.findIndex(({ byteLength }) => byteLength >= bytes);
      return kept.splice(fitting, fitting < 0 ? 0 : 1)[0] ?? new SharedArrayBuffer(bytes);
    },
    giveBack(pixels: SharedArrayBuffer): void {
      if (pixels.byteLength > KEPT_PAGE_BYTES) return;
      kept.push(pixels);
      if (kept.length > maxKept) kept.shift();
    },
  };
}

async function copyInSlices(from: Uint8Array, to: Uint8Array): Promise<void> {
  for (let at = 0; at < from.length; at += COPY_SLICE_BYTES) {
    if (at > 0) await setImmediate();
    to.set(from.subarray(at, at + COPY_SLICE_BYTES), at);
  }
}

/** The threads of one reader. A page waits for its turn here, so that its time limit counts work, not waiting. */
function startReader(
  reader: QrTask['reader'],
  threads: number,
  killAfterMs: number,
  onFault?: (error: unknown) => void,
) {
  const pool = new Piscina<QrTask, string[]>({
    filename: join(__dirname, 'qr-thread.js'),
    minThreads: threads,
    maxThreads: threads,
  });
  let free = threads;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  /** A thread reads a speck, so that loading the reader, slow on a busy machine, takes no page's time. */
  const load = async (): Promise<void> => {
    const speck = { pixels: new SharedArrayBuffer(1), width: 1, height: 1, stopAfterMs: ZXING_STOP_MS };
    await pool.run({ ...speck, reader }).catch(() => undefined);
  };
  let loaded: Promise<unknown> | undefined;

  return {
    async read(page: Omit<QrTask, 'reader'>, signal: AbortSignal): Promise<string[]> {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      await (loaded ??= Promise.all(Array.from({ length: threads }, load)));
      const overrun = AbortSignal.timeout(killAfterMs);
      try {
        signal.throwIfAborted();
        return await pool.run({ ...page, reader }, { signal: AbortSignal.any([signal, overrun]) });
      } catch (error) {
        signal.throwIfAborted();
        if (!overrun.aborted) onFault?.(error);
        return [];
      } finally {
        // One that was killed has been replaced by one that has loaded nothing yet.
        if (overrun.aborted) void load().then(release);
        else release();
      }
    },
    close: () => pool.destroy(),
  };
}
