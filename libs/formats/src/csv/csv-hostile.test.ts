import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type CsvBlock, readCsv } from '.';

const MIB = 1024 * 1024;
/** A window, and room beside it, for rows of 1 MiB. */
const MOST_BYTES = 8 * MIB;

/** Repeats a text, in chunks of 64 KiB or a little more, that are made but once. */
async function* repeated(text: string, bytes: number): AsyncGenerator<Buffer> {
  const chunk = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
  for (let at = 0; at < bytes; at += chunk.length) yield chunk;
}

async function* joined(...parts: AsyncIterable<Buffer>[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield* part;
}

interface Count {
  rows: number;
  live: number;
  faults: Record<string, number>;
  mostBytes: number;
}

/** Reads all, and looks at the memory of each block. */
async function count(source: AsyncIterable<Buffer>, columns: number): Promise<Count> {
  const counted: Count = { rows: 0, live: 0, faults: {}, mostBytes: 0 };
  for await (const block of readCsv(source, { delimiter: ',', columns })) addBlock(counted, block);
  return counted;
}

function addBlock(counted: Count, block: CsvBlock): void {
  counted.mostBytes = Math.max(counted.mostBytes, block.row.bytes.length);
  while (block.next()) {
    const { kind, fault } = block.row;
    counted.rows++;
    if (kind === 'live') counted.live++;
    if (kind === 'broken') counted.faults[fault!] = (counted.faults[fault!] ?? 0) + 1;
  }
}

describe('A hostile file', () => {
  it('of 50 MB behind a quote that never ends costs one row, and bounded memory', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const source = joined(repeated('1,"a\n', 1), repeated('2,b\n', 50 * MIB));
    let arrayBuffers = 0;
    let rows = 0;
    const counted: Count = { rows: 0, live: 0, faults: {}, mostBytes: 0 };
    for await (const block of readCsv(source, { delimiter: ',', columns: 2 })) {
      addBlock(counted, block);
      arrayBuffers = Math.max(arrayBuffers, process.memoryUsage().arrayBuffers - before);
      rows = counted.rows;
    }
    expect(rows).toBeGreaterThan((50 * MIB) / 4);
    expect(counted.mostBytes).toBeLessThanOrEqual(MOST_BYTES + 2);
    expect(arrayBuffers).toBeLessThan(64 * MIB);
  });

  it('of 50 MB with a quote at its end that is not closed is sound but for that row', async () => {
    async function* end(): AsyncGenerator<Buffer> {
      yield Buffer.from('3,"never closed\n4,d\n');
    }
    const counted = await count(joined(repeated('2,"b ""c"", d"\r\n', 50 * MIB), end()), 2);
    expect(counted.faults).toEqual({ unclosed_quote: 1 });
    expect(counted.live).toBe(counted.rows - 1);
    expect(counted.mostBytes).toBeLessThan(MIB);
  });

  it('of one line of 50 MB is one broken row', async () => {
    for (const text of ['x', ',', '"', '" ', '"",']) {
      const counted = await count(repeated(text, 50 * MIB), 2);
      expect({ text, ...counted, mostBytes: 0 }).toEqual({
        text,
        ...{ rows: 1, live: 0, mostBytes: 0 },
        faults: { row_too_long: 1 },
      });
      expect(counted.mostBytes).toBeLessThanOrEqual(MOST_BYTES + 2);
    }
  });

  it('in which each line opens a quote that the next one closes and opens again is read in a few passes', async () => {
    // Without a bound each line would be searched for its end over a whole MiB.
    const counted = await count(repeated(`a${'x'.repeat(300)}","\n`, 10 * MIB), 2);
    expect(counted.rows).toBeGreaterThan((10 * MIB) / 310);
    expect(counted.live).toBe(0);
    expect(Object.keys(counted.faults).sort()).toEqual(['row_too_long', 'unclosed_quote']);
    const short = await count(repeated('a","\n', 10 * MIB), 2);
    expect(short.live).toBe(0);
    expect(Object.keys(short.faults).sort()).toEqual(['too_many_fields', 'unclosed_quote']);
  });

  it('of line ends, delimiters, blanks, quotes or NULs alone ends', async () => {
    for (const [text, rows] of [
      ['\n', 5 * MIB],
      ['\r', 5 * MIB],
      [',\n', (5 * MIB) / 2],
      ['\0\n', (5 * MIB) / 2],
      ['""\n', (5 * MIB) / 3],
    ] as const) {
      const counted = await count(repeated(text, 5 * MIB), 2);
      expect(counted.rows).toBeGreaterThanOrEqual(Math.floor(rows));
      expect(counted.faults).toEqual({});
    }
  });

  it('is left when its reader has had enough', async () => {
    let isClosed = false;
    async function* source(): AsyncGenerator<Buffer> {
      try {
        yield* repeated('a,b\n', 50 * MIB);
      } finally {
        isClosed = true;
      }
    }
    for await (const block of readCsv(source(), { delimiter: ',' })) {
      expect(block.next()).toBe(true);
      break;
    }
    expect(isClosed).toBe(true);
  });
});
