import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type ContentBatchStatus, type OperationType } from './content.status';

/** What an operation sets, by its type; of a revert, each item has its own. */
export interface OperationParameters {
  /** Decimal digits. */
  newPrice?: string;
  removalReason?: string;
  updates?: Record<string, unknown>;
}

/**
 * One operation on up to 100 items. Its counters change in the transaction that ends its items; like `results`
 * they count places of the request, repeats of a content as well.
 */
@Entity('content_batches')
export class ContentBatch {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'owner_id' })
  ownerId!: string;

  @Column({ type: 'text' })
  creator!: string;

  @Column({ type: 'text', name: 'operation_type' })
  operationType!: OperationType;

  @Column({ type: 'text' })
  status!: ContentBatchStatus;

  @Column({ type: 'jsonb' })
  parameters!: OperationParameters;

  /** The batch that this one puts back. */
  @Column({ type: 'uuid', name: 'reverts_id', nullable: true })
  revertsId!: string | null;

  @Column({ type: 'integer', name: 'total_items' })
  totalItems!: number;

  @Column({ type: 'integer', name: 'success_count' })
  successCount!: number;

  @Column({ type: 'integer', name: 'failure_count' })
  failureCount!: number;

  @Column({ type: 'text', name: 'error_message', nullable: true })
  errorMessage!: string | null;

  /** Set while the batch is `failed` because somebody stopped it. */
  @Column({ type: 'timestamptz', name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  /** Counts changes of this row; orders progress in Redis. */
  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'timestamptz', name: 'completed_at', nullable: true })
  completedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
