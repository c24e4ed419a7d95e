import { type GreyBitmap } from './decode-image';

/** The page and its halves, down to the first whose longer side is at most `longSidePx`. */
export function halvings(page: GreyBitmap, longSidePx: number): GreyBitmap[] {
  const sizes = [page];
  let last = page;
  while (Math.max(last.width, last.height) > longSidePx && Math.min(last.width, last.height) > 1) {
    last = halve(last);
    sizes.push(last);
  }
  return sizes;
}

/** Half the width and height: each pixel the mean of a box of 2 × 2. */
function halve({ data, width: fullWidth, height: fullHeight }: GreyBitmap): GreyBitmap {
  const width = fullWidth >> 1;
  const height = fullHeight >> 1;
  const half = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    let upper = 2 * y * fullWidth;
    let lower = upper + fullWidth;
    for (let x = 0; x < width; x++, upper += 2, lower += 2) {
      const sum = data[upper]! + data[upper + 1]! + data[lower]! + data[lower + 1]!;
      half[to++] = (sum + 2) >> 2;
    }
  }
  return { data: half, width, height };
}

/** Less noise: each pixel with its eight neighbours, weighted 1 2 1 in both directions. Edges stay as they are. */
export function smooth({ data, width, height }: GreyBitmap): GreyBitmap {
  const smoothed = Uint8Array.from(data);
  const column = new Uint16Array(width);
  for (let y = 1; y < height - 1; y++) {
    const row = y * width;
    for (let x = 0, at = row; x < width; x++, at++) {
      column[x] = data[at - width]! + 2 * data[at]! + data[at + width]!;
    }
    for (let x = 1; x < width - 1; x++) {
      smoothed[row + x] = (column[x - 1]! + 2 * column[x]! + column[x + 1]! + 8) >> 4;
    }
  }
  return { data: smoothed, width, height };
}

/**
 * Against blur: what sets a pixel off from the mean of the box of `2 × radiusPx + 1` around it is added to it
 * `gain` times. Edges, `radiusPx` wide, stay as they are.
 */
export function sharpen(page: GreyBitmap, radiusPx: number, gain: number): GreyBitmap {
  const { data, width, height } = page;
  const side = 2 * radiusPx + 1;
  if (width < side || height < side) return page;
  const sharp = Uint8ClampedArray.from(data);
  const perPixel = gain / (side * side);
  // Sums of the columns of the box, moved down row by row; their sum moves along the row.
  const columns = new Uint32Array(width);
  for (let at = 0; at < (side - 1) * width; at++) columns[at % width]! += data[at]!;
  for (let y = radiusPx; y < height - radiusPx; y++) {
    const entering = (y + radiusPx) * width;
    for (let x = 0; x < width; x++) columns[x]! += data[entering + x]!;
    let sum = 0;
    for (let x = 0; x < side - 1; x++) sum += columns[x]!;
    for (let x = radiusPx, at = y * width + x; x < width - radiusPx; x++, at++) {
      sum += columns[x + radiusPx]!;
      sharp[at] = data[at]! * (1 + gain) - sum * perPixel;
      sum -= columns[x - radiusPx]!;
    }
    const leaving = (y - radiusPx) * width;
    for (let x = 0; x < width; x++) columns[x]! -= data[leaving + x]!;
  }
  return { data: new Uint8Array(sharp.buffer), width, height };
}
