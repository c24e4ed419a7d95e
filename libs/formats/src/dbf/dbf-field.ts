import { DbfError } from './dbf-error';
import { type DbfVersion } from './dbf-version';

/**
 * What a field's values are. `memo` and `binary_memo` values are pointers into the memo file beside the table;
 * `binary` is Varbinary.
 */
export type DbfFieldKind =
  | 'text'
  | 'number'
  | 'date'
  | 'logical'
  | 'timestamp'
  | 'integer'
  | 'currency'
  | 'double'
  | 'memo'
  | 'binary_memo'
  | 'binary';

/** A column of a table. */
export interface DbfField {
  /** ASCII, else the bytes as latin1: decode `nameBytes` when the charset is known. */
  name: string;
  nameBytes: Buffer;
  /** The letter in the header: C N F D L M I Y B T G P V Q W. */
  type: string;
  kind: DbfFieldKind;
  /** Bytes in a record. */
  width: number;
  decimals: number;
  /** Where the field begins in a record, whose first byte, the mark, is at 0. */
  offset: number;
  /** Visual FoxPro: its bit in `_NullFlags` that is set when the value is null. */
  nullBit: number | undefined;
  /** Varchar and Varbinary: its bit in `_NullFlags` that is set when the last byte is the length. */
  varyingBit: number | undefined;
  /** Visual FoxPro: numbers itself. */
  isAutoIncrement: boolean;
}

/** Columns as records hold them. */
export interface FieldLayout {
  fields: DbfField[];
  /** The hidden column of Visual FoxPro with a bit for each null. */
  nullFlags: { offset: number; width: number } | undefined;
  recordLength: number;
}

const DESCRIPTOR_BYTES = 32;
const MAX_NAME_BYTES = 10;
/** Flags of a Visual FoxPro column, byte 18. */
const SYSTEM_FLAG = 0x01;
const NULLABLE_FLAG = 0x02;
const AUTO_INCREMENT_FLAG = 0x08;

interface TypeRule {
  kind: DbfFieldKind;
  /** Widths there can be; undefined: 1 to 255. */
  widths?: readonly number[];
  onlyVisualFoxPro?: true;
}

const TYPES: Readonly<Record<string, TypeRule>> = {
  C: { kind: 'text' },
  N: { kind: 'number' },
  F: { kind: 'number' },
  D: { kind: 'date', widths: [8] },
  L: { kind: 'logical', widths: [1] },
  M: { kind: 'memo', widths: [10, 4] },
  G: { kind: 'binary_memo', widths: [10, 4] },
  P: { kind: 'binary_memo', widths: [10, 4] },
  W: { kind: 'binary_memo', widths: [4], onlyVisualFoxPro: true },
  B: { kind: 'double', widths: [8, 10] },
  I: { kind: 'integer', widths: [4] },
  Y: { kind: 'currency', widths: [8] },
  T: { kind: 'timestamp', widths: [8] },
  V: { kind: 'text', onlyVisualFoxPro: true },
  Q: { kind: 'binary', onlyVisualFoxPro: true },
};

interface Descriptor {
  nameBytes: Buffer;
  type: string;
  width: number;
  decimals: number;
  flags: number;
}

/**
 * Judges the field descriptors, `bytes` from the first to the terminator. The widths must add up to
 * `recordLength`. DbfError when they contradict themselves.
 */
export function readFields(bytes: Buffer, version: DbfVersion, recordLength: number): FieldLayout {
  const descriptors: Descriptor[] = [];
  for (let at = 0; at < bytes.length; at += DESCRIPTOR_BYTES) {
    descriptors.push(readDescriptor(bytes.subarray(at, at + DESCRIPTOR_BYTES), descriptors.length + 1));
  }
  if (descriptors.length === 0) throw new DbfError('no_fields', 'The table has no fields');
  refuseDuplicates(descriptors);
  widenText(descriptors, recordLength);
  descriptors.forEach((descriptor) => checkType(descriptor, version));
  const sum = recordBytes(descriptors);
  if (sum !== recordLength) {
    const text = `The header says that a record has ${recordLength} bytes, but its fields have ${sum}`;
    throw new DbfError('bad_record_length', text, { said: recordLength, actual: sum });
  }
  return placeFields(descriptors, version, recordLength);
}

function readDescriptor(bytes: Buffer, number: number): Descriptor {
  return {
    nameBytes: readName(bytes.subarray(0, MAX_NAME_BYTES + 1), number),
    type: String.fromCharCode(bytes[11]!),
    width: bytes[16]!,
    decimals: bytes[17]!,
    flags: bytes[18]!,
  };
}

