import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type DbfColumn, type DbfTable as Written, writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { bufferTable, DbfError, openDbf } from '.';

const columns: DbfColumn[] = [
  { name: 'HN', type: 'C', width: 15 },
  { name: 'DOB', type: 'D' },
  { name: 'TOTAL', type: 'N', width: 12, decimals: 2 },
];
const records = [
  ['001', '20250630', 12.5],
  ['002', null, null],
  ['003', '20250701', -1],
];
const RECORD_BYTES = 36;
const HEADER_BYTES = 32 + 3 * 32 + 1;

function sound(changes: Partial<Written> = {}): Buffer {
  return writeDbf({ columns, records, ...changes }).dbf;
}

/** A sound table with some bytes changed. */
function changed(change: (bytes: Buffer) => void, table: Partial<Written> = {}): Buffer {
  const bytes = sound(table);
  change(bytes);
  return bytes;
}

function columnsOf(...changedColumns: Partial<DbfColumn>[]): Partial<Written> {
  return {
    columns: changedColumns.map((column) => ({ name: 'F', type: 'C', width: 5, ...column })),
    records: [],
  };
}

function foxTable(foxColumns: DbfColumn[]): Buffer {
  return sound({ version: 0x30, records: [], columns: foxColumns });
}

const nullFlags: DbfColumn = { name: '_NullFlags', type: '0', width: 1 };
const nullables = [...'ABCDEFGHI'].map((name): DbfColumn => ({ name, type: 'C', width: 1, flags: 0x02 }));

