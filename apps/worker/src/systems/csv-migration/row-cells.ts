import { type Charset } from '@sluice/formats/charset';
import { type CsvRow } from '@sluice/formats/csv';

const NO_TEXT = '\uFFFD';

/** Makes text of the cells of rows. */
export class RowCells {
  constructor(private readonly charset: Charset) {}

  /**
   * Puts the text of some cells of a row into their places. A row is decoded as a whole, in one call, and cut, where
   * each of its bytes is a character.
   * @returns false when a byte of the row is no text
   */
  read(row: CsvRow, cells: readonly number[], into: string[]): boolean {
    const { bytes, starts, ends, rawStart, rawEnd } = row;
    const text = this.charset.decode(bytes, rawStart, rawEnd);
    if (text.includes(NO_TEXT)) return false;
    const isCut = text.length === rawEnd - rawStart;
    for (const cell of cells) {
      const start = starts[cell]!;
      const end = ends[cell]!;
      // Cells with doubled quotes are not where they stand in the file.
      if (isCut && start >= rawStart && end <= rawEnd) {
        into[cell] = text.slice(start - rawStart, end - rawStart);
      } else {
        into[cell] = this.charset.decode(bytes, start, end);
      }
    }
    return true;
  }

  /** All cells of a row; what is no text in them, and what Postgres does not store, becomes U+FFFD. */
  all({ bytes, starts, ends, fieldCount }: CsvRow): string[] {
    return Array.from({ length: fieldCount }, (_, cell) => this.storable(bytes, starts[cell]!, ends[cell]!));
  }

  /** The row as it stands in the file, likewise. */
  raw({ bytes, rawStart, rawEnd }: CsvRow): string {
    return this.storable(bytes, rawStart, rawEnd);
  }

  private storable(bytes: Buffer, start: number, end: number): string {
    return this.charset.decode(bytes, start, end).replaceAll('\0', NO_TEXT);
  }
}
