import { describe, it } from 'node:test';
import { expect } from 'expect';
import { JsonError, type JsonErrorCode } from '.';
import { readAll, type ReadAllOptions } from './testing/read-all';

/** The error that ends the reading of a text. */
async function errorOf(text: string | Buffer, options: ReadAllOptions): Promise<JsonError> {
  try {
    await readAll(Buffer.from(text), options);
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
  throw new Error(`Nothing is wrong with ${text.toString()}`);
}

describe('A record', () => {
  it('is given as it was sent, with its place and its members', async () => {
    const first = '{ "a" : 1.50,\t"b\\u0041":"x\\ny", "a":null }';
    const text = `\uFEFF {"upload_name":"T", "records":[\n ${first} ,{"ก":[1,{"a":2}]}, "é" ]}`;
    const { records, members } = await readAll(Buffer.from(text), { shape: 'envelope' });
    expect(records.map(({ text }) => text)).toEqual([first, '{"ก":[1,{"a":2}]}', '"é"']);
    for (const { text: record, offset } of records) {
      expect(Buffer.from(text).subarray(offset).toString().startsWith(record)).toBe(true);
    }
    expect(records.map(({ kind }) => kind)).toEqual(['object', 'object', 'other']);
    expect(records[0]!.members).toEqual([
      { key: 'a', type: 'number', text: '1.50' },
      { key: 'bA', type: 'string', text: '"x\\ny"' },
      { key: 'a', type: 'null', text: 'null' },
    ]);
    expect(records[1]!.members).toEqual([{ key: 'ก', type: 'array', text: '[1,{"a":2}]' }]);
    expect(members).toEqual({ upload_name: 'T' });
  });

  it('may have thousands of members', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `n${i}`);
    const text = `[{${names.map((name) => `"${name}":1`).join()}},{}]`;
    const { records } = await readAll(Buffer.from(text), { shape: 'array', blockBytes: 1000 });
    expect(records[0]!.members.map(({ key }) => key)).toEqual(names);
    expect(records[1]!.members).toEqual([]);
  });

  it('says whether there are escapes in it, however deep', async () => {
    const text = '[{"a":[{"b":"\\u0000"}],"c":1},{"a":"b"},["\\n"]]';
    const told: boolean[] = [];
    await readAll(Buffer.from(text), {
      shape: 'array',
      onRecord: ({ record }) => told.push(record.hasEscapes),
    });
    expect(told).toEqual([true, false, true]);
  });

  it('is oversized when it has one byte too many, wherever chunks and blocks end', async () => {
    const record = '{"a":"0123456789","b":[1,2,{"c":"\\u0e01"}]}';
    for (const [shape, text] of [
      ['array', `[1, ${record} ,{"d":2}]`],
      ['envelope', `{"x":1,"records":[1, ${record} ,{"d":2}]}`],
      ['lines', `1\n ${record}\r\n{"d":2}`],
    ] as const) {
      for (let blockBytes = 3; blockBytes < 3 * record.length; blockBytes++) {
        for (const maxRecordBytes of [record.length - 1, record.length]) {
          const options = { shape, blockBytes, maxRecordBytes, chunkBytes: 7 };
          const { records } = await readAll(Buffer.from(text), options);
          const isOversized = maxRecordBytes < record.length;
          expect({
            blockBytes,
            records: records.map(({ kind, text, offset }) => [kind, text, offset]),
          }).toEqual({
            blockBytes,
            records: [
              ['other', '1', text.indexOf('1', shape === 'envelope' ? 6 : 0)],
              [isOversized ? 'oversized' : 'object', isOversized ? '' : record, text.indexOf(record)],
              ['object', '{"d":2}', text.indexOf('{"d"')],
            ],
          });
        }
      }
    }
  });

  it('that is oversized is still checked in an array', async () => {
    const text = `[{"a":"${'x'.repeat(500)}","b":[1,2 3]}]`;
    const options = { shape: 'array', maxRecordBytes: 20, blockBytes: 30 } as const;
    expect(await errorOf(text, options)).toMatchObject({
      ...{ code: 'syntax', offset: text.indexOf('3]'), recordNumber: 1 },
      message: `Record 1 is not valid JSON: a comma or ] was expected at offset ${text.indexOf('3]')}, not "3"`,
    });
  });

  it('may be as deep as allowed, counted from itself', async () => {
    const nested = (depth: number): string => '{"a":'.repeat(depth - 1) + '{}' + '}'.repeat(depth - 1);
    for (const [shape, begin, end] of [
      ['array', '[', ']'],
      ['envelope', '{"records":[', ']}'],
    ] as const) {
      const sound = await readAll(Buffer.from(begin + nested(32) + end), { shape });
      expect(sound.records.map(({ kind }) => kind)).toEqual(['object']);
      const error = await errorOf(begin + nested(33) + end, { shape });
      expect(error).toMatchObject({ code: 'too_deep', offset: begin.length + 32 * 5, recordNumber: 1 });
    }
    const { records } = await readAll(Buffer.from(`${nested(33)}\n${nested(32)}`), { shape: 'lines' });
    expect(records.map(({ kind, fault }) => [kind, fault?.code])).toEqual([
      ['broken', 'too_deep'],
      ['object', undefined],
    ]);
  });
});

