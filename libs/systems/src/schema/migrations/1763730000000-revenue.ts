import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Batches of hospital-claim files, their records, what is wrong with them and between them. */
export class Revenue1763730000000 implements MigrationInterface {
  name = 'Revenue1763730000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE revenue_batches (
        id uuid PRIMARY KEY,
        tenant_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        batch_name text NOT NULL,
        user_id text NOT NULL,
        ip_address text NOT NULL,
        user_agent text NOT NULL,
        status text NOT NULL DEFAULT 'processing' CHECK (status IN ('success', 'error', 'processing', 'partial')),
        total_files integer NOT NULL DEFAULT 0,
        success_files integer NOT NULL DEFAULT 0,
        error_files integer NOT NULL DEFAULT 0,
        processing_files integer NOT NULL DEFAULT 0,
        total_records bigint NOT NULL DEFAULT 0,
        total_size bigint NOT NULL DEFAULT 0,
        read_bytes bigint NOT NULL DEFAULT 0,
        check_state text NOT NULL DEFAULT 'none' CHECK (check_state IN ('none', 'waiting', 'done', 'failed')),
        checked_at timestamptz,
        version integer NOT NULL DEFAULT 0,
        cancelled_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 70)`);
    await db.query(`CREATE INDEX revenue_batches_owner ON revenue_batches (tenant_id, owner_id, id)`);
    await db.query(`CREATE INDEX revenue_batches_tenant ON revenue_batches (tenant_id, id)`);
    await db.query(`CREATE INDEX revenue_batches_status ON revenue_batches (tenant_id, status, id)`);
    await db.query(`CREATE INDEX revenue_batches_user ON revenue_batches (tenant_id, user_id, id)`);
    await db.query(`
      CREATE TABLE revenue_files (
        id uuid PRIMARY KEY,
        tenant_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        batch_id uuid REFERENCES revenue_batches (id) ON DELETE CASCADE,
        archive_id uuid REFERENCES revenue_files (id) ON DELETE CASCADE,
        is_container boolean NOT NULL DEFAULT false,
        position integer NOT NULL DEFAULT 1,
        filename text NOT NULL,
        original_name text NOT NULL,
        file_type text NOT NULL,
        claim_table text,
        file_size bigint NOT NULL,
        file_key text NOT NULL,
        memo_key text,
        user_id text NOT NULL,
        ip_address text NOT NULL,
        user_agent text NOT NULL,
        status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processing', 'completed', 'error')),
        is_valid boolean NOT NULL DEFAULT false,
        total_records integer NOT NULL DEFAULT 0,
        valid_records integer NOT NULL DEFAULT 0,
        invalid_records integer NOT NULL DEFAULT 0,
        processed_records integer NOT NULL DEFAULT 0,
        skipped_records integer NOT NULL DEFAULT 0,
        read_bytes bigint NOT NULL DEFAULT 0,
        processing_time_ms integer NOT NULL DEFAULT 0,
        errors jsonb NOT NULL DEFAULT '[]',
        columns jsonb,
        charset text,
        version integer NOT NULL DEFAULT 0,
        started_at timestamptz,
        completed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CHECK (total_records = valid_records + invalid_records + skipped_records)
      ) WITH (fillfactor = 70)`);
    await db.query(`CREATE INDEX revenue_files_batch ON revenue_files (batch_id, position, id)`);
    await db.query(`CREATE INDEX revenue_files_archive ON revenue_files (archive_id)`);
    await db.query(`CREATE INDEX revenue_files_owner ON revenue_files (tenant_id, owner_id, id)`);
    await db.query(`CREATE INDEX revenue_files_keys ON revenue_files (file_key)`);
    // No reference to the file: Postgres would look it up for every one of a million records.
    await db.query(`
      CREATE TABLE revenue_records (
        file_id uuid NOT NULL,
        row_number integer NOT NULL,
        is_valid boolean NOT NULL,
        "values" text[] NOT NULL,
        PRIMARY KEY (file_id, row_number)
      )`);
    await db.query(`
      CREATE TABLE revenue_record_errors (
        file_id uuid NOT NULL,
        row_number integer NOT NULL,
        column_name text,
        code text NOT NULL,
        message text NOT NULL,
        value text,
        is_warning boolean NOT NULL DEFAULT false
      )`);
    await db.query(`CREATE INDEX revenue_record_errors_row ON revenue_record_errors (file_id, row_number)`);
    await db.query(`
      CREATE TABLE revenue_findings (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        batch_id uuid NOT NULL REFERENCES revenue_batches (id) ON DELETE CASCADE,
        rule text NOT NULL,
        claim_kind text NOT NULL CHECK (claim_kind IN ('HN', 'SEQ', 'AN')),
        claim text NOT NULL,
        claim_table text NOT NULL,
        file_id uuid,
        row_number integer,
        message text NOT NULL,
        amount numeric(16, 2) NOT NULL DEFAULT 0,
        details jsonb NOT NULL DEFAULT '{}'
      )`);
    await db.query(
      `CREATE INDEX revenue_findings_claim ON revenue_findings (batch_id, claim_kind, claim, id)`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
