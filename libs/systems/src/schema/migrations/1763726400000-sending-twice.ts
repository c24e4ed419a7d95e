import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Answers kept for requests that come twice, and the ways in which the audit trail is read. */
export class SendingTwice1763726400000 implements MigrationInterface {
  name = 'SendingTwice1763726400000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE idempotency_keys (
        owner_id uuid NOT NULL,
        route text NOT NULL,
        key text NOT NULL,
        fingerprint bytea NOT NULL,
        token uuid NOT NULL,
        state text NOT NULL CHECK (state IN ('claimed', 'committed', 'answered')),
        status smallint,
        headers jsonb,
        body text,
        lease_until timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (owner_id, route, key),
        CHECK (state = 'claimed' OR (status IS NOT NULL AND headers IS NOT NULL))
      )`);
    await db.query(`CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at)`);

    await db.query(`CREATE INDEX audit_events_time ON audit_events (at, id)`);
    await db.query(`CREATE INDEX audit_events_tenant_time ON audit_events (tenant_id, at, id)`);
    await db.query(`CREATE INDEX audit_events_actor ON audit_events (actor_id, at, id)`);
    await db.query(`CREATE INDEX audit_events_request ON audit_events (request_id)`);
    // The time is the order people read in; the id alone was nobody's.
    await db.query(`DROP INDEX audit_events_tenant`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
