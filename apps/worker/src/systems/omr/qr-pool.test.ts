import { after, describe, it } from 'node:test';
import { expect } from 'expect';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { makeSheet, type SheetOptions } from '@sluice/test/fixtures/sheets';
import { decodeSheet, type GreyBitmap } from './decode-image';
import { createQrPool } from './qr-pool';

const faults: unknown[] = [];
const pool = createQrPool({ threads: 2, onFault: (error) => faults.push(error) });
const taskText = '{"task_id":"20251119","form":"OMR-100"}';

async function pageOf(options: SheetOptions): Promise<GreyBitmap> {
  return (await decodeSheet(await makeSheet(options))).grey;
}

describe('The QR readers', () => {
  after(() => pool.close());

  const sheets: [string, SheetOptions][] = [
    ['a clean page', {}],
    ['a page slightly off', { rotateDegrees: 4.7 }],
    ['a noisy page', { noise: 25, rotateDegrees: -3 }],
    ['a blurred page', { blur: 1.5 }],
    ['a pale page', { contrast: 0.25 }],
    ['a page at 100 dpi', { dpi: 100 }],
    ['a page at 300 dpi with a small code', { dpi: 300, qrModulePx: 4 }],
    ['a page at 600 dpi', { dpi: 600 }],
    ['a page on its side', { quarterTurns: 1 }],
    ['a page upside down', { quarterTurns: 2 }],
    ['a page on its other side', { quarterTurns: 3 }],
    ['a page turned by half a right angle', { rotateDegrees: 45 }],
    ['a code with a blot', { damage: 0.06 }],
    ['a coloured page', { colour: true }],
  ];
  for (const [kind, options] of sheets) {
    it(`read the code of ${kind}`, async () => {
      expect(await pool.read(await pageOf(options))).toEqual({ texts: [taskText], reader: 'zxing' });
    });
  }

  it('find all codes of a page, from top to bottom', async () => {
    const page = await pageOf({
      qrText: 'https://example.org/help',
      moreQrTexts: ['20251119', 'left'],
    });
    const { texts } = await pool.read(page);
    expect(texts[0]).toBe('https://example.org/help');
    expect(texts.slice(1).sort()).toEqual(['20251119', 'left']);
  });

  it('read a code printed white on black, on a large page and on a small one', async () => {
    for (const dpi of [100, 200]) {
      const { data, width, height } = await pageOf({ dpi });
      const negative = { data: data.map((value) => 255 - value), width, height };
      expect((await pool.read(negative)).texts).toEqual([taskText]);
    }
  });

  it('find nothing where there is nothing, and go on after a page that takes a reader too long', async () => {
    expect(await pool.read(await pageOf({ taskId: null }))).toEqual({ texts: [], reader: undefined });
    const random = seededRandom(3);
    const width = 3000;
    const height = 4000;
    const noise = { data: Uint8Array.from({ length: width * height }, () => random() * 256), width, height };
    expect(await pool.read(noise)).toEqual({ texts: [], reader: undefined });
    expect((await pool.read(await pageOf({}))).texts).toEqual([taskText]);
    const speck = { data: new Uint8Array([0]), width: 1, height: 1 };
    expect(await pool.read(speck)).toEqual({ texts: [], reader: undefined });
    expect(faults).toEqual([]);
  });

  it('take many pages at once', async () => {
    const page = await pageOf({});
    const readings = await Promise.all(Array.from({ length: 24 }, () => pool.read(page)));
    expect(readings.every(({ texts }) => texts[0] === taskText)).toBe(true);
  });

  it('stop when they are told to, whether reading or waiting', async () => {
    const page = await pageOf({});
    const controller = new AbortController();
    const readings = Array.from({ length: 10 }, () => pool.read(page, { signal: controller.signal }));
    controller.abort(new Error('shutting down'));
    for (const reading of readings) await expect(reading).rejects.toThrow('shutting down');
    expect((await pool.read(page)).texts).toEqual([taskText]);
  });
});
