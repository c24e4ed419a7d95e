import { type AppError } from '@sluice/kernel/errors';
import { imageKind, type ImageKind } from '@sluice/formats/image';
import sharp from 'sharp';
import { decodeBmp, type RawImage } from './sheet-bmp';
import { decodingFailed, imageUnreadable } from './sheet-image-error';

const MAX_PIXELS = 100_000_000;
const MAX_TIFF_PAGES = 10_000;
const TIMEOUT_SECONDS = 30;
const THUMBNAIL_WIDTH_PX = 200;
/** A page is seldom longer than three times its width; a receipt is. */
const THUMBNAIL_HEIGHT_PX = 600;

// One thread an image: the pieces of a batch keep the cores busy already. And no loader but those we mean to use.
sharp.concurrency(1);
sharp.cache(false);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Tiff', 'Webp', 'Nsgif'].map((loader) => `VipsForeignLoad${loader}Buffer`),
});

/** Brightness, one byte a pixel, rows from top to bottom without padding. */
export interface GreyBitmap {
  data: Uint8Array;
  width: number;
  height: number;
}

/** A page as seen upright. */
export interface DecodedSheet {
  /** Pixels, after the turn that EXIF asks for. */
  width: number;
  height: number;
  grey: GreyBitmap;
  /** JPEG, 200 pixels wide or less. */
  thumbnail: Buffer;
}

/**
 * Decodes a JPEG, PNG, TIFF, WebP, BMP or the first frame of a GIF, told by its bytes. `page` counts from 1
 * and is looked at in TIFFs only. Throws AppError `image_unreadable` with a reason for people, nothing else.
 */
export async function decodeSheet(
  bytes: Buffer,
  { page = 1 }: { page?: number } = {},
): Promise<DecodedSheet> {
  const kind = knownKind(bytes);
  const startedAt = performance.now();
  try {
    const bitmap = kind === 'bmp' ? await decodeBmp(bytes, MAX_PIXELS) : undefined;
    // Opened anew for each use: sharp's clone() copies the whole file, on the main thread.
    const reopen = () => (bitmap ? openRaw(bitmap) : open(bytes, kind, page));
    const { isColour, hasPlainGreen, isLucid } = await shape(reopen());
    // See-through parts are paper.
    const image = () => (isLucid ? reopen().flatten({ background: 'white' }) : reopen());
    // Green alone stands for brightness where there is one: converting to grey takes twice as long.
    const bright = hasPlainGreen ? image().extractChannel(1) : image().toColourspace('b-w');
    const { data, info } = await bright.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    const grey = { data, width: info.width, height: info.height };
    // A second decoding of a colour page is cheaper than keeping its colours: JPEG shrinks while it loads.
    const small = isColour ? image() : openRaw({ ...grey, data, channels: 1 });
    return { width: grey.width, height: grey.height, grey, thumbnail: await makeThumbnail(small) };
  } catch (error) {
    throw failure(error, startedAt);
  }
}

/** How many sheets an image is: the pages of a TIFF, else 1. Throws AppError `image_unreadable`. */
export async function pageCount(bytes: Buffer): Promise<number> {
  if (knownKind(bytes) !== 'tiff') return 1;
  const startedAt = performance.now();
  try {
    const { pages = 1 } = await open(bytes, 'tiff', 1).metadata();
    if (pages > MAX_TIFF_PAGES) throw imageUnreadable(`The TIFF has more than ${MAX_TIFF_PAGES} pages`);
    return pages;
  } catch (error) {
    throw failure(error, startedAt);
  }
}

function failure(cause: unknown, startedAt: number): AppError {
  return decodingFailed(cause, { tookMs: performance.now() - startedAt, limitMs: TIMEOUT_SECONDS * 1000 });
}

function knownKind(bytes: Buffer): ImageKind {
  const kind = imageKind(bytes);
  if (kind) return kind;
  throw imageUnreadable(
    bytes.length === 0
      ? 'The file is empty'
      : 'The file is not an image of a supported kind (JPEG, PNG, TIFF, WebP, BMP, GIF)',
  );
}

function open(bytes: Buffer, kind: ImageKind, page: number): sharp.Sharp {
  const input = { failOn: 'error', limitInputPixels: MAX_PIXELS, autoOrient: true } as const;
  return sharp(bytes, kind === 'tiff' ? { ...input, page: page - 1 } : input).timeout({
    seconds: TIMEOUT_SECONDS,
  });
}

function openRaw({ data, width, height, channels }: RawImage): sharp.Sharp {
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: MAX_PIXELS });
}

async function shape(
  image: sharp.Sharp,
): Promise<{ isColour: boolean; hasPlainGreen: boolean; isLucid: boolean }> {
  const { channels, depth, space, hasAlpha } = await image.metadata();
  return {
    isColour: channels === 3 || channels === 4,
    hasPlainGreen: channels === 3 && depth === 'uchar' && space === 'srgb',
    // More channels than these mean something only to their maker.
    isLucid: hasAlpha && (channels === 2 || channels === 4),
  };
}

function makeThumbnail(image: sharp.Sharp): Promise<Buffer> {
  return image
    .resize({
      width: THUMBNAIL_WIDTH_PX,
      height: THUMBNAIL_HEIGHT_PX,
      fit: 'inside',
      withoutEnlargement: true,
      kernel: 'cubic',
    })
    .jpeg({ quality: 70 })
    .toBuffer();
}
