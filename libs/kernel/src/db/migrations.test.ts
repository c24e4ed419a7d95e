import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { silentLog } from '../log';
import { createTestDatabase, eventually, type TestDatabase } from '../testing';
import { connectDatabase, runMigrations } from './database';
import { type Database } from './database';

class AddMood1900000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE things ADD COLUMN mood text');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}

describe('migrations', () => {
  let database: TestDatabase;
  let db: Database;

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog });
    await db.query('CREATE TABLE things (id int)');
  });
  after(async () => {
    await db?.destroy();
    await database?.drop();
  });

  it('let others at a table that is in use, and try again until it is free', async () => {
    const user = db.createQueryRunner();
    await user.startTransaction();
    await user.query('SELECT count(*) FROM things');
    let steppedBack = 0;
    const log = { ...silentLog, warn: () => void steppedBack++ } as typeof silentLog;
    const migrating = runMigrations({
      url: database.url,
      log,
      migrations: [AddMood1900000000000],
      lockTimeoutMs: 50,
    });
    await eventually('the migration to step back', () => steppedBack > 0);
    expect(await db.query('SELECT count(*)::int AS n FROM things')).toEqual([{ n: 0 }]);
    await user.rollbackTransaction();
    await user.release();
    expect(await migrating).toEqual(['AddMood1900000000000']);
    expect(await db.query('SELECT mood FROM things')).toEqual([]);
  });
});