describe('The members of an envelope', () => {
  it('are given from both sides of the records, the last of a name', async () => {
    const text = '{"a":1,"__proto__":{"x":1},"a":[2],"records":[{}],"fields":["b"],"a":"\\u0e01"}';
    const { members } = await readAll(Buffer.from(text), { shape: 'envelope' });
    expect(Object.entries(members)).toEqual([
      ['a', 'ก'],
      ['__proto__', { x: 1 }],
      ['fields', ['b']],
    ]);
    expect('toString' in members).toBe(false);
  });

  it('in front of the records are there from the first record on', async () => {
    const seen: unknown[] = [];
    const text = '{"upload_name":"T","records":[{},{}],"fields":[]}';
    const onRecord: ReadAllOptions['onRecord'] = ({ members }) => seen.push({ ...members });
    await readAll(Buffer.from(text), { shape: 'envelope', onRecord });
    expect(seen).toEqual([{ upload_name: 'T' }, { upload_name: 'T' }]);
  });

  it('can have a bounded number of bytes together, wherever blocks end', async () => {
    const text = '{"a":"0123456789", "records" : [{"x":"' + 'y'.repeat(90) + '"}], "fields":["b","c"] }';
    const bytes = '"a":"0123456789"'.length + '"fields":["b","c"]'.length;
    for (let blockBytes = 3; blockBytes < 100; blockBytes++) {
      const options = { shape: 'envelope', blockBytes, maxMembersBytes: bytes } as const;
      expect((await readAll(Buffer.from(text), options)).records.length).toBe(1);
      expect(await errorOf(text, { ...options, maxMembersBytes: bytes - 1 })).toMatchObject({
        ...{ code: 'members_too_large', offset: text.lastIndexOf(']'), recordNumber: undefined },
        message: `What stands beside the records takes more than ${bytes - 1} bytes`,
      });
    }
  });
});

