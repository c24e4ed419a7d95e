import { type MigrationColumn } from '../column.notation';
import { choiceReader } from './read-choice';
import { readDate } from './read-date';
import { asEmail, readEmail } from './read-email';
import { readInteger } from './read-integer';
import { readMoney } from './read-money';
import { asNik, readNik } from './read-nik';
import { readPhone } from './read-phone';
import { readText } from './read-text';
import { invalid, type ValueFault } from './value-fault';

export { addMonths, asDate, daysBetween } from './calendar-date';
export { asEmail } from './read-email';
export { asNik, birthOfNik, type NikBirth } from './read-nik';
export { invalid, shown, ValueFault, violated } from './value-fault';

/**
 * Reads one value that is not blank: gives what is stored, as text that Postgres takes for the column's type, or the
 * fault. `currency` is that of the row (amounts only): the stored `mata_uang`, empty when that is itself faulty.
 */
export type ReadValue = (text: string, currency: string) => string | ValueFault;

/** See {@link ReadValue}. */
export type ReadCell = (cell: string, currency: string) => string | null | ValueFault;

export interface ReadOptions {
  /** `YYYY-MM-DD` where the agency is; later days are in the future. */
  today: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The reader of a column. References are read for their form only: what they refer to is looked up by whoever has
 * the tenant's data. A package comes out as written (a uuid in lower case), a pilgrim as uuid, NIK or e-mail.
 */
export function readerOf({ label, type }: MigrationColumn, { today }: ReadOptions): ReadValue {
  switch (type.kind) {
    case 'text':
      return readText(label, type);
    case 'form':
      return (text) => (type.form.test(text) ? text : invalid(label, text));
    case 'email':
      return readEmail(label);
    case 'phone':
      return readPhone(label);
    case 'nik':
      return readNik(label);
    case 'date':
      return readDate(label, type.mayBeFuture, today);
    case 'choice':
      return choiceReader(label, type.choices);
    case 'integer':
      return readInteger(label, type.min, type.max);
    case 'money':
      return readMoney(label, type.isAboveZero);
    case 'package':
      return (text) => (UUID.test(text) ? text.toLowerCase() : text);
    case 'jamaah':
      return (text) =>
        jamaahKindOf(text) === undefined ? invalid(label, text) : (readJamaah(text) as string);
  }
}

/** How a pilgrim is referred to. */
export type JamaahReferenceKind = 'uuid' | 'nik' | 'email';

/** @param text as written, or as its reader stores it */
export function jamaahKindOf(text: string): JamaahReferenceKind | undefined {
  if (UUID.test(text)) return 'uuid';
  if (asNik(text) !== undefined) return 'nik';
  return asEmail(text) === undefined ? undefined : 'email';
}

function readJamaah(text: string): string | undefined {
  return UUID.test(text) ? text.toLowerCase() : (asNik(text) ?? asEmail(text));
}

/**
 * The same for a whole cell, blanks and all: null when it says nothing. Made here so that a row of cells is read
 * without going through the package's exports for each.
 */
export function cellReaderOf(column: MigrationColumn, options: ReadOptions): ReadCell {
  const read = readerOf(column, options);
  return (cell, currency) => {
    const text = cellText(cell);
    return text === null ? null : read(text, currency);
  };
}

/** The text of a cell without blanks around it; null when it says nothing: empty, or a dash alone. */
export function cellText(cell: string): string | null {
  const text = cell.trim();
  if (text.length > 1) return text;
  return text === '' || text === '-' || text === '–' || text === '—' ? null : text;
}
