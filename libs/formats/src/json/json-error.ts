/**
 * What is wrong with the text: against the grammar, over before it is complete, no UTF-8, or with arrays and objects
 * in one another deeper than allowed. Stable words.
 */
export type JsonFaultCode = 'syntax' | 'truncated' | 'invalid_utf8' | 'too_deep';

/**
 * Why JSON can't be read as records. Beside faults of the text: there is nothing but blanks; the outermost value is
 * no array, or no object, as it should be; an envelope has no records, something else in their place, or has them
 * twice; its other members are larger than allowed. Stable words.
 */
export type JsonErrorCode =
  | JsonFaultCode
  | 'empty'
  | 'wrong_shape'
  | 'no_records'
  | 'records_not_array'
  | 'duplicate_records'
  | 'members_too_large';

/** A fault of one record, by which the others are not touched. */
export interface JsonFault {
  code: JsonFaultCode;
  /** A sentence that a person understands, without the number of the record. */
  message: string;
  /** Of the byte that can't be, counted from the beginning of the file. */
  offset: number;
}

/** The reading ends. `message` is a sentence that a person understands. */
export class JsonError extends Error {
  /**
   * @param offset of the byte that can't be, counted from the beginning of the file
   * @param recordNumber of the record it is in, if it is in one
   */
  constructor(
    readonly code: JsonErrorCode,
    message: string,
    readonly offset: number,
    readonly recordNumber?: number,
  ) {
    super(message);
    this.name = 'JsonError';
  }
}

/** What a fault says of itself. */
export interface FoundFault {
  code: JsonFaultCode;
  /** What should stand there, of a fault of syntax. */
  expected: string;
  bytes: Buffer;
  at: number;
  /** Of the byte at `at`, as a person should find it. */
  place: string;
}

/** Goes on a sentence that says what is no JSON. */
export function textOfFault({ code, expected, bytes, at, place }: FoundFault): string {
  switch (code) {
    case 'syntax':
      return `${expected} was expected at ${place}, not ${characterAt(bytes, at)}`;
    case 'truncated':
      return 'it ends before it is complete';
    case 'invalid_utf8':
      return `the bytes at ${place} are not UTF-8`;
    case 'too_deep':
      return `too many arrays and objects are in one another at ${place}`;
  }
}

function characterAt(bytes: Buffer, at: number): string {
  const byte = bytes[at]!;
  if (byte < 0x20 || byte === 0x7f) return `the control character 0x${byte.toString(16).padStart(2, '0')}`;
  const [character] = bytes.toString('utf8', at, Math.min(at + 4, bytes.length));
  return character === '"' ? 'a double quote' : `"${character}"`;
}
