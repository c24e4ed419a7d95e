import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something a creator sells. Its id is known on the chain, so it is one of all tenants. */
@Entity('contents')
export class Content {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: string;

  /** The user who wrote it down. */
  @Column({ type: 'uuid', name: 'owner_id' })
  ownerId!: string;

  /** Whose it is, as the chain knows them. */
  @Column({ type: 'text' })
  creator!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text' })
  description!: string;

  @Column({ type: 'text', name: 'content_type' })
  contentType!: string;

  /** In micro-STX, up to 2^128 − 1: decimal digits. */
  @Column({ type: 'numeric' })
  price!: string;

  @Column({ type: 'jsonb', name: 'token_gating', nullable: true })
  tokenGating!: unknown;

  @Column({ type: 'boolean' })
  refundable!: boolean;

  @Column({ type: 'integer', name: 'refund_window_days', nullable: true })
  refundWindowDays!: number | null;

  @Column({ type: 'boolean', name: 'is_removed' })
  isRemoved!: boolean;

  @Column({ type: 'text', name: 'removal_reason', nullable: true })
  removalReason!: string | null;

  /** Counts changes: a revert leaves alone what was changed since. */
  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
