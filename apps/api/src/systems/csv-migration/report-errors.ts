import { rows, type Sql } from '@sluice/kernel/db';
import { ERROR_TYPES, type ErrorType, type MigrationJob } from '@sluice/systems/csv-migration';
import {
  countedBars,
  html,
  INDONESIAN,
  legend,
  longTable,
  MAX_TABLE_ROWS,
  outcomes,
  type Section,
  shortened,
  type Tone,
} from '../../report';
import { jobPath } from './csv-migration.presenter';

const { words, formats } = INDONESIAN;

/** Columns with bars of their own: those with the most errors. */
const MAX_FIELDS = 20;
/** Characters that are read of a value; a cell may have a mebibyte. */
const READ_CHARACTERS = 1_000;

const TYPE_NAMES: Record<ErrorType, string> = {
  missing_required: 'Wajib diisi',
  invalid_format: 'Format salah',
  duplicate: 'Duplikat',
  constraint_violation: 'Melanggar aturan data',
};

const TYPE_TONES: Record<ErrorType, Tone> = {
  missing_required: 'bad',
  invalid_format: 'warn',
  duplicate: 'plain',
  constraint_violation: 'open',
};

/** How many errors of each type, as the last run found them. */
export function errorsByType({ errorSummary }: MigrationJob): Section {
  const heading = 'Kesalahan menurut jenis';
  if (!errorSummary) return { heading, body: html`<p class="nothing">${words.nothing}</p>` };
  const slices = ERROR_TYPES.map((type) => {
    return { name: TYPE_NAMES[type], value: errorSummary[type], tone: TYPE_TONES[type] };
  });
  const description = slices.map(({ name, value }) => `${name}: ${value}`).join(', ');
  return { heading, body: outcomes({ title: heading, description }, slices, INDONESIAN, 'Jenis') };
}

interface FoundField {
  field: string | null;
  errors: number;
  warnings: number;
}

/** In which columns the errors and warnings are; counted by Postgres. */
export async function errorsByField(sql: Sql, { id }: MigrationJob): Promise<Section> {
  const fields = await rows<FoundField>(
    sql,
    `SELECT field_name AS field, count(*) FILTER (WHERE NOT is_warning)::int AS errors,
       count(*) FILTER (WHERE is_warning)::int AS warnings
     FROM migration_errors WHERE migration_job_id = $1
     GROUP BY field_name ORDER BY errors DESC, warnings DESC, field_name LIMIT ${MAX_FIELDS}`,
    [id],
  );
  const heading = 'Kesalahan menurut kolom';
  if (fields.length === 0) return { heading, body: html`<p class="nothing">${words.nothing}</p>` };
  const names = {
    title: 'Kesalahan dan peringatan per kolom',
    description: `Diagram batang ${fields.length} kolom; angkanya ada di tabel di sebelahnya.`,
  };
  const list = fields.map(({ field, errors, warnings }) => ({
    name: field ?? 'seluruh baris',
    parts: [
      { value: errors, tone: 'bad' as const },
      { value: warnings, tone: 'warn' as const },
    ],
    cells: [formats.number(errors), formats.number(warnings)],
  }));
  const key = legend([
    { name: 'Kesalahan', tone: 'bad' },
    { name: 'Peringatan', tone: 'warn' },
  ]);
  const heads: [string, string, string] = ['Kolom', 'Kesalahan', 'Peringatan'];
  return { heading, body: countedBars(names, heads, list, INDONESIAN, key) };
}

interface WrongRow {
  row: number;
  type: ErrorType;
  field: string | null;
  message: string;
  expected: string | null;
  value: string | null;
  total: number;
}

/** What is wrong row by row, with the values: for those whom the list of errors is for. */
export async function wrongRows(sql: Sql, { id }: MigrationJob, isWarning: boolean): Promise<Section> {
  const found = await rows<WrongRow>(
    sql,
    `SELECT row_number AS row, error_type AS type, field_name AS field, error_message AS message,
       expected_format AS expected, left(received_value, ${READ_CHARACTERS}) AS value, total
     FROM migration_errors, (
       SELECT count(*)::int AS total FROM migration_errors WHERE migration_job_id = $1 AND is_warning = $2
     ) AS counted
     WHERE migration_job_id = $1 AND is_warning = $2
     ORDER BY row_number, id LIMIT ${MAX_TABLE_ROWS}`,
    [id, isWarning],
  );
  const body = longTable(
    {
      caption: isWarning ? 'Baris yang diimpor dengan peringatan' : 'Baris yang tidak diimpor, dan sebabnya',
      columns: [
        { name: 'Baris', kind: 'number' },
        { name: 'Kolom', kind: 'value' },
        { name: 'Jenis' },
        { name: 'Keterangan', kind: 'value' },
        { name: 'Nilai', kind: 'value' },
        { name: 'Seharusnya', kind: 'value' },
      ],
      rows: found.map(({ row, type, field, message, value, expected }) => [
        formats.number(row),
        shortened(field ?? '–'),
        TYPE_NAMES[type],
        shortened(message),
        shortened(value ?? '–'),
        shortened(expected ?? '–'),
      ]),
      total: found[0]?.total ?? 0,
      exportPath: `${jobPath(id)}/errors${isWarning ? '?warnings=true' : ''}`,
    },
    INDONESIAN,
  );
  return { heading: isWarning ? 'Peringatan' : 'Baris yang salah', body };
}
