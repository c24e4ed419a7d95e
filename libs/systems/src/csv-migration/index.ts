export * from './columns';
export {
  migrationState,
  wholePercent,
  type MigrationErrorNotice,
  type MigrationNotices,
} from './csv-migration.events';
export { MIGRATION_QUEUE, migrationJobs, type MigrationPayload } from './csv-migration.jobs';
export {
  ERROR_TYPES,
  hasEnded,
  IMPORT_TYPES,
  isRunning,
  MIGRATION_STATUSES,
  STATUS_DISPLAY,
  type ErrorSummary,
  type ErrorType,
  type ImportType,
  type MigrationStatus,
} from './csv-migration.status';
export { MigrationJob, type RollbackSummary, type ValidationOutcome } from './migration-job.entity';
export { lockReferences } from './reference-lock';
export { brokenRowData, cellsOfRowData, type RowData, rowDataOf } from './row-data';
export { previewRollback, takeOutImported } from './rollback.queries';
export { todayInIndonesia } from './today';
