/**
 * Why a row is no data: `deleted` by its mark (DBF), `blank` in every field, `ragged` with more or fewer
 * fields than the header, `broken` by a fault of the format, such as a quote that does not end.
 */
export type RowKind = 'live' | 'deleted' | 'blank' | 'ragged' | 'broken';

/**
 * Stands on one row of a table at a time, field by field as ranges of bytes: nothing is decoded or copied until
 * somebody asks. The arrays are the same objects from one row to the next; `bytes` may not be.
 */
export interface RowCursor {
  /** What the ranges point into. */
  readonly bytes: Buffer;
  /** Where each field begins; blanks around it are left out, but not those in front of a text of a DBF. */
  readonly starts: Int32Array;
  /** Where each field ends, exclusive; equal to its start when it is blank. */
  readonly ends: Int32Array;
  /** Fields of this row; ranges behind them mean nothing. */
  readonly fieldCount: number;
  /** Counts data rows of the file from 1, those that are no data included. */
  readonly rowNumber: number;
  readonly kind: RowKind;
}

/** Rows that are in memory together, until the next block is asked for. */
export interface RowBlock {
  readonly row: RowCursor;
  /** Moves to the next row; false when the block has none left. */
  next(): boolean;
  /** Bytes of the file up to the end of this block; reading can begin anew behind its last row. */
  readonly endOffset: number;
}
