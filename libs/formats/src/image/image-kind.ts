/** What is known from the first bytes of an image. */
export type ImageKind = 'jpeg' | 'png' | 'tiff' | 'webp' | 'bmp' | 'gif';

/** Bytes that {@link imageKind} needs to see. */
export const IMAGE_KIND_BYTES = 16;

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

/** Media types by IANA's registry; BMP's in RFC 7903. */
export const MEDIA_TYPES: Record<ImageKind, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  tiff: 'image/tiff',
  webp: 'image/webp',
  bmp: 'image/bmp',
  gif: 'image/gif',
};
