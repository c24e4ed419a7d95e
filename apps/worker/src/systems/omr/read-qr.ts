import { readFileSync } from 'node:fs';
import jsQR from 'jsqr';
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import { type GreyBitmap } from './decode-image';
import { halvings, sharpen, smooth } from './grey-filters';
import { firstTaskId } from './payload';

/** A4 at 200 dpi read at half its size: enough for a code of 2 cm, at a quarter of the work. */
const FIRST_LONG_SIDE_PX = 1800;
const JSQR_LONG_SIDE_PX = 1200;
/** A4 at 600 dpi. A larger page is read from its half on: whole it would take seconds. */
const MAX_TRIED_PIXELS = 40_000_000;

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

/** One try: the page at a size, and how hard to look at it. */
interface Rung {
  bitmap: () => GreyBitmap;
  /** Pixels of the whole page in one of the bitmap. */
  scale: number;
  options: ReaderOptions;
}

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
  const found: FoundCode[] = [];
  for (const rung of ladder(page)) {
    if (stop()) break;
    merge(found, await readRung(rung));
    if (firstTaskId(found.map(({ text }) => text))) break;
  }
  return found.sort((a, b) => a.top - b.top || a.left - b.left).map(({ text }) => text);
}

/** From the cheapest try up to the ones that only bad scans need. */
function ladder(page: GreyBitmap): Rung[] {
  const sizes = halvings(page, FIRST_LONG_SIDE_PX);
  const first = sizes.length - 1;
  const second = Math.max(0, first - 1);
  const sized = (size: number) => sizes[size] ?? page;
  const plain = (size: number, options: ReaderOptions): Rung => ({
    bitmap: () => sized(size),
    scale: 2 ** size,
    options,
  });
  let smoothed: GreyBitmap | undefined;
  const sharpened = (radiusPx: number, gain: number): Rung => ({
    bitmap: () => sharpen((smoothed ??= smooth(sized(second))), radiusPx, gain),
    scale: 2 ** second,
    options: harder,
  });

  const rungs = first > 0 ? [plain(first, fast), plain(first, harder)] : [plain(first, fast)];
  // A code printed white on black is looked for only now.
  rungs.push(plain(second, inverted), sharpened(4, 1.5));
  for (let size = second - 1; size >= 0; size--) {
    const { width, height } = sized(size);
    if (width * height <= MAX_TRIED_PIXELS) rungs.push(plain(size, inverted));
  }
  rungs.push(sharpened(6, 3));
  rungs.push({ ...plain(first, harder), bitmap: () => sharpen(smooth(sized(first)), 2, 3) });
  return rungs;
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
  // Red, green and blue at once; opacity is not looked at.
  const rgba = new Uint32Array(data.length);
  for (let i = 0; i < data.length; i++) rgba[i] = data[i]! * 0x010101;
  const code = jsQR(new Uint8ClampedArray(rgba.buffer), width, height, { inversionAttempts: 'dontInvert' });
  return code && code.data !== '' ? [code.data] : [];
}

async function readRung({ bitmap, scale, options }: Rung): Promise<FoundCode[]> {
  const codes = await readBarcodes(pgm(bitmap()), options);
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

/** As a PGM file: the one form in which the library takes grey pixels as they are, not four times as many. */
export function pgm({ data, width, height }: GreyBitmap): Uint8Array {
  const head = Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1');
  const file = new Uint8Array(head.length + data.length);
  file.set(head);
  file.set(data, head.length);
  return file;
}
