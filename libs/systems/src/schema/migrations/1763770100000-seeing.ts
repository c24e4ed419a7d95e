import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Jobs belong to the trace they were added in; the store can tell that the database is older than it was. */
export class Seeing1763770100000 implements MigrationInterface {
  name = 'Seeing1763770100000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE jobs ADD COLUMN trace_context text`);
    await db.query(`
      CREATE TABLE file_sweeps (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        number bigint NOT NULL DEFAULT 0
      )`);
    await db.query(`INSERT INTO file_sweeps DEFAULT VALUES`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