/** Ends at the first NUL; dBase leaves behind it what was there. Some programs fill up with blanks. */
function readName(bytes: Buffer, number: number): Buffer {
  const nul = bytes.indexOf(0);
  let end = nul === -1 ? bytes.length : nul;
  while (end > 0 && bytes[end - 1] === 0x20) end--;
  const name = bytes.subarray(0, end);
  const hasControls = name.some((byte) => byte < 0x20 || byte === 0x7f);
  if (name.length === 0 || name.length > MAX_NAME_BYTES || name[0] === 0x20 || hasControls) {
    const text = `The name of field ${number} is not one: it must have 1 to ${MAX_NAME_BYTES} readable characters`;
    throw new DbfError('bad_field_name', text, { number });
  }
  return name;
}

function refuseDuplicates(descriptors: readonly Descriptor[]): void {
  const seen = new Set<string>();
  for (const { nameBytes } of descriptors) {
    const name = nameBytes.toString('latin1');
    // Only ASCII is folded: other bytes may be halves of characters.
    const key = name.replace(/[a-z]/g, (letter) => letter.toUpperCase());
    if (seen.has(key)) {
      throw new DbfError('duplicate_field', `Two fields are called ${JSON.stringify(name)}`, { name });
    }
    seen.add(key);
  }
}

/** Clipper and FoxPro keep the high byte of a text's width in its decimals; told by what a record has in all. */
function widenText(descriptors: Descriptor[], recordLength: number): void {
  if (recordBytes(descriptors) === recordLength) return;
  const widened = descriptors.map((descriptor) =>
    descriptor.type === 'C' && descriptor.decimals > 0
      ? { ...descriptor, width: descriptor.width + (descriptor.decimals << 8), decimals: 0 }
      : descriptor,
  );
  if (recordBytes(widened) === recordLength) descriptors.splice(0, descriptors.length, ...widened);
}

function recordBytes(descriptors: readonly Descriptor[]): number {
  return descriptors.reduce((sum, { width }) => sum + width, 1);
}

function isNullFlags({ type }: Descriptor, version: DbfVersion): boolean {
  return version.isVisualFoxPro && type === '0';
}

function checkType(descriptor: Descriptor, version: DbfVersion): void {
  const { type, width } = descriptor;
  const name = descriptor.nameBytes.toString('latin1');
  const rule: TypeRule | undefined = isNullFlags(descriptor, version)
    ? { kind: 'binary', onlyVisualFoxPro: true }
    : Object.hasOwn(TYPES, type)
      ? TYPES[type]
      : undefined;
  if (!rule || (rule.onlyVisualFoxPro && !version.isVisualFoxPro)) {
    const text = `Field ${JSON.stringify(name)} is of the unknown type ${JSON.stringify(type)}`;
    throw new DbfError('unknown_field_type', text, { name, type });
  }
  if (rule.widths ? !rule.widths.includes(width) : width === 0) {
    const text = `Field ${JSON.stringify(name)} of type ${type} can't be ${width} bytes wide`;
    throw new DbfError('bad_field_width', text, { name, type, width });
  }
}

function placeFields(
  descriptors: readonly Descriptor[],
  version: DbfVersion,
  recordLength: number,
): FieldLayout {
  const { isVisualFoxPro } = version;
  const hasNullFlags = descriptors.some((descriptor) => isNullFlags(descriptor, version));
  const layout: FieldLayout = { fields: [], nullFlags: undefined, recordLength };
  let offset = 1;
  let bits = 0;
  for (const descriptor of descriptors) {
    const { type, width, flags, decimals, nameBytes } = descriptor;
    if (isNullFlags(descriptor, version)) {
      if (layout.nullFlags) throw badNullFlags('there are two of them');
      layout.nullFlags = { offset, width };
    } else {
      const isVarying = type === 'V' || type === 'Q';
      if (isVarying && !hasNullFlags) throw badNullFlags('there are none');
      const varyingBit = isVarying ? bits++ : undefined;
      const nullBit = hasNullFlags && (flags & NULLABLE_FLAG) !== 0 ? bits++ : undefined;
      const name = nameBytes.toString('latin1');
      const kind = type === 'B' && width === 10 ? 'binary_memo' : TYPES[type]!.kind;
      const isAutoIncrement = isVisualFoxPro && (flags & AUTO_INCREMENT_FLAG) !== 0;
      const field = { name, nameBytes, type, kind, width, decimals, offset };
      const isHidden = isVisualFoxPro && (flags & SYSTEM_FLAG) !== 0;
      if (!isHidden) layout.fields.push({ ...field, nullBit, varyingBit, isAutoIncrement });
    }
    offset += width;
  }
  if (layout.nullFlags && bits > layout.nullFlags.width * 8) throw badNullFlags('there are too few of them');
  if (layout.fields.length === 0) throw new DbfError('no_fields', 'The table has no fields');
  return layout;
}

function badNullFlags(what: string): DbfError {
  return new DbfError('bad_null_flags', `The null flags of the table (_NullFlags) are wrong: ${what}`);
}
