import { readWithJsqr, readWithZxing } from './read-qr';

/** What a thread is asked. */
export interface QrTask {
  reader: 'zxing' | 'jsqr';
  /** Grey, one byte a pixel; the memory may be longer than the page. */
  pixels: SharedArrayBuffer;
  width: number;
  height: number;
  /** zxing tries nothing more after this long. */
  stopAfterMs: number;
}

/** Runs in a thread of the pool (piscina calls the default export). */
export default async function readQr({
  reader,
  pixels,
  width,
  height,
  stopAfterMs,
}: QrTask): Promise<string[]> {
  const page = { data: new Uint8Array(pixels, 0, width * height), width, height };
  if (reader === 'jsqr') return readWithJsqr(page);
  const startedAt = performance.now();
  return readWithZxing(page, () => performance.now() - startedAt > stopAfterMs);
}