/** What the table is, the code of its refusal and a part of the message. */
const LIES: [title: string, bytes: Buffer, code: string, message: RegExp][] = [
  ['nothing', Buffer.alloc(0), 'empty_file', /empty/],
  ['text', Buffer.from('HN,TOTAL\r\n1,2\r\n'), 'not_a_dbf', /0x48/],
  ['a ZIP', Buffer.from('PK\u0003\u0004 and more of a ZIP'), 'not_a_dbf', /ZIP/],
  ['dBase II', changed((b) => (b[0] = 0x02)), 'unsupported_version', /dBase II,/],
  ['dBase 7', changed((b) => (b[0] = 0x04)), 'unsupported_version', /dBase 7/],
  ['encrypted', changed((b) => (b[15] = 1), { version: 0x8b }), 'encrypted', /encrypted/],
  ['20 bytes', sound().subarray(0, 20), 'truncated_header', /within its header/],
  ['half a header', sound().subarray(0, HEADER_BYTES - 9), 'truncated_header', /within its header/],
  ['no terminator', sound({ lies: { terminator: 0 } }), 'missing_terminator', /0x0D/],
  ['no fields', sound({ columns: [], records: [] }), 'no_fields', /no fields/],
  [
    'header too long',
    sound({ lies: { headerLength: HEADER_BYTES + 1 } }),
    'bad_header_length',
    /129 .* 130|130 .* 129/,
  ],
  ['header too short', sound({ lies: { headerLength: HEADER_BYTES - 32 } }), 'missing_terminator', /end/],
  ['a header of 0 bytes', sound({ lies: { headerLength: 0 } }), 'missing_terminator', /end/],
  ['a header of 32 bytes', sound({ lies: { headerLength: 32 } }), 'missing_terminator', /end/],
  ['padded header', sound({ headerPadding: 7 }), 'bad_header_length', /136/],
  ['backlink in dBase', sound({ headerPadding: 263 }), 'bad_header_length', /392/],
  ['record too long', sound({ lies: { recordLength: 37 } }), 'bad_record_length', /37 bytes, .* 36/],
  ['record too short', sound({ lies: { recordLength: 35 } }), 'bad_record_length', /35 bytes, .* 36/],
  ['record of 0 bytes', sound({ lies: { recordLength: 0 } }), 'bad_record_length', /0 bytes/],
  ['no name', sound(columnsOf({ name: '' })), 'bad_field_name', /field 1/],
  ['11 characters', sound(columnsOf({ name: 'ELEVENCHARS' })), 'bad_field_name', /1 to 10/],
  ['a tab in a name', sound(columnsOf({ name: 'A' }, { name: 'B\tC' })), 'bad_field_name', /field 2/],
  ['the same name twice', sound(columnsOf({ name: 'AN' }, { name: 'an' })), 'duplicate_field', /"an"/],
  ['a type of no one', sound(columnsOf({ type: 'X' })), 'unknown_field_type', /"X"/],
  ['a type of dBase 7', sound(columnsOf({ type: '@', width: 8 })), 'unknown_field_type', /"@"/],
  ['Varchar in dBase III', sound(columnsOf({ type: 'V' })), 'unknown_field_type', /"V"/],
  ['null flags in dBase III', sound(columnsOf({ type: '0' })), 'unknown_field_type', /"0"/],
  ['no width', sound(columnsOf({ width: 0 })), 'bad_field_width', /0 bytes/],
  ['a date of 10', sound(columnsOf({ type: 'D', width: 10 })), 'bad_field_width', /D can't be 10/],
  ['a logical of 2', sound(columnsOf({ type: 'L', width: 2 })), 'bad_field_width', /L can't be 2/],
  ['a memo of 9', sound(columnsOf({ type: 'M', width: 9 })), 'bad_field_width', /M can't be 9/],
  ['an integer of 8', sound(columnsOf({ type: 'I', width: 8 })), 'bad_field_width', /I can't be 8/],
  ['a record too many', sound({ lies: { recordCount: 4 } }), 'too_few_records', /4 records, .* 3/],
  ['2,000,000,000 records', sound({ lies: { recordCount: 2e9 } }), 'too_few_records', /2000000000/],
  ['a record too few', sound({ lies: { recordCount: 2 } }), 'too_many_records', /2 records, .* 3/],
  ['no records', sound({ lies: { recordCount: 0 } }), 'too_many_records', /0 records, .* 3/],
  ['a record cut short', sound().subarray(0, -10), 'truncated_record', /cut short/],
  ['a record less', sound().subarray(0, -1 - RECORD_BYTES), 'too_few_records', /the file has 2/],
  ['bytes of no record', sound({ tail: Buffer.from('HELLO') }), 'trailing_bytes', /5 bytes/],
  [
    'a record behind the end',
    sound({ tail: Buffer.concat([Buffer.from([0x1a]), Buffer.alloc(36, 0x41)]) }),
    'too_many_records',
    /room for 4/,
  ],
  [
    'blank records that are not counted',
    sound({ tail: Buffer.alloc(72, 0x20) }),
    'too_many_records',
    /room for 5/,
  ],
  [
    'null flags twice',
    foxTable([...columns, nullFlags, { ...nullFlags, name: 'X' }]),
    'bad_null_flags',
    /two/,
  ],
  ['nine flags in a byte', foxTable([...nullables, nullFlags]), 'bad_null_flags', /too few/],
  ['nothing but null flags', foxTable([nullFlags]), 'no_fields', /no fields/],
  ['Varchar without flags', changed((b) => (b[32 + 11] = 0x56), { version: 0x30 }), 'bad_null_flags', /none/],
];

describe('The header of a DBF table', () => {
  for (const [title, bytes, code, message] of LIES) {
    it(`is refused: ${title}`, async () => {
      const error = await openDbf(bufferTable(bytes)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DbfError);
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    });
  }

  it('tells what the table is', async () => {
    const table = await openDbf(bufferTable(sound({ codePage: 0x50 })));
    expect(table).toMatchObject({
      version: { code: 0x03, name: 'dBase III', memoKind: 'dbt3' },
      recordCount: 3,
      headerLength: HEADER_BYTES,
      recordLength: RECORD_BYTES,
      codePageMark: 0x50,
      charsetName: 'windows-874',
      lastUpdated: '2025-06-30',
      hasMemo: false,
    });
    expect(
      table.fields.map(({ name, type, kind, width, decimals, offset }) => [
        name,
        type,
        kind,
        width,
        decimals,
        offset,
      ]),
    ).toEqual([
      ['HN', 'C', 'text', 15, 0, 1],
      ['DOB', 'D', 'date', 8, 0, 16],
      ['TOTAL', 'N', 'number', 12, 2, 24],
    ]);
  });

  it('is sound in all the versions that we read', async () => {
    for (const version of [
      0x03, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x7b, 0x83, 0x8b, 0x8e, 0xcb, 0xf5, 0xfb,
    ]) {
      const table = await openDbf(bufferTable(sound({ version })));
      expect({ version: table.version.code, count: table.recordCount }).toEqual({ version, count: 3 });
    }
  });

  it('may have a byte more, as Clipper writes it, and in Visual FoxPro no backlink', async () => {
    expect(await openDbf(bufferTable(sound({ headerPadding: 1 })))).toMatchObject({
      headerLength: HEADER_BYTES + 1,
    });
    expect(await openDbf(bufferTable(sound({ version: 0x30, headerPadding: 0 })))).toMatchObject({
      headerLength: HEADER_BYTES,
    });
  });

  it('may be followed by nothing, an end mark, or filling', async () => {
    const tails = [
      '',
      '1a',
      '00',
      '1a00',
      '1a1a',
      '0d0a',
      '1a0d0a',
      '1a414243',
      `1a${'00'.repeat(512)}`,
      '00'.repeat(512),
      `1a${'20'.repeat(200)}`,
    ];
    for (const tail of tails) {
      const table = await openDbf(bufferTable(sound({ tail: Buffer.from(tail, 'hex') })));
      expect(table.recordCount).toBe(3);
    }
  });

  it('may have texts of more than 255 bytes, as Clipper writes them', async () => {
    const wide: DbfColumn[] = [
      { name: 'MEMO', type: 'C', width: 500 },
      { name: 'B', type: 'C', width: 3, decimals: 0 },
    ];
    const table = await openDbf(
      bufferTable(writeDbf({ columns: wide, records: [['x'.repeat(400), 'end']] }).dbf),
    );
    expect(table.fields.map(({ width }) => width)).toEqual([500, 3]);
  });

  it('may have old bytes behind a name, and blanks', async () => {
    const name = Buffer.from('AB\0garbage');
    const table = await openDbf(bufferTable(sound(columnsOf({ name }, { name: 'CD   ' }))));
    expect(table.fields.map((field) => field.name)).toEqual(['AB', 'CD']);
  });

  it('may have names that are not ASCII: their bytes are there to be decoded', async () => {
    const nameBytes = Buffer.from([0xaa, 0xd7, 0xe8, 0xcd]);
    const { fields } = await openDbf(bufferTable(sound(columnsOf({ name: nameBytes }))));
    expect(fields[0]!.nameBytes).toEqual(nameBytes);
  });

  it('hides the columns of the system', async () => {
    const nullable: DbfColumn[] = [
      { name: 'A', type: 'C', width: 4, nullable: true },
      { name: 'SYS', type: 'I', flags: 0x05 },
      { name: 'Z', type: 'L' },
    ];
    const { dbf } = writeDbf({ version: 0x30, columns: nullable, records: [['x', 1, true]] });
    const { fields, recordLength } = await openDbf(bufferTable(dbf));
    expect(fields.map(({ name, offset }) => [name, offset])).toEqual([
      ['A', 1],
      ['Z', 9],
    ]);
    expect(recordLength).toBe(11);
  });

  it('has no date when the bytes for it are none', async () => {
    const table = await openDbf(bufferTable(changed((bytes) => bytes.set([0, 0, 0], 1))));
    expect(table.lastUpdated).toBeUndefined();
  });

  it('is read by two small reads, whatever the size of the table', async () => {
    const bytes = sound();
    const reads: number[] = [];
    await openDbf({
      ...bufferTable(bytes),
      read: (position, length) => {
        reads.push(length);
        return Promise.resolve(bytes.subarray(position, position + length));
      },
    });
    expect(reads.length).toBe(2);
  });
});
