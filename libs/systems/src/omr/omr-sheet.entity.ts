import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type SheetStatus } from './omr.status';

/** Where a thumbnail lies: pieces write the thumbnails of their sheets into one file. */
export interface SheetThumbnail {
  key: string;
  offset: number;
  length: number;
}

/** Where a direct image lies. */
export interface StoredImage {
  fileKey: string;
  bytes: number;
}

/** What is no stored image is an entry of the batch's ZIP. */
export function isStoredImage(source: object): source is StoredImage {
  return 'fileKey' in source;
}

/** One scanned page. */
@Entity('omr_sheets')
export class OmrSheet {
  @PrimaryColumn({ type: 'uuid', name: 'batch_id' })
  batchId!: string;

  /** Counts from 1 in the natural order of the names. */
  @PrimaryColumn({ type: 'integer' })
  index!: number;

  @Column({ type: 'text' })
  filename!: string;

  /** Page of a multi-page TIFF, counted from 1. */
  @Column({ type: 'integer' })
  page!: number;

  /** A {@link StoredImage}, or the ZIP entry that holds it, as the ZIP reader wants it back. */
  @Column({ type: 'jsonb' })
  source!: object;

  @Column({ type: 'text' })
  status!: SheetStatus;

  @Column({ type: 'text', name: 'task_id', nullable: true })
  taskId!: string | null;

  @Column({ type: 'text', name: 'qr_text', nullable: true })
  qrText!: string | null;

  /** Pixels, after the turn that EXIF asks for. */
  @Column({ type: 'integer', nullable: true })
  width!: number | null;

  @Column({ type: 'integer', nullable: true })
  height!: number | null;

  /** Hex SHA-256 of the image file's bytes. */
  @Column({ type: 'text', nullable: true })
  sha256!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  thumbnail!: SheetThumbnail | null;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  /** The worker process that did it. */
  @Column({ type: 'text', name: 'worker_id', nullable: true })
  workerId!: string | null;

  @Column({ type: 'timestamptz', name: 'processed_at', nullable: true })
  processedAt!: Date | null;
}
