import { type Delimiter } from './csv-classes';
import { type RowBlock, type RowCursor } from '../rows';

/**
 * Why a row is `broken`: a quote that does not end, in its line or in the file; something between a closing quote
 * and the next delimiter; more bytes than a row may have; more fields than any table has.
 */
export type CsvFault = 'unclosed_quote' | 'text_after_quote' | 'row_too_long' | 'too_many_fields';

/**
 * Rows of a CSV file that are in memory together; there may be none. `endOffset` is where the row that the cursor
 * stands on ends, so it is that of the block once `next` was false.
 */
export interface CsvBlock extends RowBlock {
  readonly row: CsvRow;
  /** Some byte of the block may be NUL, which Postgres does not store in text; when false, none is. */
  readonly mayHaveNul: boolean;
}

/** A `broken` row has no fields. */
export interface CsvRow extends RowCursor {
  /** Of a `broken` row. */
  readonly fault: CsvFault | undefined;
  /** The row as it stands in the file, without its line end: a range of `bytes`, empty for one that is too long. */
  readonly rawStart: number;
  readonly rawEnd: number;
}

/** What a row should look like. */
export interface CsvShape {
  delimiter: Delimiter;
  /** Fields that a row should have, those of the header; undefined when any number will do. */
  columns: number | undefined;
  /** Bytes of a row at most, its line end not counted. */
  maxRowBytes: number;
}

/** A row with more fields is broken. Postgres allows 1,600 columns. */
export const MAX_FIELDS = 4096;
