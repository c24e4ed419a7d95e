import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What operators decide and look at: drains, who the workers are, and which jobs were given up. */
export class Operator1763770000000 implements MigrationInterface {
  name = 'Operator1763770000000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE drains (
        id uuid PRIMARY KEY,
        scope text NOT NULL CHECK (scope IN ('all', 'queue', 'worker')),
        target text NOT NULL DEFAULT '',
        hand_back boolean NOT NULL DEFAULT false,
        until timestamptz,
        reason text,
        created_by text,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (scope, target),
        CHECK ((scope = 'all') = (target = ''))
      )`);
    await db.query(`
      ALTER TABLE workers
        ADD COLUMN host text,
        ADD COLUMN version text,
        ADD COLUMN draining boolean NOT NULL DEFAULT false,
        ADD COLUMN leader_pid integer`);
    await db.query(`ALTER TABLE jobs ADD COLUMN given_up text CHECK (given_up IN ('failed', 'poison'))`);
    await db.query(
      `CREATE INDEX jobs_given_up ON jobs (finished_at) WHERE state = 'failed' OR given_up IS NOT NULL`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
