/** Why a CSV file can't be read at all. Stable words. */
export type CsvErrorCode = 'empty_file' | 'bad_header' | 'bad_header_text';

/** A file without a header that can be believed. `message` is a sentence that a person understands. */
export class CsvError extends Error {
  constructor(
    readonly code: CsvErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'CsvError';
  }
}
