import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type JsonError, type JsonRecordKind, type JsonShape, readJsonRecords } from '.';

const MIB = 1024 * 1024;
/** A window with room for a record of 1 MiB, and the one that it was copied from. */
const MOST_BYTES = 4 * MIB;

type Part = string | [text: string, bytes: number];

/** Texts, or a text repeated up to a number of bytes, in chunks of about 64 KiB that are made but once. */
async function* sourceOf(parts: readonly Part[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (typeof part === 'string') {
      yield Buffer.from(part);
    } else {
      const chunk = Buffer.from(part[0].repeat(Math.ceil(65_536 / part[0].length)));
      for (let at = 0; at < part[1]; at += chunk.length) yield chunk;
    }
  }
}

interface Outcome {
  kinds: Partial<Record<JsonRecordKind, number>>;
  code: string | undefined;
}

/** Reads all; proves that no block is large. */
async function outcomeOf(shape: JsonShape | 'auto', parts: readonly Part[]): Promise<Outcome> {
  const outcome: Outcome = { kinds: {}, code: undefined };
  try {
    for await (const block of readJsonRecords(sourceOf(parts), { shape })) {
      expect(block.record.bytes.length).toBeLessThanOrEqual(MOST_BYTES);
      while (block.next()) {
        const { kind } = block.record;
        outcome.kinds[kind] = (outcome.kinds[kind] ?? 0) + 1;
      }
    }
  } catch (error) {
    outcome.code = (error as JsonError).code;
  }
  return outcome;
}

const OVERSIZED: [string, Part[]][] = [
  ['a string', ['{"a":"', ['x', 20 * MIB], '"}']],
  ['a string of escapes', ['{"a":"', ['\\u00e9', 20 * MIB], '"}']],
  ['a string of characters of four bytes', ['{"a":"', ['😀', 5 * MIB], '"}']],
  ['a name', ['{"', ['x', 20 * MIB], '":1}']],
  ['a number', ['{"a":1.', ['0', 20 * MIB], 'e1}']],
  ['blanks', ['{"a":', [' ', 20 * MIB], '1}']],
  ['members', ['{"a":1', [',"":0', 20 * MIB], '}']],
  ['an array', ['{"a":[0', [',[]', 20 * MIB], ']}']],
  ['a string without an object', ['"', ['x', 20 * MIB], '"']],
];

