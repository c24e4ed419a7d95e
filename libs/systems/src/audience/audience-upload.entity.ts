import { asNumber } from '@sluice/kernel/db';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type OnError, type ProcessingStatus, type UploadFormat } from './audience.status';

/** One upload of contact records. */
@Entity('audience_uploads')
export class AudienceUpload {
  /** What jobs and rows refer to. */
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  /** What clients know it by, and events and progress: `upl_<epoch seconds>_<6 of a-z0-9>`. */
  @Column({ type: 'text', name: 'upload_id' })
  uploadId!: string;

  /** SHA-256 of the session token, which is told once, to the sender. */
  @Column({ type: 'bytea', name: 'session_token_hash', select: false })
  sessionTokenHash!: Buffer;

  @Column({ type: 'uuid', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'uuid', name: 'owner_id' })
  ownerId!: string;

  @Column({ type: 'text', name: 'upload_name' })
  uploadName!: string;

  @Column({ type: 'text' })
  format!: UploadFormat;

  /** Of a file that was uploaded, as its sender named it. */
  @Column({ type: 'text', name: 'original_name', nullable: true })
  originalName!: string | null;

  /** Of a CSV file, when its sender named it. */
  @Column({ type: 'text', nullable: true })
  delimiter!: string | null;

  /** The bytes as they were sent. */
  @Column({ type: 'text', name: 'file_key' })
  fileKey!: string;

  @Column({ type: 'bigint', name: 'file_bytes', transformer: asNumber })
  fileBytes!: number;

  @Column({ type: 'text', name: 'on_error' })
  onError!: OnError;

  /** An order of the sender's, or all keys of the records, first seen first. */
  @Column({ type: 'text', array: true })
  fields!: string[];

  /** The sender gave `fields`. */
  @Column({ type: 'boolean', name: 'has_given_fields' })
  hasGivenFields!: boolean;

  /** Records that were sent; of a file, those that were read so far. */
  @Column({ type: 'bigint', name: 'rows_received', transformer: asNumber })
  rowsReceived!: number;

  /** Records that are in. Falls when records are deleted. */
  @Column({ type: 'bigint', name: 'rows_loaded', transformer: asNumber })
  rowsLoaded!: number;

  /** Records that stayed out, or were the reason that all did. */
  @Column({ type: 'bigint', name: 'rows_rejected', transformer: asNumber })
  rowsRejected!: number;

  /** Bytes of the file that were read. */
  @Column({ type: 'bigint', name: 'read_bytes', transformer: asNumber })
  readBytes!: number;

  @Column({ type: 'text', name: 'processing_status' })
  processingStatus!: ProcessingStatus;

  @Column({ type: 'text', name: 'error_message', nullable: true })
  errorMessage!: string | null;

  /** What the last analysis found; null before it, its shape is the worker's. */
  @Column({ type: 'jsonb', nullable: true, select: false })
  analytics!: object | null;

  /** Counts changes of this row; orders progress in Redis. */
  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'timestamptz', name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'loaded_at', nullable: true })
  loadedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'completed_at', nullable: true })
  completedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
