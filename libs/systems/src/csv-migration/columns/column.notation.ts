import { type ImportType } from '../csv-migration.status';

/** What a value of a column must look like. */
export type ValueType =
  /** `isMultiline` keeps line breaks; elsewhere they become blanks. Lengths in characters. */
  | { kind: 'text'; min: number; max: number; isMultiline: boolean }
  /** One word of a fixed form, such as a passport number. */
  | { kind: 'form'; form: RegExp }
  | { kind: 'email' }
  | { kind: 'phone' }
  | { kind: 'nik' }
  | { kind: 'date'; mayBeFuture: boolean }
  | { kind: 'choice'; choices: Choices; byDefault: string | null }
  | { kind: 'integer'; min: number; max: number }
  /** Two decimals; `isAboveZero` refuses 0, else only what is below it. */
  | { kind: 'money'; isAboveZero: boolean }
  /** A package of the tenant, by uuid or `kode_paket`. */
  | { kind: 'package' }
  /** An imported pilgrim of the tenant, by uuid, NIK or e-mail. */
  | { kind: 'jamaah' };

/** Stored value → what people write for it; the value itself need not be repeated. */
export type Choices = Readonly<Record<string, readonly string[]>>;

/** One column of an import: the validator, templates, mappings and API documentation all read this. */
export interface MigrationColumn {
  /** As in documents, in the tables of Postgres and in messages. */
  readonly name: string;
  /** What messages call it. */
  readonly label: string;
  readonly isRequired: boolean;
  readonly type: ValueType;
  /** Other headers that mean this column; see `normalizeHeader` for what does not matter in them. */
  readonly synonyms: readonly string[];
  /** `expected_format` of its errors, in Indonesian. */
  readonly expected: string;
  /** Its cell in the template's row; the rows of the three templates fit each other. */
  readonly example: string;
  /** Its type in Postgres. */
  readonly sqlType: string;
}

/** The table in Postgres that rows of a type go into. */
export const TARGET_TABLES: Readonly<Record<ImportType, string>> = {
  jamaah: 'onboarding_jamaah',
  payment: 'onboarding_payments',
  package: 'onboarding_packages',
};

/** The largest amount that `numeric(15,2)` holds has so many digits before the point. */
export const MONEY_DIGITS = 13;
/** The largest number of `integer`. */
export const MAX_INTEGER = 2_147_483_647;

export const text = (min: number, max: number): ValueType => ({ kind: 'text', min, max, isMultiline: false });
export const longText = (max: number): ValueType => ({ kind: 'text', min: 1, max, isMultiline: true });
export const form = (pattern: RegExp): ValueType => ({ kind: 'form', form: pattern });
export const integer = (min: number, max: number): ValueType => ({ kind: 'integer', min, max });
export const choice = (choices: Choices, byDefault: string | null = null): ValueType => ({
  kind: 'choice',
  choices,
  byDefault,
});
export const email: ValueType = { kind: 'email' };
export const phone: ValueType = { kind: 'phone' };
export const nik: ValueType = { kind: 'nik' };
export const date: ValueType = { kind: 'date', mayBeFuture: true };
export const pastDate: ValueType = { kind: 'date', mayBeFuture: false };
export const money: ValueType = { kind: 'money', isAboveZero: false };
export const moneyAboveZero: ValueType = { kind: 'money', isAboveZero: true };
export const packageReference: ValueType = { kind: 'package' };
export const jamaahReference: ValueType = { kind: 'jamaah' };

/** What is told of a column beside its name, label and type. */
export interface ColumnNotes {
  synonyms?: readonly string[];
  example?: string;
  /** Only where the type does not say it. */
  expected?: string;
}

export function required(
  name: string,
  label: string,
  type: ValueType,
  notes: ColumnNotes = {},
): MigrationColumn {
  return column(name, label, true, type, notes);
}

export function optional(
  name: string,
  label: string,
  type: ValueType,
  notes: ColumnNotes = {},
): MigrationColumn {
  return column(name, label, false, type, notes);
}

function column(
  name: string,
  label: string,
  isRequired: boolean,
  type: ValueType,
  { synonyms = [], example = '', expected = expectedOf(type) }: ColumnNotes,
): MigrationColumn {
  return { name, label, isRequired, type, synonyms, expected, example, sqlType: sqlTypeOf(type) };
}

function expectedOf(type: ValueType): string {
  switch (type.kind) {
    case 'text':
      return type.min > 1 ? `${type.min}–${type.max} karakter` : `Teks, maksimal ${type.max} karakter`;
    case 'form':
      return `Sesuai pola ${type.form.source}`;
    case 'email':
      return 'Alamat email, contoh: nama@email.com';
    case 'phone':
      return 'Nomor telepon Indonesia 9–15 digit, diawali 08, 62 atau +62';
    case 'nik':
      return '16 digit angka';
    case 'date':
      return type.mayBeFuture
        ? 'Tanggal YYYY-MM-DD atau DD/MM/YYYY'
        : 'Tanggal YYYY-MM-DD atau DD/MM/YYYY, tidak di masa depan';
    case 'choice':
      return `Salah satu dari: ${Object.keys(type.choices).join(', ')}`;
    case 'integer':
      return type.max === MAX_INTEGER
        ? `Bilangan bulat minimal ${type.min}`
        : `Bilangan bulat ${type.min}–${type.max}`;
    case 'money':
      return `Angka ${type.isAboveZero ? 'lebih dari 0' : 'minimal 0'}, contoh: 1500000 atau Rp 1.500.000,00`;
    case 'package':
      return 'UUID atau kode_paket dari paket yang sudah ada';
    case 'jamaah':
      return 'UUID, NIK atau email jamaah yang sudah diimpor';
  }
}

function sqlTypeOf({ kind }: ValueType): string {
  switch (kind) {
    case 'date':
      return 'date';
    case 'integer':
      return 'integer';
    case 'money':
      return 'numeric(15,2)';
    case 'package':
    case 'jamaah':
      return 'uuid';
    default:
      return 'text';
  }
}
