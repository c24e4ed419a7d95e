/**
 * Why a value can't be read. `number_overflow` is the row of stars that dBase leaves when a number was too long;
 * `bad_text` has bytes that are none of its charset or NULs; `memo_missing` points into a memo file that is not there.
 */
export type DbfFaultCode =
  | 'bad_text'
  | 'not_a_number'
  | 'number_overflow'
  | 'bad_date'
  | 'bad_timestamp'
  | 'not_a_logical'
  | 'bad_memo_pointer'
  | 'memo_too_large'
  | 'memo_missing';

/** A value that can't be read, with what is there instead, readable and at most 100 characters long. */
export interface DbfFault {
  fault: DbfFaultCode;
  text: string;
}

/** A value that was read, but not as it stands there. */
export interface DbfWarning {
  value: string;
  warning: 'buddhist_year';
}

/** Text of a value; null when it is blank or null. Nothing that can't be read becomes null. */
export type DbfValue = string | null | DbfFault | DbfWarning;

const MAX_FAULT_CHARACTERS = 100;

/** Whether a value is one that can't be read. */
export function isFault(value: DbfValue): value is DbfFault {
  return value !== null && typeof value === 'object' && 'fault' in value;
}

/** A fault with the text of its bytes, control characters and bytes outside ASCII shown as `\xHH`. */
export function faultAt(fault: DbfFaultCode, bytes: Buffer, start: number, end: number): DbfFault {
  const shown = bytes.toString('latin1', start, Math.min(end, start + MAX_FAULT_CHARACTERS));
  const text = shown.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return { fault, text: text.slice(0, MAX_FAULT_CHARACTERS) };
}
