import { asNumber } from '@sluice/kernel/db';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type CheckState, type RevenueBatchStatus } from './revenue.status';

/** Files that were sent together. Its counters follow its files in the transaction that changes them. */
@Entity('revenue_batches')
export class RevenueBatch {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'owner_id' })
  ownerId!: string;

  @Column({ type: 'text', name: 'batch_name' })
  batchName!: string;

  /** The client's words, or the caller's id; says nothing of who owns the batch. */
  @Column({ type: 'text', name: 'user_id' })
  userId!: string;

  @Column({ type: 'text', name: 'ip_address' })
  ipAddress!: string;

  @Column({ type: 'text', name: 'user_agent' })
  userAgent!: string;

  @Column({ type: 'text' })
  status!: RevenueBatchStatus;

  @Column({ type: 'integer', name: 'total_files' })
  totalFiles!: number;

  @Column({ type: 'integer', name: 'success_files' })
  successFiles!: number;

  @Column({ type: 'integer', name: 'error_files' })
  errorFiles!: number;

  /** `pending` ones counted in. */
  @Column({ type: 'integer', name: 'processing_files' })
  processingFiles!: number;

  @Column({ type: 'bigint', name: 'total_records', transformer: asNumber })
  totalRecords!: number;

  /** Bytes of its files. */
  @Column({ type: 'bigint', name: 'total_size', transformer: asNumber })
  totalSize!: number;

  /** Bytes that were read or will not be; `totalSize` when all files have ended. */
  @Column({ type: 'bigint', name: 'read_bytes', transformer: asNumber })
  readBytes!: number;

  @Column({ type: 'text', name: 'check_state' })
  checkState!: CheckState;

  @Column({ type: 'timestamptz', name: 'checked_at', nullable: true })
  checkedAt!: Date | null;

  /** Counts changes of this row; orders progress in Redis. */
  @Column({ type: 'integer' })
  version!: number;

  /** Set while files are `error` because somebody stopped the batch. */
  @Column({ type: 'timestamptz', name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
