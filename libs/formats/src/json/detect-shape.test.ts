import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type JsonBlock, type JsonShape } from '.';
import { readAll, type ReadAllOptions } from './testing/read-all';

/** What a file is taken for, and how many records it has then. */
async function detect(
  text: string,
  options: Partial<ReadAllOptions> = {},
): Promise<[JsonShape | undefined, number]> {
  let shape: JsonShape | undefined;
  const onRecord = (block: JsonBlock): void => {
    shape = block.checkpoint.shape;
  };
  const { records } = await readAll(Buffer.from(text), { shape: 'auto', onRecord, ...options });
  return [shape, records.length];
}

describe('The shape of a file', () => {
  const files: [string, string, JsonShape, number][] = [
    ['an array', ' [{},{}]', 'array', 2],
    ['an array behind a mark', '\uFEFF[{}]', 'array', 1],
    ['an envelope', '{"upload_name":"T","records":[{},{}]}', 'envelope', 2],
    ['an envelope over lines', '{\n  "records": [\n    {},\n    {}\n  ]\n}\n', 'envelope', 2],
    ['an envelope whose records stand a line each', '{"records":[\n{},\n{}\n]}', 'envelope', 2],
    ['lines', '{"a":1}\n{"a":2}\n', 'lines', 2],
    ['lines with arrays of the name', '{"records":[]}\n{"records":[]}', 'lines', 2],
    ['one line', '{"a":1}\n', 'lines', 1],
    ['one line whose member of the name is no array', '{"records":1}', 'lines', 1],
    ['lines of which the first is wrong', '{"a":01}\n{"a":2}', 'lines', 2],
    ['lines of which the first is cut', '{"a":1,\n{"a":2}', 'lines', 2],
    ['lines of which the first has more behind it', '{"a":1} {}\n{"a":2}', 'lines', 2],
  ];
  for (const [what, text, shape, count] of files) {
    it(`is found out of ${what}, wherever chunks end`, async () => {
      for (let chunkBytes = 1; chunkBytes <= text.length; chunkBytes++) {
        expect(await detect(text, { chunkBytes, blockBytes: 8 })).toEqual([shape, count]);
      }
    });
  }

  it('is an envelope when it is broken as one', async () => {
    for (const [text, code] of [
      ['{"records":[{},{"a":01}]}', 'syntax'],
      ['{"records":[{},{"a":1', 'truncated'],
      ['{\n  "a": 01\n}', 'syntax'],
      ['{\n  "a": 1\n}', 'no_records'],
      ['{\n"records":[]}\n{}', 'syntax'],
    ]) {
      for (const chunkBytes of [1, 5, 100]) {
        await expect(detect(text!, { chunkBytes })).rejects.toMatchObject({ code });
      }
    }
  });

  it('is found out of as many bytes as a record may have', async () => {
    const limits = { maxRecordBytes: 1000, chunkBytes: 300 };
    const records = Array.from({ length: 1000 }, () => '{}');
    expect(await detect(`{"records":[${records.join()}]}`, limits)).toEqual(['envelope', 1000]);
    expect(await detect(`{"a":"${'x'.repeat(2000)}"}\n{}`, limits)).toEqual(['lines', 2]);
    // What decides has to be in front of the bound, however the file is cut.
    const line = `{"records":["${'x'.repeat(1000 - 15)}"]}`;
    for (let chunkBytes = 990; chunkBytes < 1010; chunkBytes++) {
      await expect(detect(`${line}\n{}`, { ...limits, chunkBytes })).rejects.toMatchObject({
        code: 'syntax',
      });
      expect(await detect(`${line}\n{}`, { chunkBytes, maxRecordBytes: 1003 })).toEqual(['lines', 2]);
    }
  });

  it('can not be found out of other files', async () => {
    for (const [text, code, offset] of [
      ['', 'empty', 0],
      [' \n', 'empty', 2],
      [' id;name\n', 'wrong_shape', 1],
      ['"{}"', 'wrong_shape', 0],
    ] as const) {
      for (const chunkBytes of [1, 100]) {
        await expect(detect(text, { chunkBytes })).rejects.toMatchObject({ code, offset });
      }
    }
  });
});
