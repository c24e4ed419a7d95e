import { type ClaimTable } from '@sluice/systems/revenue';

/** What the value of a column must look like. Blank values are judged by the column's {@link Need} alone. */
export type ValueType =
  | { kind: 'text'; width: number }
  | { kind: 'number'; width: number; decimals: number | undefined }
  | { kind: 'date'; mayBeFuture: boolean }
  | { kind: 'time' }
  | { kind: 'codes'; codes: string[]; isOpen: boolean }
  | { kind: 'icd10'; width: number }
  | { kind: 'icd9'; width: number }
  | { kind: 'hcode' }
  | { kind: 'clinic' }
  | { kind: 'citizenId'; isWarning: boolean };

/**
 * `key` and `required`: the file must have the column and every row a value. `column`: the file must have the
 * column, a row rule says which rows need a value. `present`: every row needs a value if the file has the column,
 * which came with a later edition. `optional`: neither.
 */
export type Need = 'key' | 'required' | 'column' | 'present' | 'optional';

export interface LayoutColumn {
  name: string;
  /** Other names that the column goes by. */
  aliases: string[];
  type: ValueType;
  need: Need;
}

/** What must hold between columns of one row. A rule is skipped where a column of it is absent, blank or wrong. */
export type RowRule =
  | { kind: 'oneOf'; columns: [string, string] }
  | { kind: 'notOver'; column: string; limit: string; code: string }
  | {
      kind: 'inOrder';
      from: [date: string, time: string];
      to: [date: string, time: string];
      code: string;
      isWarning: boolean;
    }
  | { kind: 'neededWhen'; column: string; other: string; values: string[] }
  | { kind: 'citizenIdWhen'; column: string; other: string; value: string };

/** A claim file: what it must have, and what its rows must look like. Columns beyond these are not judged. */
export interface ClaimLayout {
  table: ClaimTable;
  /** For people. */
  title: string;
  columns: LayoutColumn[];
  rules: RowRule[];
}

type Column = (name: string, type: ValueType, ...aliases: string[]) => LayoutColumn;
const column =
  (need: Need): Column =>
  (name, type, ...aliases) => ({ name, aliases, type, need });

/** K: identifies the row; the cross-file checks report it when it is there twice. */
export const key = column('key');
/** R. */
export const required = column('required');
/** R, but blank in rows that a row rule lets off. */
export const requiredColumn = column('column');
/** R of a later edition: files from before it lack the column. */
export const requiredIfPresent = column('present');
/** o, c without a condition, and what later editions added. */
export const optional = column('optional');

/** C: any text of at most `width` characters. */
export const text = (width: number): ValueType => ({ kind: 'text', width });
/** C whose width no edition says. */
export const freeText: ValueType = text(Infinity);
/** N: digits with an optional point, not negative; `decimals` undefined means any. */
export const number = (width: number, decimals?: number): ValueType => ({ kind: 'number', width, decimals });
/** N whose width no edition says. */
export const anyNumber: ValueType = number(Infinity);
/** Baht, N12,2. */
export const amount: ValueType = number(12, 2);
/** YYYYMMDD, not after today. */
export const date: ValueType = { kind: 'date', mayBeFuture: false };
/** YYYYMMDD, such as the day on which a right ends. */
export const anyDate: ValueType = { kind: 'date', mayBeFuture: true };
/** HHMM. */
export const time: ValueType = { kind: 'time' };
/** ICD-10 without a dot. */
export const icd10: ValueType = { kind: 'icd10', width: 7 };
/** ICD-9-CM without a dot. */
export const icd9: ValueType = { kind: 'icd9', width: 7 };
/** The five digits of a hospital. */
export const hcode: ValueType = { kind: 'hcode' };
/** Four or five digits, of which the last two are the clinic. */
export const clinic: ValueType = { kind: 'clinic' };
/** 13 digits, the last of which checks the others. */
export const citizenId: ValueType = { kind: 'citizenId', isWarning: false };
/** The same where nothing says whether the patient is Thai: only a warning. */
export const maybeCitizenId: ValueType = { kind: 'citizenId', isWarning: true };

/** One of these; `1-6 9` means 1, 2, 3, 4, 5, 6 and 9, `EA-EF` EA to EF. Capitals and small letters are the same. */
export const codes = (list: string): ValueType => ({
  kind: 'codes',
  codes: expandCodes(list),
  isOpen: false,
});
/** The same where the list is known to be incomplete: others are a warning. */
export const openCodes = (list: string): ValueType => ({
  kind: 'codes',
  codes: expandCodes(list),
  isOpen: true,
});

/** One of the two has a value: `SEQ` of visits, `AN` of admissions. */
export const oneOf = (first: string, second: string): RowRule => ({
  kind: 'oneOf',
  columns: [first, second],
});
/** The amount in `column` is at most that in `limit`. */
export const notOver = (column: string, limit: string, code: string): RowRule => ({
  kind: 'notOver',
  column,
  limit,
  code,
});
/** The moment `to` is not before the moment `from`; without readable times the days are compared. */
export const inOrder = (
  from: [date: string, time: string],
  to: [date: string, time: string],
  code: string,
  isWarning = false,
): RowRule => ({ kind: 'inOrder', from, to, code, isWarning });
/** `column` needs a value in rows where `other` has one of these values. */
export const neededWhen = (column: string, other: string, ...values: string[]): RowRule => ({
  kind: 'neededWhen',
  column,
  other,
  values,
});
/** `column` is a Thai citizen id in rows where `other` has this value. */
export const citizenIdWhen = (column: string, other: string, value: string): RowRule => ({
  kind: 'citizenIdWhen',
  column,
  other,
  value,
});

function expandCodes(list: string): string[] {
  return list.split(' ').flatMap((part) => {
    const [from, to] = part.split('-') as [string, string?];
    if (to === undefined) return [from];
    return isDigits(from) ? numbersBetween(from, to) : lettersBetween(from, to);
  });
}

function isDigits(value: string): boolean {
  return /^\d+$/.test(value);
}

/** `1-12` without, `01-12` with leading zeros. */
function numbersBetween(from: string, to: string): string[] {
  const count = Number(to) - Number(from) + 1;
  return Array.from({ length: count }, (_, i) => String(Number(from) + i).padStart(from.length, '0'));
}

/** Only the last letter moves. */
function lettersBetween(from: string, to: string): string[] {
  const [first, last] = [from.charCodeAt(from.length - 1), to.charCodeAt(to.length - 1)];
  return Array.from(
    { length: last - first + 1 },
    (_, i) => `${from.slice(0, -1)}${String.fromCharCode(first + i)}`,
  );
}
