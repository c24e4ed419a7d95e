/** Statuses of a job, as printed. */
export const MIGRATION_STATUSES = [
  'pending',
  'validating',
  'importing',
  'completed',
  'failed',
  'rolled_back',
] as const;
export type MigrationStatus = (typeof MIGRATION_STATUSES)[number];

export const IMPORT_TYPES = ['jamaah', 'payment', 'package'] as const;
export type ImportType = (typeof IMPORT_TYPES)[number];

/** In this order they are summed up in `error_summary`. */
export const ERROR_TYPES = [
  'missing_required',
  'invalid_format',
  'duplicate',
  'constraint_violation',
] as const;
export type ErrorType = (typeof ERROR_TYPES)[number];

/** How many errors of each type. */
export type ErrorSummary = Record<ErrorType, number>;

/** What people read, in Indonesian. */
export const STATUS_DISPLAY: Record<MigrationStatus, string> = {
  pending: 'Menunggu',
  validating: 'Memvalidasi',
  importing: 'Mengimpor',
  completed: 'Selesai',
  failed: 'Gagal',
  rolled_back: 'Dibatalkan',
};

/** Work is under way. */
export function isRunning(status: MigrationStatus): boolean {
  return status === 'validating' || status === 'importing';
}

/** Nothing happens any more unless somebody asks: by retry, rollback or deletion. */
export function hasEnded(status: MigrationStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'rolled_back';
}
