import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type ItemStatus } from './content.status';

/** Fields of a content, by their names in the API; prices as decimal digits. */
export type ContentValues = Record<string, unknown>;

/** One place in a batch's list of contents. */
@Entity('content_batch_items')
export class ContentItem {
  @PrimaryColumn({ type: 'uuid', name: 'batch_id' })
  batchId!: string;

  /** From 1, in the order of the request. */
  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Column({ type: 'text', name: 'content_id' })
  contentId!: string;

  /** The place where the same content stood first: its outcome is this one's. Null for a first one. */
  @Column({ type: 'integer', name: 'repeats_position', nullable: true })
  repeatsPosition!: number | null;

  /** What this item sets, where that differs from item to item (revert); else null: the batch's parameters. */
  @Column({ type: 'jsonb', nullable: true })
  values!: ContentValues | null;

  /** Of a revert: the version that the content must still have. */
  @Column({ type: 'integer', name: 'expected_version', nullable: true })
  expectedVersion!: number | null;

  @Column({ type: 'text' })
  status!: ItemStatus;

  /** Of a success, as printed. */
  @Column({ type: 'text', nullable: true })
  message!: string | null;

  /** Of a failure, as printed, such as `On-chain update failed`. */
  @Column({ type: 'text', nullable: true })
  error!: string | null;

  /** What is behind the error, for people. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** What the content had before, of the fields that were changed; what a revert puts back. */
  @Column({ type: 'jsonb', nullable: true })
  before!: ContentValues | null;

  /** The content's version after the change. */
  @Column({ type: 'integer', name: 'version_after', nullable: true })
  versionAfter!: number | null;

  /** The chain call that set the price; `chain_calls`. */
  @Column({ type: 'text', nullable: true })
  txid!: string | null;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
