import { asNumber } from '@sluice/kernel/db';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type RevenueFileStatus } from './revenue.status';

/** A column of a table as its file declares it. */
export interface FileColumn {
  name: string;
  /** The letter of a DBF field type; `C` for columns of text files. */
  type: string;
  /** Bytes; 0 for columns of text files. */
  width: number;
  decimals: number;
}

/** What stands against a whole file. */
export interface FileError {
  /** Stable snake_case word. */
  code: string;
  /** As printed in `errors`: `Invalid file format`, `Missing required fields`, or a sentence for people. */
  message: string;
  /** What exactly, and what to do about it; for people, in Thai. */
  detail?: string;
}

/** One file: a table of records, or a ZIP whose members became files of their own. */
@Entity('revenue_files')
export class RevenueFile {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'owner_id' })
  ownerId!: string;

  @Column({ type: 'uuid', name: 'batch_id', nullable: true })
  batchId!: string | null;

  /** The ZIP it came out of. */
  @Column({ type: 'uuid', name: 'archive_id', nullable: true })
  archiveId!: string | null;

  /** An opened ZIP: its members stand for it, so it is in no list and in no count. */
  @Column({ type: 'boolean', name: 'is_container' })
  isContainer!: boolean;

  /** Order among the files of one request or ZIP, from 1. */
  @Column({ type: 'integer' })
  position!: number;

  /** Last part of the name it was sent under. */
  @Column({ type: 'text' })
  filename!: string;

  /** As it was sent; of a member, its path in the ZIP. */
  @Column({ type: 'text', name: 'original_name' })
  originalName!: string;

  /** `DBF`, `CSV`, `TXT`, `ZIP`; of other files their extension in capitals. */
  @Column({ type: 'text', name: 'file_type' })
  fileType!: string;

  /** The claim file that its name says it is, such as `PAT`; null for others. */
  @Column({ type: 'text', name: 'claim_table', nullable: true })
  claimTable!: string | null;

  @Column({ type: 'bigint', name: 'file_size', transformer: asNumber })
  fileSize!: number;

  @Column({ type: 'text', name: 'file_key' })
  fileKey!: string;

  /** The memo file (.dbt, .fpt) that belongs to it. */
  @Column({ type: 'text', name: 'memo_key', nullable: true })
  memoKey!: string | null;

  @Column({ type: 'text', name: 'user_id' })
  userId!: string;

  @Column({ type: 'text', name: 'ip_address' })
  ipAddress!: string;

  @Column({ type: 'text', name: 'user_agent' })
  userAgent!: string;

  @Column({ type: 'text' })
  status!: RevenueFileStatus;

  /** The structure is sound; false until it was looked at. */
  @Column({ type: 'boolean', name: 'is_valid' })
  isValid!: boolean;

  /** Valid, invalid and skipped ones together. */
  @Column({ type: 'integer', name: 'total_records' })
  totalRecords!: number;

  @Column({ type: 'integer', name: 'valid_records' })
  validRecords!: number;

  @Column({ type: 'integer', name: 'invalid_records' })
  invalidRecords!: number;

  /** Records that were stored for use: the valid ones. */
  @Column({ type: 'integer', name: 'processed_records' })
  processedRecords!: number;

  /** Deleted and blank ones. */
  @Column({ type: 'integer', name: 'skipped_records' })
  skippedRecords!: number;

  @Column({ type: 'bigint', name: 'read_bytes', transformer: asNumber })
  readBytes!: number;

  /** Milliseconds of work, over all workers that were at it. */
  @Column({ type: 'integer', name: 'processing_time_ms' })
  processingTimeMs!: number;

  @Column({ type: 'jsonb' })
  errors!: FileError[];

  /** The table's columns, in the order of `values` in `revenue_records`. */
  @Column({ type: 'jsonb', nullable: true })
  columns!: FileColumn[] | null;

  /** How its text was read, such as `windows-874`. */
  @Column({ type: 'text', nullable: true })
  charset!: string | null;

  /** Counts changes of this row; orders what listeners are told. */
  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'timestamptz', name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'completed_at', nullable: true })
  completedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
