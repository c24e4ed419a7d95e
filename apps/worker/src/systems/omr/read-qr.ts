import { readFileSync } from 'node:fs';
import jsQR from 'jsqr';
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import { type GreyBitmap } from './decode-image';
import { firstTaskId } from './payload';

/** A4 at 200 dpi read at half its size: enough for a code of 2 cm, at a quarter of the work. */
const FIRST_LONG_SIDE_PX = 1800;
const JSQR_LONG_SIDE_PX = 1200;

const fast: ReaderOptions = {
  formats: ['QRCode'],
  textMode: 'Plain',
  tryHarder: false,
  tryRotate: false,
  tryInvert: false,
  tryDownscale: false,
};
const harder: ReaderOptions = { ...fast, tryHarder: true, tryDownscale: true };
const inverted: ReaderOptions = { ...harder, tryInvert: true };
const denoised: ReaderOptions = { ...harder, tryDenoise: true };

interface FoundCode {
  text: string;
  /** Upper left corner of its bounding box, in pixels of the whole page. */
  top: number;
  left: number;
}

/**
 * The texts of the QR codes on a page, from top to bottom. Climbs a ladder of sizes and efforts, measured in
 * docs/decisions/0005, and stops at the first rung where a task id is found. Blocks: for threads only.
 * `stop` is asked between the rungs.
 */
export async function readWithZxing(page: GreyBitmap, stop: () => boolean = () => false): Promise<string[]> {
  prepareOnce();
  const sizes = halvings(page, FIRST_LONG_SIDE_PX);
  const first = sizes.length - 1;
  const rungs: [number, ReaderOptions][] = [[first, fast]];
  // From the smallest size up to the whole page; a code printed white on black is looked for only now.
  for (let size = first; size >= 0; size--)
    rungs.push([size, size === first && first > 0 ? harder : inverted]);
  rungs.push([Math.max(0, first - 1), denoised]);

  const found: FoundCode[] = [];
  for (const [size, options] of rungs) {
    const bitmap = sizes[size];
    if (!bitmap || stop()) break;
    merge(found, await readRung(bitmap, 2 ** size, options));
    if (firstTaskId(found.map(({ text }) => text))) break;
  }
  return found.sort((a, b) => a.top - b.top || a.left - b.left).map(({ text }) => text);
}

let isPrepared = false;

/** Without its own file the library would fetch one from a CDN. */
function prepareOnce(): void {
  if (isPrepared) return;
  const wasmBinary = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary } });
  isPrepared = true;
}

/** The text of one QR code, by a reader of another make, on a page no larger than it can bear. Blocks. */
export function readWithJsqr(page: GreyBitmap): string[] {
  const sizes = halvings(page, JSQR_LONG_SIDE_PX);
  const { data, width, height } = sizes[sizes.length - 1] ?? page;
  const rgba = new Uint8ClampedArray(data.length * 4);
  for (let i = 0; i < data.length; i++) rgba.fill(data[i] ?? 0, i * 4, i * 4 + 3);
  const code = jsQR(rgba, width, height, { inversionAttempts: 'dontInvert' });
  return code && code.data !== '' ? [code.data] : [];
}

async function readRung(bitmap: GreyBitmap, scale: number, options: ReaderOptions): Promise<FoundCode[]> {
  const codes = await readBarcodes(pgm(bitmap), options);
  return codes
    .filter(({ isValid, text }) => isValid && text !== '')
    .map(({ text, position: { topLeft, topRight, bottomLeft, bottomRight } }) => ({
      text,
      top: Math.min(topLeft.y, topRight.y, bottomLeft.y, bottomRight.y) * scale,
      left: Math.min(topLeft.x, topRight.x, bottomLeft.x, bottomRight.x) * scale,
    }));
}

/** A code seen on an earlier rung is the same code; the same text elsewhere on the page is not told apart. */
function merge(found: FoundCode[], more: FoundCode[]): void {
  for (const code of more) {
    if (!found.some(({ text }) => text === code.text)) found.push(code);
  }
}

/** The page and its halves, down to the first whose longer side is at most `longSidePx`. */
function halvings(page: GreyBitmap, longSidePx: number): GreyBitmap[] {
  const sizes = [page];
  let last = page;
  while (Math.max(last.width, last.height) > longSidePx && Math.min(last.width, last.height) > 1) {
    last = halve(last);
    sizes.push(last);
  }
  return sizes;
}

/** Half the width and height: each pixel the mean of a box of 2 × 2. */
function halve({ data, width: fullWidth, height: fullHeight }: GreyBitmap): GreyBitmap {
  const width = fullWidth >> 1;
  const height = fullHeight >> 1;
  const half = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    let upper = 2 * y * fullWidth;
    let lower = upper + fullWidth;
    for (let x = 0; x < width; x++, upper += 2, lower += 2) {
      const sum = data[upper]! + data[upper + 1]! + data[lower]! + data[lower + 1]!;
      half[to++] = (sum + 2) >> 2;
    }
  }
  return { data: half, width, height };
}

/** As a PGM file: the one form in which the library takes grey pixels as they are, not four times as many. */
function pgm({ data, width, height }: GreyBitmap): Uint8Array {
  const head = Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1');
  const file = new Uint8Array(head.length + data.length);
  file.set(head);
  file.set(data, head.length);
  return file;
}
