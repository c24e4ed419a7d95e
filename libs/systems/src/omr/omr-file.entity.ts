import { asNumber } from '@sluice/kernel/db';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A file of a batch of direct images, whatever it turns out to be. */
@Entity('omr_files')
export class OmrFile {
  @PrimaryColumn({ type: 'uuid', name: 'batch_id' })
  batchId!: string;

  /** In the order they were sent, from 1. */
  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Column({ type: 'text' })
  filename!: string;

  @Column({ type: 'text', name: 'file_key' })
  fileKey!: string;

  @Column({ type: 'bigint', transformer: asNumber })
  bytes!: number;
}
