import { join } from 'node:path';
import { Piscina } from 'piscina';
import { type GreyBitmap } from './decode-image';
import { type QrTask } from './qr-thread';

/** zxing takes 5 to 100 ms a page; it looks at the clock between its rungs, and is killed when one never ends. */
const ZXING_STOP_MS = 1500;
const ZXING_KILL_MS = 2400;
/** jsQR takes 0.1 s or, on noise, many seconds. */
const JSQR_KILL_MS = 400;

export interface QrReading {
  /** From top to bottom of the page; empty when there is no code or none can be read. */
  texts: string[];
  /** Who read them. */
  reader: QrTask['reader'] | undefined;
}

export interface QrPool {
  /** Reads the codes of a page; three seconds of work at most. Rejects with the signal's reason, or when closed. */
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

  return {
    async read({ data, width, height }, { signal } = {}) {
      const stop = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      stop.throwIfAborted();
      // Memory that all threads see: a page sent to a thread would be lost with it when that is killed.
      const pixels = new SharedArrayBuffer(data.length);
      new Uint8Array(pixels).set(data);
      const page = { pixels, width, height, stopAfterMs: ZXING_STOP_MS };
      const first = await zxing.read(page, stop);
      if (first.length > 0) return { texts: first, reader: 'zxing' };
      const second = await jsqr.read(page, stop);
      return second.length > 0 ? { texts: second, reader: 'jsqr' } : { texts: [], reader: undefined };
    },
    async close() {
      closing.abort(new Error('The QR readers are closed'));
      await Promise.all([zxing.close(), jsqr.close()]);
    },
  };
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

  return {
    async read(page: Omit<QrTask, 'reader'>, signal: AbortSignal): Promise<string[]> {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      const overrun = AbortSignal.timeout(killAfterMs);
      try {
        signal.throwIfAborted();
        return await pool.run({ ...page, reader }, { signal: AbortSignal.any([signal, overrun]) });
      } catch (error) {
        signal.throwIfAborted();
        if (!overrun.aborted) onFault?.(error);
        return [];
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free++;
      }
    },
    close: () => pool.destroy(),
  };
}
