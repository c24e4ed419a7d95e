import { type Charset } from '@sluice/formats/charset';
import { type FieldReader, type MemoReader } from '@sluice/formats/dbf';
import { type RowBlock } from '@sluice/formats/rows';
import { type FileColumn, type FileError } from '@sluice/systems/revenue';
import { type Problem, type RowJudge } from './layouts';

/** How far a file has been read: rows and bytes that are done. */
export interface Place {
  row: number;
  offset: number;
}

export const BEGINNING: Place = { row: 0, offset: 0 };

/** A column with what its values are written by. */
export interface TableColumn extends FileColumn {
  /** Text and numbers are stored as they stand, `YYYYMMDD` as ISO dates, others as their reader says. */
  form: 'text' | 'number' | 'date' | 'other';
  /** The layout reports what is wrong with its values. */
  isJudged: boolean;
  /** For values that are not of the form, and for those that have none; without it they are text. */
  read: FieldReader | undefined;
}

/** A column whose values are in the memo file. */
export interface MemoColumn {
  index: number;
  read: MemoReader;
}

/** A table whose structure was found to be sound. */
export interface Table {
  columns: TableColumn[];
  charset: Charset;
  memos: MemoColumn[];
  /** Undefined for a file of an unknown name. */
  judge: RowJudge | undefined;
  /** About the file as a whole. */
  warnings: Problem[];
  /** Rows behind a place; TableRefusal when the file is not what it was. */
  blocks(from: Place): AsyncIterable<RowBlock>;
}

/** Nothing of the file can be imported, for a reason its owner is told. */
export class TableRefusal extends Error {
  constructor(readonly fault: FileError) {
    super(fault.detail ?? fault.message);
    this.name = 'TableRefusal';
  }
}

/** Unreadable, or it contradicts itself. The message is printed in the document, the detail is Thai. */
export function invalidFormat(code: string, detail: string): TableRefusal {
  return new TableRefusal({ code, message: 'Invalid file format', detail });
}

export function missingFields(names: readonly string[]): TableRefusal {
  const detail = `ไม่พบคอลัมน์ที่จำเป็น: ${names.join(', ')}`;
  return new TableRefusal({ code: 'missing_fields', message: 'Missing required fields', detail });
}
