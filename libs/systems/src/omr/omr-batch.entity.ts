import { asNumber } from '@sluice/kernel/db';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type BatchStatus, type BatchWarning, type UploadStrategy } from './omr.status';

/** One upload of scanned sheets. Its counters change in the transaction that changes its sheets. */
@Entity('omr_batches')
export class OmrBatch {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'owner_id' })
  ownerId!: string;

  /** The uploader's name at the time, for people. */
  @Column({ type: 'text', name: 'uploaded_by' })
  uploadedBy!: string;

  @Column({ type: 'text' })
  status!: BatchStatus;

  @Column({ type: 'text', name: 'upload_strategy' })
  uploadStrategy!: UploadStrategy;

  /** QR codes of the sheets are read. */
  @Column({ type: 'boolean', name: 'reads_qr' })
  readsQr!: boolean;

  /** The task id that came with the upload. */
  @Column({ type: 'text', name: 'named_task_id', nullable: true })
  namedTaskId!: string | null;

  /** Eight digits, given with the upload or read from the sheets. */
  @Column({ type: 'text', name: 'task_id', nullable: true })
  taskId!: string | null;

  @Column({ type: 'text', name: 'original_filename' })
  originalFilename!: string;

  /** The uploaded ZIP in the file store; null for direct images, see {@link OmrFile}. */
  @Column({ type: 'text', name: 'file_key', nullable: true })
  fileKey!: string | null;

  /** Bytes of the upload. */
  @Column({ type: 'bigint', name: 'total_size', transformer: asNumber })
  totalSize!: number;

  /** 0 until the upload has been opened. */
  @Column({ type: 'integer', name: 'sheet_count' })
  sheetCount!: number;

  @Column({ type: 'integer', name: 'processed_count' })
  processedCount!: number;

  @Column({ type: 'integer', name: 'failed_count' })
  failedCount!: number;

  @Column({ type: 'jsonb' })
  warnings!: BatchWarning[];

  @Column({ type: 'text', name: 'error_message', nullable: true })
  errorMessage!: string | null;

  /** Counts changes of this row; orders progress in Redis. */
  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'completed_at', nullable: true })
  completedAt!: Date | null;

  /** Set while the batch is `failed` because somebody stopped it. */
  @Column({ type: 'timestamptz', name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
