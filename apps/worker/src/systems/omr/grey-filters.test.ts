import { describe, it } from 'node:test';
import { expect } from 'expect';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { type GreyBitmap } from './decode-image';
import { halvings, sharpen, smooth } from './grey-filters';

function randomPage(width: number, height: number): GreyBitmap {
  const random = seededRandom(width * 100 + height);
  return { data: Uint8Array.from({ length: width * height }, () => random() * 256), width, height };
}

/** Every inner pixel, at least `marginPx` from all edges, as the rule says; the others as they were. */
function expected(page: GreyBitmap, marginPx: number, rule: (x: number, y: number) => number): Uint8Array {
  const { data, width, height } = page;
  return data.map((value, at) => {
    const x = at % width;
    const y = Math.floor(at / width);
    const isInner = x >= marginPx && y >= marginPx && x < width - marginPx && y < height - marginPx;
    return isInner ? rule(x, y) : value;
  });
}

describe('The filters of grey pages', () => {
  it('halve a page until its longer side fits, dropping an odd last row or column', () => {
    const page = { data: Uint8Array.from([0, 4, 9, 8, 4, 9, 1, 1, 1]), width: 3, height: 3 };
    expect(halvings(page, 2)).toEqual([page, { data: Uint8Array.from([4]), width: 1, height: 1 }]);
    expect(halvings(page, 3)).toEqual([page]);
    expect(halvings(randomPage(100, 1), 10)).toHaveLength(1);
    expect(halvings(randomPage(70, 40), 20).map(({ width, height }) => [width, height])).toEqual([
      [70, 40],
      [35, 20],
      [17, 10],
    ]);
  });

  it('smooth by the eight neighbours, weighted 1 2 1', () => {
    const page = randomPage(13, 9);
    const pixel = (x: number, y: number) => page.data[y * page.width + x] ?? 0;
    const row = (x: number, y: number) => pixel(x - 1, y) + 2 * pixel(x, y) + pixel(x + 1, y);
    const right = expected(page, 1, (x, y) => (row(x, y - 1) + 2 * row(x, y) + row(x, y + 1) + 8) >> 4);
    expect(smooth(page).data).toEqual(right);
  });

  it('sharpen against the mean of the box around a pixel, never beyond black and white', () => {
    const page = randomPage(17, 11);
    const right = expected(page, 2, (x, y) => {
      let sum = 0;
      for (let at = 0; at < 25; at++) {
        sum += page.data[(y - 2 + Math.floor(at / 5)) * page.width + x - 2 + (at % 5)] ?? 0;
      }
      const value = page.data[y * page.width + x] ?? 0;
      return Math.min(255, Math.max(0, value + 2 * (value - sum / 25)));
    });
    const differences = sharpen(page, 2, 2).data.map((value, at) => Math.abs(value - (right[at] ?? 0)));
    // Rounded or cut off.
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  });

  it('leave a page alone that is smaller than the box', () => {
    for (const page of [randomPage(4, 30), randomPage(30, 4), randomPage(1, 1)]) {
      expect(sharpen(page, 2, 3).data).toEqual(page.data);
      expect(smooth(page).data).toHaveLength(page.data.length);
    }
  });
});
