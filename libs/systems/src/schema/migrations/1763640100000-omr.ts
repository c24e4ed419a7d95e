import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Batches of scanned answer sheets. */
export class Omr1763640100000 implements MigrationInterface {
  name = 'Omr1763640100000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE omr_batches (
        id uuid PRIMARY KEY,
        tenant_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        uploaded_by text NOT NULL,
        status text NOT NULL CHECK (status IN ('uploaded', 'processing', 'completed', 'failed')),
        upload_strategy text NOT NULL CHECK (upload_strategy IN ('zip_with_qr', 'zip_without_qr', 'direct_images')),
        task_id text,
        original_filename text NOT NULL,
        file_key text NOT NULL,
        total_size bigint NOT NULL,
        sheet_count integer NOT NULL DEFAULT 0,
        processed_count integer NOT NULL DEFAULT 0,
        failed_count integer NOT NULL DEFAULT 0,
        warnings jsonb NOT NULL DEFAULT '[]',
        error_message text,
        version integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        completed_at timestamptz,
        updated_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 70)`);
    await db.query(`CREATE INDEX omr_batches_owner ON omr_batches (tenant_id, owner_id, id)`);
    await db.query(`CREATE INDEX omr_batches_tenant ON omr_batches (tenant_id, id)`);
    await db.query(`CREATE INDEX omr_batches_status ON omr_batches (tenant_id, status, id)`);
    await db.query(`
      CREATE TABLE omr_sheets (
        batch_id uuid NOT NULL REFERENCES omr_batches (id) ON DELETE CASCADE,
        index integer NOT NULL,
        filename text NOT NULL,
        page integer NOT NULL DEFAULT 1,
        source jsonb NOT NULL,
        status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processed', 'failed')),
        task_id text,
        qr_text text,
        width integer,
        height integer,
        sha256 text,
        thumbnail jsonb,
        error text,
        worker_id text,
        processed_at timestamptz,
        PRIMARY KEY (batch_id, index)
      ) WITH (fillfactor = 70)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
