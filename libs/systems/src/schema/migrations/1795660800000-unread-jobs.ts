import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Since when workers have given a job back that they could not read. */
export class UnreadJobs1795660800000 implements MigrationInterface {
  name = 'UnreadJobs1795660800000';

  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE jobs ADD COLUMN unread_since timestamptz');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
