import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Uploads of contact records, the records themselves, and what is known of them. */
export class Audience1763750000000 implements MigrationInterface {
  name = 'Audience1763750000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE audience_uploads (
        id uuid PRIMARY KEY,
        upload_id text NOT NULL UNIQUE CHECK (upload_id ~ '^upl_[0-9]{10}_[a-z0-9]{6}$'),
        session_token_hash bytea NOT NULL,
        tenant_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        upload_name text NOT NULL,
        format text NOT NULL CHECK (format IN ('envelope', 'json', 'ndjson', 'csv')),
        original_name text,
        delimiter text,
        file_key text NOT NULL,
        file_bytes bigint NOT NULL,
        on_error text NOT NULL CHECK (on_error IN ('reject', 'partial')),
        fields text[] NOT NULL DEFAULT '{}',
        has_given_fields boolean NOT NULL DEFAULT false,
        rows_received bigint NOT NULL DEFAULT 0,
        rows_loaded bigint NOT NULL DEFAULT 0,
        rows_rejected bigint NOT NULL DEFAULT 0,
        read_bytes bigint NOT NULL DEFAULT 0,
        processing_status text NOT NULL DEFAULT 'queued'
          CHECK (processing_status IN ('queued', 'loading', 'analyzing', 'completed', 'failed')),
        error_message text,
        analytics jsonb,
        version integer NOT NULL DEFAULT 0,
        started_at timestamptz,
        loaded_at timestamptz,
        completed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 70)`);
    await db.query(`CREATE INDEX audience_uploads_owner ON audience_uploads (tenant_id, owner_id, id)`);
    // No reference to the upload: Postgres would look it up for every one of very many records. A record is kept as
    // the text it was sent as; the other columns are the normalised copy: what duplicates are found by.
    await db.query(`
      CREATE TABLE audience_records (
        upload_id uuid NOT NULL,
        position integer NOT NULL,
        record text NOT NULL,
        email text,
        domain text,
        identity uuid,
        PRIMARY KEY (upload_id, position)
      )`);
    await db.query(`
      CREATE TABLE audience_rejections (
        upload_id uuid NOT NULL,
        position integer NOT NULL,
        code text NOT NULL,
        field text,
        message text NOT NULL,
        record text NOT NULL,
        PRIMARY KEY (upload_id, position)
      )`);
    // Who is where, over all uploads of an owner. Written by the analysis, in the order of this key.
    await db.query(`
      CREATE TABLE audience_identities (
        owner_id uuid NOT NULL,
        identity uuid NOT NULL,
        upload_id uuid NOT NULL,
        position integer NOT NULL,
        PRIMARY KEY (owner_id, identity, upload_id, position)
      )`);
    // An upload that is analysed again, or deleted, takes back what it said.
    await db.query(`CREATE INDEX audience_identities_upload ON audience_identities (upload_id)`);
    await db.query(`
      CREATE TABLE audience_duplicates (
        upload_id uuid NOT NULL,
        position integer NOT NULL,
        same_as_position integer,
        earlier_upload_id uuid,
        earlier_position integer,
        PRIMARY KEY (upload_id, position)
      )`);
    // Whoever deletes an upload looks for those that name it.
    await db.query(`
      CREATE INDEX audience_duplicates_earlier ON audience_duplicates (earlier_upload_id, upload_id)
      WHERE earlier_upload_id IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
