import { type DbfField } from './dbf-field';
import { type RecordLayout } from './dbf-blocks';
import { isUnset } from './field-bytes';
import { type RowBlock, type RowCursor, type RowKind } from '../rows';

const LIVE = 0x20;
const DELETED = 0x2a;
const BLANK = 0x20;
/** Eight blanks as one double: fields are mostly blanks, which are passed over in large steps this way. */
const EIGHT_BLANKS = Buffer.alloc(8, BLANK).readDoubleLE();

/** How the blanks of a field are left out. */
const enum Trim {
  /** Text: blanks and NULs behind it; those in front are its own, unless the caller says otherwise. */
  Behind,
  /** Numbers, dates and other words: blanks around, NULs behind. */
  Around,
  /** Binary values that are never blank. */
  Nothing,
  /** Binary values that are blank when all their bytes are 0x00, or all 0x20. */
  WhenZero,
  /** Varchar and Varbinary: as long as the last byte says. */
  Varying,
}

function trimOf(field: DbfField, trimTexts: boolean): Trim {
  if (field.varyingBit !== undefined) return Trim.Varying;
  if (field.kind === 'text') return trimTexts ? Trim.Around : Trim.Behind;
  if (field.kind === 'timestamp') return Trim.WhenZero;
  if (field.kind === 'memo' || field.kind === 'binary_memo') {
    return field.width === 4 ? Trim.WhenZero : Trim.Around;
  }
  return ['integer', 'currency', 'double'].includes(field.kind) ? Trim.Nothing : Trim.Around;
}

/**
 * The records of one block: `bytes` begins with a record, and is filled anew for the next block. Nothing is
 * made while it moves. A value that is null by `_NullFlags` is an empty range.
 */
export class DbfCursor implements RowBlock, RowCursor {
  readonly row = this;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly fieldCount: number;
  rowNumber = 0;
  kind: RowKind = 'live';
  endOffset = 0;

  private readonly from: Int32Array;
  private readonly to: Int32Array;
  private readonly trims: Uint8Array;
  private readonly view: DataView;
  /** Fields that need a look into `_NullFlags`, by their place; bits are -1 where there is none. */
  private readonly flagged: { index: number; nullBit: number; varyingBit: number }[];
  private readonly nullFlagsAt: number;
  private readonly recordLength: number;
  private readonly headerLength: number;
  private at = 0;
  private end = 0;

  constructor(
    layout: RecordLayout,
    readonly bytes: Buffer,
    trimTexts: boolean,
  ) {
    const { fields } = layout;
    this.fieldCount = fields.length;
    this.starts = new Int32Array(fields.length);
    this.ends = new Int32Array(fields.length);
    this.from = Int32Array.from(fields, ({ offset }) => offset);
    this.to = Int32Array.from(fields, ({ offset, width }) => offset + width);
    this.trims = Uint8Array.from(fields, (field) => trimOf(field, trimTexts));
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.flagged = fields.flatMap(({ nullBit = -1, varyingBit = -1 }, index) =>
      nullBit >= 0 || varyingBit >= 0 ? [{ index, nullBit, varyingBit }] : [],
    );
    this.nullFlagsAt = layout.nullFlags?.offset ?? 0;
    this.recordLength = layout.recordLength;
    this.headerLength = layout.headerLength;
  }

  /** Stands before `rows` records that are in `bytes` now, of which the first one is number `row`. */
  standBefore(row: number, rows: number): this {
    this.at = 0;
    this.end = rows * this.recordLength;
    this.rowNumber = row - 1;
    this.endOffset = this.headerLength + (row - 1 + rows) * this.recordLength;
    return this;
  }

  next(): boolean {
    const at = this.at;
    if (at >= this.end) return false;
    this.at = at + this.recordLength;
    this.rowNumber++;
    const isBlank = this.findFields(at);
    const isSound = this.flagged.length === 0 || this.applyNullFlags(at);
    const mark = this.bytes[at];
    if (mark === DELETED) this.kind = 'deleted';
    else if (mark !== LIVE || !isSound) this.kind = 'broken';
    else this.kind = (this.flagged.length === 0 ? isBlank : this.isBlank()) ? 'blank' : 'live';
    return true;
  }

  /** @returns whether all fields are blank, null flags not looked at */
  private findFields(at: number): boolean {
    const { bytes, view, starts, ends, from, to, trims, fieldCount } = this;
    let isBlank = true;
    for (let field = 0; field < fieldCount; field++) {
      let start = at + from[field]!;
      let end = at + to[field]!;
      const trim = trims[field]!;
      if (trim <= Trim.Around) {
        while (end - start >= 8 && view.getFloat64(end - 8, true) === EIGHT_BLANKS) end -= 8;
        while (end > start && (bytes[end - 1] === BLANK || bytes[end - 1] === 0)) end--;
        if (trim === Trim.Around) while (start < end && bytes[start] === BLANK) start++;
      } else if (trim === Trim.WhenZero) {
        if (isUnset(bytes, start, end)) end = start;
      }
      starts[field] = start;
      ends[field] = end;
      if (start < end) isBlank = false;
    }
    return isBlank;
  }

  /** @returns false when a length in the record is none */
  private applyNullFlags(at: number): boolean {
    const { bytes, starts, ends } = this;
    const flagsAt = at + this.nullFlagsAt;
    let isSound = true;
    for (const { index, nullBit, varyingBit } of this.flagged) {
      if (varyingBit >= 0 && isSet(bytes, flagsAt, varyingBit)) {
        const width = ends[index]! - starts[index]!;
        const length = bytes[ends[index]! - 1]!;
        if (length < width) ends[index] = starts[index]! + length;
        else isSound = false;
      }
      if (nullBit >= 0 && isSet(bytes, flagsAt, nullBit)) ends[index] = starts[index]!;
    }
    return isSound;
  }

  private isBlank(): boolean {
    for (let field = 0; field < this.fieldCount; field++) {
      if (this.starts[field]! < this.ends[field]!) return false;
    }
    return true;
  }
}

function isSet(bytes: Buffer, at: number, bit: number): boolean {
  return (bytes[at + (bit >> 3)]! & (1 << (bit & 7))) !== 0;
}
