import sharp from 'sharp';
import { makeBmp } from '@sluice/test/fixtures/bmp';
import { rawZip } from '@sluice/test/fixtures/raw-zip';
import { makeSheet, makeTiff } from '@sluice/test/fixtures/sheets';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { type Bench } from './bench';
import { sendArchive } from './archives';
import { type CorpusCase, family } from './corpus-case';

/** Extensions say nothing: each is told by its bytes. A sound page goes in front, so that the batch has one. */
function sendImage(bench: Bench, image: Buffer, name = 'x.jpg'): Promise<string> {
  return sendArchive(bench, rawZip([{ name, bytes: image, method: 0 }]));
}

const REFUSED = /^202 (completed 0\+1: .{5,}|failed: .{5,})/;
const READ = /^202 completed 1\+0/;
const ENDED = /^202 (completed (0\+1: .{5,}|\d+\+\d+:)|failed: .{5,})/;

/** What a PNG says of itself, with nothing behind it. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(header);
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  header.set([8, 2, 0, 0, 0], 24);
  return header;
}

/** A TIFF whose first directory names itself as the next. */
function loopedTiff(): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 12 + 4);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(256, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt32LE(10, 18);
  tiff.writeUInt32LE(8, 22);
  return tiff;
}

function bmpHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  return header;
}

export async function imageCases(seed: number): Promise<CorpusCase[]> {
  const jpeg = await makeSheet({ dpi: 60 });
  const blank = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#888' } });
  const formats = {
    JPEG: jpeg,
    PNG: await makeSheet({ dpi: 60, format: 'png' }),
    WebP: await makeSheet({ dpi: 60, format: 'webp' }),
    GIF: await makeSheet({ dpi: 60, format: 'gif' }),
    TIFF: await makeTiff([jpeg]),
    BMP: await makeBmp(sharp(jpeg)),
  };
  const flood = await blank(20_000, 5_001).png({ compressionLevel: 9 }).toBuffer();
  const frames = await sharp(await makeSheet({ dpi: 40 }))
    .gif()
    .toBuffer();
  const pages = await makeTiff(Array.from({ length: 40 }, () => jpeg));
  const deep = await blank(64, 64).toColourspace('rgb16').png().toBuffer();
  const cmyk = await blank(64, 64).toColourspace('cmyk').jpeg().toBuffer();
  const indexed = await blank(64, 64).png({ palette: true }).toBuffer();
  const tall = await blank(1, 60_000).png().toBuffer();
  const named = family('images', {
    'a PNG of 100 megapixels in 300 kB': {
      send: (b) => sendImage(b, flood),
      verdict: /more than 100 megapixels/,
      limitMib: { worker: 200 },
    },
    'a PNG header that claims 2 thousand million pixels a side': {
      send: (b) => sendImage(b, pngHeader(2 ** 31 - 1, 2 ** 31 - 1)),
      verdict: REFUSED,
    },
    'a PNG of no size': { send: (b) => sendImage(b, pngHeader(0, 0)), verdict: REFUSED },
    'a BMP header that claims 30,000 by 30,000': {
      send: (b) => sendImage(b, bmpHeader(30_000, 30_000)),
      verdict: REFUSED,
    },
    'a BMP of the least number there is': {
      send: (b) => sendImage(b, bmpHeader(-(2 ** 31), -(2 ** 31))),
      verdict: REFUSED,
    },
    'a TIFF whose directories go in a circle': { send: (b) => sendImage(b, loopedTiff()), verdict: REFUSED },
    'a TIFF of 40 pages': { send: (b) => sendImage(b, pages), verdict: /^202 completed 40\+0/ },
    'a GIF': { send: (b) => sendImage(b, frames), verdict: READ },
    '16 bits a channel': { send: (b) => sendImage(b, deep), verdict: READ },
    'four colours of print': { send: (b) => sendImage(b, cmyk), verdict: READ },
    'colours from a list': { send: (b) => sendImage(b, indexed), verdict: READ },
    'one pixel wide and 60,000 high': { send: (b) => sendImage(b, tall), verdict: READ },
    'an SVG of a thousand million pixels, called a JPEG': {
      send: (b) =>
        sendImage(b, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="99999" height="99999"/>')),
      verdict: REFUSED,
    },
    'a PDF': { send: (b) => sendImage(b, Buffer.from('%PDF-1.7\n%âãÏÓ\n')), verdict: REFUSED },
    'a page of HTML behind a GIF’s first letters': {
      send: (b) => sendImage(b, Buffer.from('GIF89a<html><script>')),
      verdict: REFUSED,
    },
    'no bytes at all': { send: (b) => sendImage(b, Buffer.alloc(0)), verdict: REFUSED },
    'a JPEG behind which a ZIP goes on': {
      send: (b) => sendImage(b, Buffer.concat([jpeg, rawZip([])])),
      verdict: READ,
    },
    'a JPEG of nothing but markers': {
      send: (b) => sendImage(b, Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(500_000, 0xff)])),
      verdict: REFUSED,
    },
  });
  const cut = Object.entries(formats).flatMap(([format, image]) =>
    [0.1, 0.5, 0.9].map((share) => ({
      family: 'images',
      name: `a ${format} that is cut after ${share * 100} %`,
      send: (bench: Bench) => sendImage(bench, image.subarray(0, Math.floor(image.length * share))),
      verdict: share < 0.9 ? REFUSED : ENDED,
    })),
  );
  const random = seededRandom(seed);
  const bent = Object.entries(formats).flatMap(([format, image]) =>
    Array.from({ length: 12 }, (_, n) => {
      const bytes = Buffer.from(image);
      for (let hit = 0; hit < 4; hit++)
        bytes[Math.floor(random() * (n % 2 ? 120 : bytes.length))] = Math.floor(random() * 256);
      return {
        family: 'images',
        name: `a ${format} with bytes gone wrong, ${n + 1}`,
        send: (bench: Bench) => sendImage(bench, bytes),
        verdict: ENDED,
        isLong: n >= 2,
      };
    }),
  );
  return [...named, ...cut, ...bent];
}