describe('JSON that can not be read', () => {
  const wrong: [ReadAllOptions['shape'], string | Buffer, JsonErrorCode, number, string][] = [
    ['array', '', 'empty', 0, 'There is no JSON, nothing but blanks'],
    ['envelope', ' \n', 'empty', 2, 'There is no JSON, nothing but blanks'],
    ['array', '{"records":[]}', 'wrong_shape', 0, 'The JSON should be an array of records'],
    [
      ...(['envelope', ' [{}]', 'wrong_shape', 1] as const),
      'The JSON should be an object with an array of records as its member "records"',
    ],
    ['envelope', '{"a":1 }', 'no_records', 7, 'The JSON has no member "records"'],
    ['envelope', '{}', 'no_records', 1, 'The JSON has no member "records"'],
    [
      'envelope',
      '{"records":{}}',
      'records_not_array',
      11,
      'The member "records" should be an array of records',
    ],
    [
      'envelope',
      '{"records":[],"records":[]}',
      'duplicate_records',
      14,
      'The JSON has two members "records"',
    ],
    [
      ...(['envelope', '{"records":[{}], }', 'syntax', 17] as const),
      'The JSON is not valid: a name in double quotes was expected at offset 17, not "}"',
    ],
    ['array', '[{}] x', 'syntax', 5, 'The JSON is not valid: the end was expected at offset 5, not "x"'],
    [
      ...(['array', "[{'a':1}]", 'syntax', 2] as const),
      'Record 1 is not valid JSON: a name in double quotes or } was expected at offset 2, not "\'"',
    ],
    [
      ...(['array', '[{"a":"b\n"}]', 'syntax', 8] as const),
      'Record 1 is not valid JSON: the closing quote was expected at offset 8, not the control character 0x0a',
    ],
    [
      ...(['array', '[{},{"a" "b"}]', 'syntax', 9] as const),
      'Record 2 is not valid JSON: a colon was expected at offset 9, not a double quote',
    ],
    ['array', '[{},ก]', 'syntax', 4, 'Record 2 is not valid JSON: a value was expected at offset 4, not "ก"'],
    ['array', '[{"a":1', 'truncated', 7, 'Record 1 is not valid JSON: it ends before it is complete'],
    ['array', '[{"a":1},', 'truncated', 9, 'The JSON is not valid: it ends before it is complete'],
    [
      ...(['array', Buffer.from('[{"a":"\xe9"}]', 'latin1'), 'invalid_utf8', 7] as const),
      'Record 1 is not valid JSON: the bytes at offset 7 are not UTF-8',
    ],
    [
      ...(['array', Buffer.from('[{}]\xc3', 'latin1'), 'invalid_utf8', 4] as const),
      'The JSON is not valid: the bytes at offset 4 are not UTF-8',
    ],
  ];
  for (const [shape, text, code, offset, message] of wrong) {
    it(`says so of ${JSON.stringify(text.toString())}, by every cut`, async () => {
      for (let blockBytes = 3; blockBytes < 30; blockBytes++) {
        const error = await errorOf(text, { shape, blockBytes, chunkBytes: 1 });
        expect({ code: error.code, offset: error.offset, message: error.message }).toEqual({
          code,
          offset,
          message,
        });
      }
    });
  }
});

describe('A line that is no JSON', () => {
  it('is a broken record, and the others are read', async () => {
    const text = '{"a":1}\n\n{"a":01}\r\n {"a": \n{"a":"\xff"}\n{} {}\n"\r\n[1]\n{"b';
    const file = Buffer.from(text, 'latin1');
    for (let blockBytes = 3; blockBytes < 60; blockBytes++) {
      const { records } = await readAll(file, { shape: 'lines', blockBytes, chunkBytes: 5 });
      expect({ blockBytes, records: records.map(({ kind, text, fault }) => [kind, text, fault]) }).toEqual({
        blockBytes,
        records: [
          ['object', '{"a":1}', undefined],
          [
            'broken',
            '{"a":01}',
            fault('syntax', file.indexOf('1}', 10), 7, ' a comma or } was expected at', ', not "1"'),
          ],
          ['broken', '{"a": ', { ...truncated, offset: file.indexOf('\n{"a":"') }],
          [
            'broken',
            '{"a":"\ufffd"}',
            fault('invalid_utf8', file.indexOf(0xff), 7, ' the bytes at', ' are not UTF-8'),
          ],
          [
            ...['broken', '{} {}'],
            fault('syntax', file.indexOf('{}\n'), 4, ' the end of the line was expected at', ', not "{"'),
          ],
          ['broken', '"', { ...truncated, offset: file.indexOf('\r\n[1]') }],
          ['other', '[1]', undefined],
          ['broken', '{"b', { ...truncated, offset: file.length }],
        ],
      });
    }
  });

  const truncated = {
    code: 'truncated',
    message: 'The line is not valid JSON: it ends before it is complete',
  };

  function fault(code: string, offset: number, byte: number, expected: string, found: string): unknown {
    const message = `The line is not valid JSON:${expected} byte ${byte} of the line${found}`;
    return { code, offset, message };
  }
});
