import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Direct images of omr, and what cancel and retry have to know. */
export class OmrImagesAndMoves1763726600000 implements MigrationInterface {
  name = 'OmrImagesAndMoves1763726600000';

  async up(db: QueryRunner): Promise<void> {
    // A batch of direct images has no ZIP: its files are rows of their own.
    await db.query(`
      ALTER TABLE omr_batches
        ALTER COLUMN file_key DROP NOT NULL,
        ADD COLUMN reads_qr boolean NOT NULL DEFAULT true,
        ADD COLUMN named_task_id text,
        ADD COLUMN cancelled_at timestamptz`);
    await db.query(`
      UPDATE omr_batches SET reads_qr = false, named_task_id = task_id WHERE upload_strategy = 'zip_without_qr'`);
    await db.query(`
      CREATE TABLE omr_files (
        batch_id uuid NOT NULL REFERENCES omr_batches (id) ON DELETE CASCADE,
        position integer NOT NULL,
        filename text NOT NULL,
        file_key text NOT NULL,
        bytes bigint NOT NULL,
        PRIMARY KEY (batch_id, position)
      )`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
