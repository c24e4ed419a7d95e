import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Resumable uploads: who brings what, how much of it came, what became of it. */
export class Uploads1763726500000 implements MigrationInterface {
  name = 'Uploads1763726500000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE uploads (
        id uuid PRIMARY KEY,
        tenant_id uuid NOT NULL REFERENCES tenants (id),
        owner_id uuid NOT NULL,
        file_key text NOT NULL UNIQUE,
        filename text NOT NULL,
        metadata text,
        bytes bigint NOT NULL CHECK (bytes >= 0),
        received_bytes bigint NOT NULL DEFAULT 0 CHECK (received_bytes BETWEEN 0 AND bytes),
        hash_state bytea,
        sha256 text,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'finished', 'used', 'expired')),
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        used_by text,
        CHECK (state NOT IN ('finished', 'used') OR sha256 IS NOT NULL)
      )`);
    await db.query(`CREATE INDEX uploads_unused ON uploads (expires_at) WHERE state IN ('open', 'finished')`);
    await db.query(`CREATE INDEX uploads_past ON uploads (expires_at) WHERE state IN ('used', 'expired')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
