/** Why a table, or a memo file, was refused. Stable words. */
export type DbfErrorCode =
  | 'empty_file'
  | 'not_a_dbf'
  | 'unsupported_version'
  | 'encrypted'
  | 'truncated_header'
  | 'bad_header_length'
  | 'missing_terminator'
  | 'no_fields'
  | 'bad_field_name'
  | 'duplicate_field'
  | 'unknown_field_type'
  | 'bad_field_width'
  | 'bad_record_length'
  | 'bad_null_flags'
  | 'too_few_records'
  | 'truncated_record'
  | 'too_many_records'
  | 'trailing_bytes'
  | 'file_changed'
  | 'bad_memo_file';

/** What the message tells, for messages in other languages: field names, bytes, counts. */
export type DbfFacts = Readonly<Record<string, string | number>>;

/** A table that can't be believed. `message` is a sentence that a person understands. */
export class DbfError extends Error {
  constructor(
    readonly code: DbfErrorCode,
    message: string,
    readonly facts: DbfFacts = {},
  ) {
    super(message);
    this.name = 'DbfError';
  }
}
