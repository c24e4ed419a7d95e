import { describe, it } from 'node:test';
import { expect } from 'expect';
import sharp from 'sharp';
import { AppError } from '@sluice/kernel/errors';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { makeSheet, makeTiff, type SheetOptions } from '@sluice/test/fixtures/sheets';
import { decodeSheet, type GreyBitmap, pageCount } from './decode-image';

const formats = ['jpeg', 'png', 'tiff', 'webp', 'gif', 'bmp'] as const;
/** A4 at 50 dpi. */
const small: SheetOptions = { dpi: 50, noise: 2, taskId: null };

function meanDifference(a: GreyBitmap, b: GreyBitmap): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0));
  return sum / a.data.length;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'image_unreadable', retryable: false });
  return (error as AppError).message;
}

function blank(width: number, height: number, channels: 3 | 4 = 3, background = '#fff'): sharp.Sharp {
  return sharp({ create: { width, height, channels, background }, limitInputPixels: false });
}

describe('Decoding a sheet', () => {
  it('gives the same page from every format, grey or coloured, with a thumbnail', async () => {
    const expected = await decodeSheet(await makeSheet({ ...small, format: 'png' }));
    for (const format of formats) {
      for (const colour of [false, true]) {
        const sheet = await decodeSheet(await makeSheet({ ...small, format, colour }));
        expect(meanDifference(sheet.grey, expected.grey)).toBeLessThan(8);
        expect([sheet.width, sheet.height]).toEqual([413, 585]);
        const thumbnail = await sharp(sheet.thumbnail).metadata();
        expect(thumbnail).toMatchObject({ format: 'jpeg', width: 200, height: 283 });
      }
    }
  });

  it('turns the page as EXIF says', async () => {
    const upright = await makeSheet(small);
    const expected = await decodeSheet(upright);
    const stored = await sharp(upright).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const sheet = await decodeSheet(stored);
    expect([sheet.width, sheet.height]).toEqual([413, 585]);
    expect(meanDifference(sheet.grey, expected.grey)).toBeLessThan(5);
    expect(await sharp(sheet.thumbnail).metadata()).toMatchObject({ width: 200, height: 283 });
  });

  it('reads every page of a TIFF and the first frame of anything else', async () => {
    const pages = await Promise.all([1, 2, 3].map((seed) => makeSheet({ ...small, format: 'png', seed })));
    const tiff = await makeTiff(pages);
    expect(await pageCount(tiff)).toBe(3);
    for (const [at, page] of pages.entries()) {
      const expected = await decodeSheet(page);
      expect(meanDifference((await decodeSheet(tiff, { page: at + 1 })).grey, expected.grey)).toBeLessThan(1);
    }
    await refusal(decodeSheet(tiff, { page: 4 }));
    const animated = await sharp(pages, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect(await pageCount(animated)).toBe(1);
    expect((await decodeSheet(animated)).height).toBe(585);
  });

  it('takes see-through for white, and any depth or colour space for grey', async () => {
    const lucid = await decodeSheet(await blank(300, 400, 4, 'rgba(0,0,0,0)').png().toBuffer());
    expect(new Set(lucid.grey.data)).toEqual(new Set([255]));
    const brightness = async (image: sharp.Sharp, encoded: 'png' | 'jpeg' | 'tiff') => {
      const { grey } = await decodeSheet(await image.toFormat(encoded).toBuffer());
      expect(grey.data.length).toBe(grey.width * grey.height);
      return grey.data[5] ?? 0;
    };
    const middle = () => blank(64, 64, 3, '#808080');
    for (const [image, format] of [
      [middle().toColourspace('rgb16'), 'png'],
      [middle().toColourspace('grey16'), 'png'],
      [middle().toColourspace('cmyk'), 'jpeg'],
      [middle().toColourspace('cmyk'), 'tiff'],
      [middle().toColourspace('lab'), 'tiff'],
      [middle().png({ palette: true }), 'png'],
    ] as const) {
      const value = await brightness(image, format);
      expect(Math.abs(value - 128)).toBeLessThan(24);
    }
    expect((await decodeSheet(await blank(1, 1).png().toBuffer())).grey.data.length).toBe(1);
  });

  it('says what is wrong with what it can’t decode', async () => {
    const jpeg = await makeSheet(small);
    expect(await refusal(decodeSheet(jpeg.subarray(0, jpeg.length >> 1)))).toBe(
      'The image is cut short or damaged',
    );
    expect(await refusal(decodeSheet(Buffer.alloc(0)))).toBe('The file is empty');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    for (const other of [svg, Buffer.from('%PDF-1.7'), Buffer.from('some text')]) {
      expect(await refusal(decodeSheet(other))).toMatch(/not an image of a supported kind/);
      expect(await refusal(pageCount(other))).toMatch(/not an image of a supported kind/);
    }
    const huge = await blank(20_000, 5001).png({ compressionLevel: 1 }).toBuffer();
    expect(await refusal(decodeSheet(huge))).toBe('The image has more than 100 megapixels');
  });

  it('gives every damaged image the same reason, however many are decoded at once', async () => {
    const jpeg = await makeSheet(small);
    const cut = jpeg.subarray(0, jpeg.length >> 1);
    const reasons = await Promise.all(Array.from({ length: 40 }, () => refusal(decodeSheet(cut))));
    expect(new Set(reasons)).toEqual(new Set(['The image is cut short or damaged']));
  });

  it('refuses an image of any format wherever it is cut, or decodes what is whole', async () => {
    for (const format of formats) {
      const image = await makeSheet({ ...small, dpi: 20, format });
      for (let step = 0; step < 40; step++) {
        const length = Math.floor((image.length * step) / 40);
        const outcome = await decodeSheet(image.subarray(0, length)).catch((error: unknown) => error);
        const isHalfAPage = !(outcome instanceof AppError) && length < image.length * 0.9;
        expect({ format, length, isHalfAPage }).toEqual({ format, length, isHalfAPage: false });
      }
    }
  });

  it('survives bytes gone wrong anywhere in any format', async () => {
    const random = seededRandom(7);
    for (const format of formats) {
      const image = await makeSheet({ ...small, dpi: 20, format });
      for (let round = 0; round < 60; round++) {
        const bent = Buffer.from(image);
        // Headers matter most: half of the hits go there.
        const reach = round % 2 ? bent.length : 100;
        for (let hit = 0; hit < 3; hit++) bent[Math.floor(random() * reach)] = Math.floor(random() * 256);
        const outcome = await decodeSheet(bent).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'image_unreadable' });
      }
    }
  });
});
