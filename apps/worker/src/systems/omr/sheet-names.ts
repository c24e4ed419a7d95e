/** What is known from the first bytes of an image. */
export type ImageKind = 'jpeg' | 'png' | 'tiff' | 'webp' | 'bmp' | 'gif';

/** Bytes that {@link imageKind} needs to see. */
export const IMAGE_KIND_BYTES = 16;

const LITTER = new Set(['thumbs.db', 'desktop.ini', '__macosx']);

/** Members that an operating system put into a ZIP, and directories: passed over without a word. */
export function isIgnoredName(name: string): boolean {
  if (name.endsWith('/')) return true;
  return name.split('/').some((part) => isHidden(part) || LITTER.has(part.toLowerCase()));
}

function isHidden(part: string): boolean {
  return part.startsWith('.') && part !== '.';
}

const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Natural order, `2.jpg` before `10.jpg`, the same on every machine; names that only look alike by code units. */
export function compareNames(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  // Part by part, so that a folder's sheets stay together whatever sorts around "/".
  for (let i = 0; i < left.length && i < right.length; i++) {
    const order = natural.compare(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  if (left.length !== right.length) return left.length - right.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The kind of an image by its first bytes, whatever its name says; undefined for anything else. */
export function imageKind(firstBytes: Buffer): ImageKind | undefined {
  const head = firstBytes.toString('latin1', 0, IMAGE_KIND_BYTES);
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  // Byte order mark, then 42 (TIFF) or 43 (BigTIFF) in that order.
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'tiff';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif';
  // Two letters are too little to go by: the four reserved bytes of a BMP's header are zero as a rule.
  if (head.startsWith('BM') && head.slice(6, 10) === '\0\0\0\0') return 'bmp';
  return undefined;
}
