import { describe, it } from 'node:test';
import { expect } from 'expect';
import { decodeBmp } from './sheet-bmp';

const MAX_PIXELS = 100_000_000;

interface BmpOptions {
  width?: number;
  height?: number;
  bits: number;
  rows: number[][];
  palette?: number[];
  compression?: number;
  masks?: number[];
}

/** Bytes by the layout of BITMAPFILEHEADER and BITMAPINFOHEADER; rows as they lie in the file. */
function bmp({
  width = 3,
  height = 2,
  bits,
  rows,
  palette = [],
  compression = 0,
  masks = [],
}: BmpOptions): Buffer {
  const head = Buffer.alloc(54);
  head.write('BM', 'latin1');
  head.writeUInt32LE(54 + palette.length + masks.length * 4, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(compression, 30);
  head.writeUInt32LE(palette.length / 4, 46);
  const maskBytes = Buffer.alloc(masks.length * 4);
  masks.forEach((mask, at) => maskBytes.writeUInt32LE(mask, at * 4));
  return Buffer.concat([head, maskBytes, Buffer.from(palette), Buffer.from(rows.flat())]);
}

async function pixels(options: BmpOptions): Promise<number[]> {
  return [...(await decodeBmp(bmp(options), MAX_PIXELS)).data];
}

describe('The BMP reader', () => {
  const blackWhite = [0, 0, 0, 0, 255, 255, 255, 0];
  const colours = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0];

  it('reads 1, 4 and 8 bits through a palette, bottom row first', async () => {
    const oneBit = {
      bits: 1,
      palette: blackWhite,
      rows: [
        [0b10100000, 0, 0, 0],
        [0b01000000, 0, 0, 0],
      ],
    };
    expect(await pixels(oneBit)).toEqual([0, 255, 0, 255, 0, 255]);
    expect(await pixels({ ...oneBit, height: -2 })).toEqual([255, 0, 255, 0, 255, 0]);
    const fourBits = {
      bits: 4,
      palette: colours,
      rows: [
        [0x01, 0x20, 0, 0],
        [0x22, 0x10, 0, 0],
      ],
    };
    const [red, green, blue] = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ];
    expect(await pixels(fourBits)).toEqual([blue, blue, green, red, green, blue].flat());
    const eightBits = {
      bits: 8,
      palette: colours,
      rows: [
        [0, 1, 2, 0],
        [2, 2, 9, 0],
      ],
    };
    expect(await pixels(eightBits)).toEqual([blue, blue, [0, 0, 0], red, green, blue].flat());
  });

  it('reads 16, 24 and 32 bits, with masks or without', async () => {
    const width = 1;
    const height = 1;
    expect(await pixels({ width, height, bits: 24, rows: [[1, 2, 3, 0]] })).toEqual([3, 2, 1]);
    expect(await pixels({ width, height, bits: 32, rows: [[1, 2, 3, 99]] })).toEqual([3, 2, 1]);
    expect(await pixels({ width, height, bits: 16, rows: [[0x1f, 0x7c, 0, 0]] })).toEqual([255, 0, 255]);
    const masks = [0xf800, 0x07e0, 0x001f];
    const masked = { width, height, bits: 16, compression: 3, masks, rows: [[0xe0, 0x07, 0, 0]] };
    expect(await pixels(masked)).toEqual([0, 255, 0]);
    const rgba = { width, height, bits: 32, compression: 3, masks: [0xff000000, 0xff0000, 0xff00] };
    expect(await pixels({ ...rgba, rows: [[9, 3, 2, 1]] })).toEqual([1, 2, 3]);
  });

  it('reads the old header of OS/2', async () => {
    const old = Buffer.alloc(14 + 12 + 6 + 4);
    old.write('BM', 'latin1');
    old.writeUInt32LE(32, 10);
    old.writeUInt32LE(12, 14);
    old.writeUInt16LE(2, 18);
    old.writeUInt16LE(1, 20);
    old.writeUInt16LE(1, 22);
    old.writeUInt16LE(1, 24);
    old.fill(255, 29, 32);
    old[32] = 0b01000000;
    const { data, channels } = await decodeBmp(Buffer.concat([old, Buffer.alloc(20)]), MAX_PIXELS);
    expect([channels, ...data]).toEqual([1, 0, 255]);
  });

  it('refuses what the file can’t hold before it makes room for it', async () => {
    const row = { bits: 24, rows: [[1, 2, 3, 0]] };
    const cases: [BmpOptions, RegExp][] = [
      [{ ...row, width: 1, height: 2 }, /cut short/],
      [{ ...row, width: 9000, height: 9000 }, /cut short/],
      [{ ...row, width: 0x7fffffff, height: 0x7fffffff }, /megapixels/],
      [{ ...row, width: 1, height: -0x80000000 }, /megapixels/],
      [{ ...row, width: -1 }, /damaged/],
      [{ ...row, width: 0 }, /damaged/],
      [{ ...row, bits: 7 }, /damaged/],
      [{ ...row, bits: 8, compression: 1, width: 1, height: 1 }, /compressed BMP/],
      [{ ...row, bits: 24, compression: 4, width: 1, height: 1 }, /compressed BMP/],
    ];
    for (const [options, reason] of cases)
      await expect(decodeBmp(bmp(options), MAX_PIXELS)).rejects.toThrow(reason);
    await expect(decodeBmp(Buffer.from('BM\0\0\0\0\0\0\0\0'), MAX_PIXELS)).rejects.toThrow(/cut short/);
  });
});
