import { setImmediate } from 'node:timers/promises';
import { imageUnreadable, tooManyPixels } from './sheet-image-error';

/** Rows from top to bottom, one byte (grey) or three (red, green, blue) a pixel, no padding. */
export interface RawImage {
  data: Buffer;
  width: number;
  height: number;
  channels: 1 | 3;
}

interface Layout {
  width: number;
  height: number;
  isTopDown: boolean;
  bitsPerPixel: number;
  pixelOffset: number;
  /** Bytes from row to row: a row ends at a multiple of four. */
  strideBytes: number;
  /** Red, green and blue by index; empty above 8 bits. */
  palette: [number, number, number][];
  /** Bit masks of red, green and blue of 16- and 32-bit pixels. */
  masks: [number, number, number];
}

const FILE_HEADER_BYTES = 14;
const CORE_HEADER_BYTES = 12;
const INFO_HEADER_BYTES = 40;
const BITFIELDS = 3;
const ALPHA_BITFIELDS = 6;
/** About 10 ms of work: longer holds up the event loop. */
const PIXELS_PER_SLICE = 1_000_000;

/**
 * Decodes a BMP (BITMAPCOREHEADER to BITMAPV5HEADER, 1 to 32 bits, palette or masks, not compressed), which
 * libvips in sharp's build can't. The packages that can ignore palettes or believe the header before they
 * look at the file. Throws AppError `image_unreadable`.
 */
export async function decodeBmp(bytes: Buffer, maxPixels: number): Promise<RawImage> {
  const layout = readLayout(bytes, maxPixels);
  const { width, height, isTopDown, palette } = layout;
  const isGrey = palette.length > 0 && palette.every(([red, green, blue]) => red === green && green === blue);
  const channels = isGrey ? 1 : 3;
  const data = Buffer.alloc(width * height * channels);
  const rowsPerSlice = Math.max(1, Math.floor(PIXELS_PER_SLICE / width));
  for (let y = 0; y < height; y++) {
    if (y > 0 && y % rowsPerSlice === 0) await setImmediate();
    const from = layout.pixelOffset + (isTopDown ? y : height - 1 - y) * layout.strideBytes;
    const row = bytes.subarray(from, from + layout.strideBytes);
    const to = data.subarray(y * width * channels, (y + 1) * width * channels);
    if (layout.bitsPerPixel <= 8) copyIndexed(row, to, layout, channels);
    else if (layout.bitsPerPixel === 24) copyBgr(row, to);
    else copyMasked(row, to, layout);
  }
  return { data, width, height, channels };
}

/** Everything is checked against the size of the file before a pixel is given room. */
function readLayout(bytes: Buffer, maxPixels: number): Layout {
  if (bytes.length < FILE_HEADER_BYTES + INFO_HEADER_BYTES) throw imageUnreadable('The image is cut short');
  const headerBytes = bytes.readUInt32LE(14);
  const isCore = headerBytes === CORE_HEADER_BYTES;
  if (!isCore && headerBytes < INFO_HEADER_BYTES) throw damaged();
  const width = isCore ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const writtenHeight = isCore ? bytes.readUInt16LE(20) : bytes.readInt32LE(22);
  const bitsPerPixel = bytes.readUInt16LE(isCore ? 24 : 28);
  const compression = isCore ? 0 : bytes.readUInt32LE(30);
  const height = Math.abs(writtenHeight);
  if (width <= 0 || height === 0 || ![1, 4, 8, 16, 24, 32].includes(bitsPerPixel)) throw damaged();
  if (width * height > maxPixels) throw tooManyPixels();
  const hasMasks = compression === BITFIELDS || compression === ALPHA_BITFIELDS;
  if (compression !== 0 && !(hasMasks && bitsPerPixel >= 16)) {
    throw imageUnreadable('The image is a compressed BMP, which is not supported; save it as PNG or JPEG');
  }
  const pixelOffset = bytes.readUInt32LE(10);
  const strideBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
  if (pixelOffset + strideBytes * height > bytes.length) throw imageUnreadable('The image is cut short');
  return {
    width,
    height,
    isTopDown: writtenHeight < 0,
    bitsPerPixel,
    pixelOffset,
    strideBytes,
    palette: bitsPerPixel <= 8 ? readPalette(bytes, headerBytes, bitsPerPixel, isCore) : [],
    masks: readMasks(bytes, bitsPerPixel, hasMasks),
  };
}

/** Blue, green, red and, except behind the core header, a reserved byte. Indices that are not there are black. */
function readPalette(
  bytes: Buffer,
  headerBytes: number,
  bitsPerPixel: number,
  isCore: boolean,
): Layout['palette'] {
  const size = 1 << bitsPerPixel;
  const written = isCore ? 0 : bytes.readUInt32LE(46);
  const count = written === 0 ? size : Math.min(written, size);
  const step = isCore ? 3 : 4;
  const at = FILE_HEADER_BYTES + headerBytes;
  if (at + count * step > bytes.length) throw damaged();
  return Array.from({ length: size }, (_, index) => {
    const entry = at + index * step;
    if (index >= count) return [0, 0, 0];
    return [bytes.readUInt8(entry + 2), bytes.readUInt8(entry + 1), bytes.readUInt8(entry)];
  });
}

/** The masks stand at byte 54, behind a 40-byte header or inside a longer one. */
function readMasks(bytes: Buffer, bitsPerPixel: number, hasMasks: boolean): Layout['masks'] {
  if (!hasMasks) return bitsPerPixel === 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0xff00, 0xff];
  if (bytes.length < 66) throw damaged();
  return [bytes.readUInt32LE(54), bytes.readUInt32LE(58), bytes.readUInt32LE(62)];
}

function copyIndexed(row: Buffer, to: Buffer, { bitsPerPixel, palette }: Layout, channels: 1 | 3): void {
  const perByte = 8 / bitsPerPixel;
  const lowBits = (1 << bitsPerPixel) - 1;
  for (let x = 0, at = 0; at < to.length; x++) {
    const byte = row[Math.floor(x / perByte)] ?? 0;
    const [red, green, blue] = palette[(byte >> (8 - bitsPerPixel * ((x % perByte) + 1))) & lowBits] ?? [
      0, 0, 0,
    ];
    to[at++] = red;
    if (channels === 1) continue;
    to[at++] = green;
    to[at++] = blue;
  }
}

function copyBgr(row: Buffer, to: Buffer): void {
  for (let at = 0; at < to.length; at += 3) {
    to[at] = row[at + 2] ?? 0;
    to[at + 1] = row[at + 1] ?? 0;
    to[at + 2] = row[at] ?? 0;
  }
}

function copyMasked(row: Buffer, to: Buffer, { bitsPerPixel, masks }: Layout): void {
  const pixelBytes = bitsPerPixel / 8;
  const scales = masks.map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask >>> shift || 1 };
  });
  for (let at = 0, from = 0; at < to.length; from += pixelBytes) {
    const pixel = pixelBytes === 2 ? row.readUInt16LE(from) : row.readUInt32LE(from);
    for (const { mask, shift, most } of scales) to[at++] = ((((pixel & mask) >>> shift) * 255) / most) | 0;
  }
}

function damaged() {
  return imageUnreadable('The image is damaged and can’t be decoded');
}
