import { asNumber } from '@sluice/kernel/db';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type ErrorSummary, type ImportType, type MigrationStatus } from './csv-migration.status';

/** What a validation found, as the event tells it. */
export interface ValidationOutcome {
  is_valid: boolean;
  total_rows: number;
  valid_rows: number;
  invalid_rows: number;
  error_summary: ErrorSummary;
  warnings: number;
  /** At least one row can go in. */
  can_proceed: boolean;
  validated_at: string;
}

/** What a rollback did, or would do. */
export interface RollbackSummary {
  /** Rows that were taken out. */
  removed: number;
  /** Rows that stay because somebody changed them since. */
  kept_changed: number;
  /** Rows that stay because others refer to them. */
  kept_used: number;
}

/** One CSV on its way into a tenant's data. */
@Entity('migration_jobs')
export class MigrationJob {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'user_id' })
  userId!: string;

  @Column({ type: 'text', name: 'import_type' })
  importType!: ImportType;

  @Column({ type: 'text', name: 'file_name' })
  fileName!: string;

  @Column({ type: 'text', name: 'file_key' })
  fileKey!: string;

  /** Bytes. */
  @Column({ type: 'bigint', name: 'file_size', transformer: asNumber })
  fileSize!: number;

  @Column({ type: 'text' })
  status!: MigrationStatus;

  /** Data rows of the file that are not blank; known since the upload. */
  @Column({ type: 'integer', name: 'total_rows' })
  totalRows!: number;

  /** Rows that were judged by the run under way or the last one. */
  @Column({ type: 'integer', name: 'processed_rows' })
  processedRows!: number;

  @Column({ type: 'integer', name: 'valid_rows' })
  validRows!: number;

  @Column({ type: 'integer', name: 'invalid_rows' })
  invalidRows!: number;

  /** Rows that are in; those of a job made from its failed rows come on top of them in the answers. */
  @Column({ type: 'integer', name: 'imported_rows' })
  importedRows!: number;

  @Column({ type: 'integer', name: 'warning_count' })
  warningCount!: number;

  /** `utf-8`, `utf-16le`, `utf-16be` or `windows-1252`. */
  @Column({ type: 'text' })
  encoding!: string;

  @Column({ type: 'text' })
  delimiter!: string;

  /** Header of the file, in its order. */
  @Column({ type: 'jsonb' })
  header!: string[];

  /** Column of the file → column of the table, as the run uses it. */
  @Column({ type: 'jsonb', name: 'column_mapping' })
  columnMapping!: Record<string, string>;

  /** What the last run found, by type of error. */
  @Column({ type: 'jsonb', name: 'error_summary', nullable: true })
  errorSummary!: ErrorSummary | null;

  @Column({ type: 'jsonb', nullable: true })
  validation!: ValidationOutcome | null;

  @Column({ type: 'text', name: 'error_message', nullable: true })
  errorMessage!: string | null;

  /** The job whose failed rows this one corrects. */
  @Column({ type: 'uuid', name: 'parent_job_id', nullable: true })
  parentJobId!: string | null;

  @Column({ type: 'jsonb', name: 'rollback_summary', nullable: true })
  rollbackSummary!: RollbackSummary | null;

  /** Counts changes of this row; orders what listeners are told. */
  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'timestamptz', name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'completed_at', nullable: true })
  completedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'rollback_at', nullable: true })
  rollbackAt!: Date | null;

  /** Set while the job is `failed` because somebody stopped it. */
  @Column({ type: 'timestamptz', name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
