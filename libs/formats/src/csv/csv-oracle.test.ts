import { describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { expect } from 'expect';
import { encode } from 'iconv-lite';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { type Delimiter } from '.';
import { type LineEnd, makeUpCsv } from './testing/made-up-csv';
import { readRows, readValues } from './testing/read-rows';
import { charsetNamed } from '../charset';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];
const LINE_ENDS: readonly LineEnd[][] = [['\n'], ['\r\n'], ['\r'], ['\n', '\r\n', '\r']];

/** All values of a file as csv-parse reads them. */
function theirs(text: string, delimiter: Delimiter): string[][] {
  return parse(text, {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    trim: true,
    bom: true,
  });
}

describe('CSV that follows the rules', () => {
  it('is read as csv-parse reads it, by every delimiter and line end', async () => {
    let rows = 0;
    for (const delimiter of DELIMITERS) {
      for (const lineEnds of LINE_ENDS) {
        for (let seed = 1; seed <= 25; seed++) {
          const random = seededRandom(seed);
          const text = makeUpCsv({ random, delimiter, lineEnds, rows: 40, columns: 5 });
          const expected = theirs(text, delimiter);
          const options = { delimiter, chunkBytes: 100, blockBytes: 64 };
          const values = await readValues(Buffer.from(text), options);
          expect({ delimiter, seed, values }).toEqual({ delimiter, seed, values: expected });
          rows += values.length;
        }
      }
    }
    expect(rows).toBeGreaterThan(15_000);
  });

  it('is the same wherever chunks and blocks end', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = seededRandom(seed);
      const delimiter = DELIMITERS[seed % 4]!;
      const lineEnds = LINE_ENDS[seed % 4]!;
      const text = makeUpCsv({ random, delimiter, lineEnds, rows: 9, columns: 4 });
      const file = Buffer.from(text);
      const expected = theirs(text, delimiter);
      for (let chunkBytes = 1; chunkBytes <= file.length; chunkBytes++) {
        for (const blockBytes of [1 + (chunkBytes % 40), 4096]) {
          const values = await readValues(file, { delimiter, chunkBytes, blockBytes });
          expect({ seed, chunkBytes, blockBytes, values }).toEqual({
            ...{ seed, chunkBytes, blockBytes },
            values: expected,
          });
        }
      }
    }
  });

  it('is the same in windows-874 and windows-1252', async () => {
    for (const [name, letters] of [
      ['windows-874', /[é]/g],
      ['windows-1252', /[\u0e00-\u0e7f]/g],
    ] as const) {
      const random = seededRandom(874);
      const all = makeUpCsv({ random, delimiter: '|', lineEnds: ['\r\n'], rows: 300, columns: 12 });
      const text = all.replace(letters, 'x');
      const charset = charsetNamed(name)!;
      const options = { delimiter: '|', charset, blockBytes: 1000 } as const;
      expect(await readValues(encode(text, name), options)).toEqual(theirs(text, '|'));
    }
  });

  it('has its mark left out, however it is cut', async () => {
    const file = Buffer.from('\uFEFFid,nama\n1,Siti\n');
    for (let chunkBytes = 1; chunkBytes <= file.length; chunkBytes++) {
      for (let blockBytes = 3; blockBytes <= file.length + 1; blockBytes++) {
        const values = await readValues(file, { delimiter: ',', chunkBytes, blockBytes });
        expect({ chunkBytes, blockBytes, values }).toEqual({
          ...{ chunkBytes, blockBytes },
          values: [
            ['id', 'nama'],
            ['1', 'Siti'],
          ],
        });
      }
    }
  });
});

describe('Reading that begins anew where a block ended', () => {
  it('gives the same rows, with the same numbers and places', async () => {
    let places = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const random = seededRandom(1000 + seed);
      const delimiter = DELIMITERS[seed % 4]!;
      const lineEnds = LINE_ENDS[(seed >> 2) % 4]!;
      const made = makeUpCsv({ random, delimiter, lineEnds, rows: 30, columns: 5 });
      // Quotes that are lost or too many break rows, and runs of them.
      const text = seed % 2 ? made : made.replace(/"/g, (quote) => (random() < 0.15 ? '' : quote));
      const file = Buffer.from(text);
      const shape = { delimiter, columns: 5, maxRowBytes: 300, blockBytes: 50 };
      const ends: { offset: number; rows: number }[] = [];
      const rows = await readRows(file, {
        ...shape,
        chunkBytes: 33,
        onBlock: (block, count) => ends.push({ offset: block.endOffset, rows: count }),
      });
      expect(ends.at(-1)).toEqual({ offset: file.length, rows: rows.length });
      for (const { offset, rows: done } of ends) {
        const rest = await readRows(file, {
          ...shape,
          ...{ startOffset: offset, firstRowNumber: done + 1, blockBytes: 4096 },
        });
        expect({ seed, offset, rest }).toEqual({ seed, offset, rest: rows.slice(done) });
        places++;
      }
    }
    expect(places).toBeGreaterThan(400);
  });
});
