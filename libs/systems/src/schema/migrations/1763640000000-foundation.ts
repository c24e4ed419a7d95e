import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Tenants, users, files, jobs, audit: what every system stands on. */
export class Foundation1763640000000 implements MigrationInterface {
  name = 'Foundation1763640000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE tenants (
        id uuid PRIMARY KEY,
        name text NOT NULL UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await db.query(`
      CREATE TABLE users (
        id uuid PRIMARY KEY,
        tenant_id uuid NOT NULL REFERENCES tenants (id),
        username text NOT NULL,
        password_hash text NOT NULL,
        role text NOT NULL CHECK (role IN ('admin', 'owner', 'agent', 'user')),
        creator_address text,
        disabled_at timestamptz,
        deleted_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await db.query(`CREATE UNIQUE INDEX users_username ON users (lower(username)) WHERE deleted_at IS NULL`);
    await db.query(`CREATE INDEX users_tenant ON users (tenant_id, id)`);
    await db.query(`
      CREATE TABLE refresh_tokens (
        token_hash bytea PRIMARY KEY,
        family_id uuid NOT NULL,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        revoked_at timestamptz
      )`);
    await db.query(`CREATE INDEX refresh_tokens_family ON refresh_tokens (family_id)`);
    await db.query(`CREATE INDEX refresh_tokens_user ON refresh_tokens (user_id)`);
    await db.query(`CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at)`);
    await db.query(`
      CREATE TABLE files (
        key text PRIMARY KEY,
        bytes bigint NOT NULL,
        sha256 text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await db.query(`
      CREATE TABLE jobs (
        id uuid PRIMARY KEY,
        queue text NOT NULL,
        name text NOT NULL,
        tenant_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        payload jsonb NOT NULL,
        request_id text,
        state text NOT NULL DEFAULT 'waiting'
          CHECK (state IN ('waiting', 'admitted', 'running', 'done', 'failed', 'cancelled')),
        epoch integer NOT NULL DEFAULT 0,
        attempts integer NOT NULL DEFAULT 0,
        crashes integer NOT NULL DEFAULT 0,
        checkpoint jsonb,
        error text,
        worker_id text,
        lease_until timestamptz,
        run_after timestamptz NOT NULL DEFAULT now(),
        created_at timestamptz NOT NULL DEFAULT now(),
        admitted_at timestamptz,
        started_at timestamptz,
        finished_at timestamptz
      ) WITH (fillfactor = 70)`);
    await db.query(`CREATE INDEX jobs_waiting ON jobs (queue, owner_id, id) WHERE state = 'waiting'`);
    await db.query(
      `CREATE INDEX jobs_active ON jobs (queue, owner_id) WHERE state IN ('admitted', 'running')`,
    );
    await db.query(`CREATE INDEX jobs_subject ON jobs (subject_id)`);
    await db.query(
      `CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state IN ('done', 'failed', 'cancelled')`,
    );
    await db.query(`
      CREATE TABLE workers (
        id text PRIMARY KEY,
        queues text[] NOT NULL,
        concurrency integer NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now()
      )`);
    await db.query(`
      CREATE TABLE audit_events (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        tenant_id uuid,
        actor_id uuid,
        actor_name text,
        action text NOT NULL,
        subject_type text,
        subject_id text,
        address text,
        request_id text,
        details jsonb NOT NULL DEFAULT '{}'
      )`);
    await db.query(`CREATE INDEX audit_events_tenant ON audit_events (tenant_id, id)`);
    await db.query(`CREATE INDEX audit_events_subject ON audit_events (subject_id, id)`);
    // Append-only is a rule of the table, not a habit of the code.
    await db.query(`
      CREATE FUNCTION audit_events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'audit_events is append-only'; END $$`);
    await db.query(`
      CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
      FOR EACH STATEMENT EXECUTE FUNCTION audit_events_are_append_only()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
