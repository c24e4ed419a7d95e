import { type DbfField } from './dbf-field';
import { type DbfValue, faultAt } from './dbf-value';
import { isBlank, isUnset } from './field-bytes';
import { readText } from './field-reader';
import { type MemoContent, type MemoFile } from './memo-file';
import { type Charset } from '../charset';

/** Reads a value from the range that a cursor gives; a promise when the memo file must be read for it. */
export type MemoReader = (bytes: Buffer, start: number, end: number) => DbfValue | Promise<DbfValue>;

/** A pointer of ten digits can't be longer, and no pointer of FoxPro is larger. */
const MAX_POINTER = 0xffff_ffff;

/** Whether a field's values are in a memo file: `memoReaderOf` reads them, not `fieldReaderOf`. */
export function isMemoField({ kind }: DbfField): boolean {
  return kind === 'memo' || kind === 'binary_memo';
}

/**
 * The reader for a memo field's values: text of memos, base64 of binary ones (G, P, W and dBase's B). A pointer
 * that is blank or 0 is null; one that leads nowhere is the fault `bad_memo_pointer`, any other one `memo_missing`
 * when there is no memo file. Ask for one value at a time.
 */
export function memoReaderOf(field: DbfField, charset: Charset, memo: MemoFile | undefined): MemoReader {
  const isText = field.kind === 'memo';
  const isBinary = field.width === 4;
  const toValue = (content: MemoContent, pointer: number): DbfValue => {
    if (typeof content === 'string') return { fault: content, text: String(pointer) };
    if (content.length === 0) return null;
    return isText ? readText(content, 0, content.length, charset) : content.toString('base64');
  };
  return (bytes, start, end) => {
    const pointer = isBinary ? readBinaryPointer(bytes, start, end) : readPointer(bytes, start, end);
    if (pointer === 0) return null;
    if (pointer < 0) return faultAt('bad_memo_pointer', bytes, start, end);
    if (!memo) return { fault: 'memo_missing', text: String(pointer) };
    const content = memo.read(pointer);
    return content instanceof Promise
      ? content.then((read) => toValue(read, pointer))
      : toValue(content, pointer);
  };
}

/** Visual FoxPro's pointers have four bytes. */
function readBinaryPointer(bytes: Buffer, start: number, end: number): number {
  return start === end || isUnset(bytes, start, end) ? 0 : bytes.readUInt32LE(start);
}

/** All others have ten characters. 0 for none, -1 when it is no number. */
function readPointer(bytes: Buffer, start: number, end: number): number {
  if (isBlank(bytes, start, end)) return 0;
  if (!isDigits(bytes, start, end)) return -1;
  const pointer = Number(bytes.toString('latin1', start, end));
  return pointer <= MAX_POINTER ? pointer : -1;
}

function isDigits(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at]! < 0x30 || bytes[at]! > 0x39) return false;
  }
  return true;
}