describe('A hostile file', () => {
  for (const [what, record] of OVERSIZED) {
    it(`in which a record has too much of ${what} costs that record, and bounded memory`, async () => {
      const expected = { kinds: { object: 2, oversized: 1 }, code: undefined };
      expect(await outcomeOf('array', ['[{},', ...record, ',{}]'])).toEqual(expected);
      expect(await outcomeOf('envelope', ['{"records":[{},', ...record, ',{}]}'])).toEqual(expected);
      expect(await outcomeOf('lines', ['{}\n', ...record, '\n{}'])).toEqual(expected);
    });
  }

  it('does not cost memory outside of blocks', async () => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const parts: Part[] = ['[{"a":1', [',"":0', 50 * MIB], '}]'];
    for await (const block of readJsonRecords(sourceOf(parts), { shape: 'array' })) {
      while (block.next());
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(most).toBeLessThan(64 * MIB);
  });

  it('whose record never ends, or ends wrong, is refused', async () => {
    expect(await outcomeOf('array', ['[{"a":"', ['x', 5 * MIB]])).toEqual({ kinds: {}, code: 'truncated' });
    expect(await outcomeOf('array', ['[{"a":"', ['x', 5 * MIB], '\n"}]'])).toEqual({
      kinds: {},
      code: 'syntax',
    });
    expect(await outcomeOf('array', ['[{"a":1', ['0', 5 * MIB], '.}]'])).toEqual({
      kinds: {},
      code: 'syntax',
    });
    expect(await outcomeOf('lines', ['{"a":"', ['x', 5 * MIB]])).toEqual({
      ...{ kinds: { oversized: 1 }, code: undefined },
    });
  });

  it('of blanks alone, or with blanks everywhere, is read to its end', async () => {
    const blanks: Part = [' \r\n\t', 5 * MIB];
    expect(await outcomeOf('array', [blanks])).toEqual({ kinds: {}, code: 'empty' });
    expect(await outcomeOf('lines', [blanks])).toEqual({ kinds: {}, code: undefined });
    const parts: Part[] = [
      blanks,
      '{',
      blanks,
      '"records":[',
      blanks,
      '{}',
      blanks,
      ']',
      blanks,
      '}',
      blanks,
    ];
    expect(await outcomeOf('envelope', parts)).toEqual({ kinds: { object: 1 }, code: undefined });
    expect(await outcomeOf('envelope', [...parts, 'x'])).toEqual({ kinds: { object: 1 }, code: 'syntax' });
    expect(await outcomeOf('auto', ['[', blanks, '{}', blanks, ']'])).toEqual({
      ...{ kinds: { object: 1 }, code: undefined },
    });
  });

  it('with huge members beside its records is refused', async () => {
    for (const member of [
      ['"a":"', ['x', 5 * MIB], '"'],
      ['"', ['x', 5 * MIB], '":1'],
      ['"a":[0', [',0', 5 * MIB], ']'],
      ['"a"', [' ', 5 * MIB], ':1'],
      ['"a":1', [',"a":1', 5 * MIB]],
    ] as Part[][]) {
      const code = 'members_too_large';
      expect(await outcomeOf('envelope', ['{', ...member, ',"records":[]}'])).toEqual({ kinds: {}, code });
      expect(await outcomeOf('envelope', ['{"records":[{}],', ...member, '}'])).toEqual({
        ...{ kinds: { object: 1 }, code },
      });
    }
  });

  it('that is deep is refused, or its line is', async () => {
    for (const text of ['[', '{"a":']) {
      expect(await outcomeOf('array', ['[', [text, 5 * MIB]])).toEqual({ kinds: {}, code: 'too_deep' });
      expect(await outcomeOf('envelope', ['{"a":', [text, 5 * MIB]])).toEqual({
        kinds: {},
        code: 'too_deep',
      });
      expect(await outcomeOf('lines', [text.repeat(1000), '\n', [text, 5 * MIB]])).toEqual({
        ...{ kinds: { broken: 1, oversized: 1 }, code: undefined },
      });
    }
  });

  it('of lines that are all broken is read to its end', async () => {
    for (const line of ['x\n', '"\n', '{\n', '\n1 2\n', '\0\n']) {
      const { kinds, code } = await outcomeOf('lines', [[line, 2 * MIB]]);
      expect(Object.keys(kinds)).toEqual(['broken']);
      expect(kinds.broken).toBeGreaterThanOrEqual((2 * MIB) / line.length);
      expect(code).toBe(undefined);
    }
  });

  it('that is no text is refused', async () => {
    const code = 'invalid_utf8';
    const bytes = Buffer.from('[{"a":"\xff\xfe', 'latin1');
    async function* source(): AsyncGenerator<Buffer> {
      yield bytes;
      yield* sourceOf([['x', 5 * MIB]]);
    }
    const reading = async (): Promise<void> => {
      for await (const block of readJsonRecords(source(), { shape: 'array' })) while (block.next());
    };
    await expect(reading()).rejects.toMatchObject({ code, offset: 7, recordNumber: 1 });
  });

  it('is left when its reader has had enough', async () => {
    for (const shape of ['array', 'auto'] as const) {
      let isClosed = false;
      async function* source(): AsyncGenerator<Buffer> {
        try {
          yield* sourceOf(['[{}', [',{}', 5 * MIB], ']']);
        } finally {
          isClosed = true;
        }
      }
      for await (const block of readJsonRecords(source(), { shape })) {
        expect(block.next()).toBe(true);
        break;
      }
      expect(isClosed).toBe(true);
    }
  });

  it('is left when it has a fault', async () => {
    for (const [shape, text] of [
      ['array', '[{},'],
      ['auto', 'id;name\n'],
    ] as const) {
      let isClosed = false;
      async function* source(): AsyncGenerator<Buffer> {
        try {
          yield* sourceOf([text, [']', 5 * MIB]]);
        } finally {
          isClosed = true;
        }
      }
      const reading = async (): Promise<void> => {
        for await (const block of readJsonRecords(source(), { shape })) while (block.next());
      };
      await expect(reading()).rejects.toMatchObject({ name: 'JsonError' });
      expect(isClosed).toBe(true);
    }
  });
});
