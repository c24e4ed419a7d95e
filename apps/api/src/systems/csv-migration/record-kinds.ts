import {
  columnsOf,
  type ImportType,
  type MigrationColumn,
  TARGET_TABLES,
} from '@sluice/systems/csv-migration';

/** One kind of what imports bring in. */
export interface RecordKind {
  importType: ImportType;
  /** Last part of its path: `/api/v1/onboarding/packages`. */
  path: string;
  table: string;
  columns: readonly MigrationColumn[];
  /** Columns that `q` looks into. */
  searched: readonly string[];
}

export const RECORD_KINDS: readonly RecordKind[] = [
  kindOf('jamaah', 'jamaah', ['nama', 'email', 'telepon', 'nik', 'no_paspor']),
  kindOf('package', 'packages', ['kode_paket', 'nama_paket', 'maskapai', 'hotel_makkah', 'hotel_madinah']),
  kindOf('payment', 'payments', ['no_kwitansi', 'no_referensi', 'bank', 'keterangan']),
];

function kindOf(importType: ImportType, path: string, searched: readonly string[]): RecordKind {
  return { importType, path, table: TARGET_TABLES[importType], columns: columnsOf(importType), searched };
}

/** A record as answers show it: dates as texts, amounts as numbers. */
export type ShownRecord = Record<string, string | number | null>;

/** What a query selects to show records. A number holds the fifteen digits of `numeric(15,2)`. */
export function shownColumns({ columns }: RecordKind): string {
  const own = columns.map(({ name, type }) => {
    if (type.kind === 'date') return `${name}::text AS ${name}`;
    return type.kind === 'money' ? `${name}::float8 AS ${name}` : name;
  });
  return [
    'id',
    'tenant_id',
    ...own,
    'migration_job_id',
    'row_number',
    'version',
    'created_at',
    'updated_at',
  ].join(', ');
}
