import { randomBytes } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { type Config, loadConfig } from '@sluice/kernel/config';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { type Log, silentLog } from '@sluice/kernel/log';
import { createTestDatabase, type TestDatabase } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { bootstrapAdmin, entities, seedDevelopmentLogins } from '.';

describe('the first users', () => {
  let database: TestDatabase;
  let db: Database;

  before(async () => {
    database = await createTestDatabase();
  });
  beforeEach(async () => {
    db = await connectDatabase({ url: database.url, log: silentLog, entities });
  });
  afterEach(async () => {
    await db.query('TRUNCATE tenants CASCADE');
    await db.destroy();
  });
  after(() => database.drop());

  function users(): Promise<Record<string, unknown>[]> {
    return rows(
      db,
      `SELECT u.username, u.role, u.creator_address, t.name AS tenant
       FROM users u JOIN tenants t ON t.id = u.tenant_id ORDER BY u.username`,
    );
  }

  function configured(env: NodeJS.ProcessEnv): Config {
    return loadConfig({
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://localhost',
      STORAGE_URL: 'file:///tmp',
      JWT_SECRET: randomBytes(32).toString('base64'),
      ...env,
    });
  }

  const ADMIN = { BOOTSTRAP_ADMIN_USERNAME: 'Root', BOOTSTRAP_ADMIN_PASSWORD: 'correct horse battery' };

  it('are the development logins, once, from however many replicas', async () => {
    await Promise.all(Array.from({ length: 4 }, () => seedDevelopmentLogins({ db })));
    await seedDevelopmentLogins({ db });
    const creator_address = null;
    const tenant = 'default';
    expect(await users()).toEqual([
      { username: 'admin', role: 'admin', creator_address, tenant },
      { username: 'agent', role: 'agent', creator_address, tenant },
      {
        username: 'creator',
        role: 'user',
        creator_address: 'ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG',
        tenant,
      },
      { username: 'owner', role: 'owner', creator_address, tenant },
      { username: 'user', role: 'user', creator_address, tenant },
    ]);
  });

  it('leave a development login alone that was changed', async () => {
    await seedDevelopmentLogins({ db });
    await db.query(`UPDATE users SET role = 'owner', username = 'USER' WHERE username = 'user'`);
    await seedDevelopmentLogins({ db });
    expect(await users()).toContainEqual(expect.objectContaining({ username: 'USER', role: 'owner' }));
    expect(await users()).toHaveLength(5);
  });

  it('are the configured admin, once, from however many replicas', async () => {
    const config = configured(ADMIN);
    await Promise.all(Array.from({ length: 4 }, () => bootstrapAdmin({ config, db, log: silentLog })));
    expect(await users()).toEqual([
      { username: 'Root', role: 'admin', creator_address: null, tenant: 'default' },
    ]);
  });

  it('do not come again where there are users', async () => {
    await seedDevelopmentLogins({ db });
    await bootstrapAdmin({ config: configured(ADMIN), db, log: silentLog });
    expect(await users()).not.toContainEqual(expect.objectContaining({ username: 'Root' }));
  });

  it('are asked for in the log when nobody could log in', async () => {
    const warnings: string[] = [];
    const log: Log = { ...silentLog, warn: (message) => void warnings.push(message) };
    await bootstrapAdmin({ config: configured({}), db, log });
    expect(warnings).toEqual([expect.stringContaining('BOOTSTRAP_ADMIN_USERNAME')]);
    expect(await users()).toEqual([]);
  });

  it('need both a name and a password that is long enough', () => {
    expect(() => configured({ BOOTSTRAP_ADMIN_USERNAME: 'root' })).toThrow('BOOTSTRAP_ADMIN_PASSWORD');
    const short = { ...ADMIN, BOOTSTRAP_ADMIN_PASSWORD: 'short' };
    expect(() => configured(short)).toThrow('BOOTSTRAP_ADMIN_PASSWORD');
  });
});
