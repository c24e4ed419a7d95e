import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Admitted jobs know the lane they lie in. */
export class ExpressLane1763726650000 implements MigrationInterface {
  name = 'ExpressLane1763726650000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE jobs ADD COLUMN express boolean NOT NULL DEFAULT false`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
