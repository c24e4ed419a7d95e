import { recordAudit } from '@sluice/kernel/audit';
import { type Config } from '@sluice/kernel/config';
import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { type Log } from '@sluice/kernel/log';
import { uuidv7 } from 'uuidv7';
import { hashPassword } from './passwords';
import { type Role } from './principal';
import { DEFAULT_TENANT } from './tenant.entity';

interface FirstUser {
  username: string;
  password: string;
  role: Role;
  creatorAddress?: string;
}

/** Printed in the README and by `npm start`: for development only. */
const DEVELOPMENT_LOGINS: readonly FirstUser[] = [
  { username: 'admin', password: 'admin123', role: 'admin' },
  { username: 'owner', password: 'owner123', role: 'owner' },
  { username: 'agent', password: 'agent123', role: 'agent' },
  { username: 'user', password: 'user123', role: 'user' },
  {
    username: 'creator',
    password: 'creator123',
    role: 'user',
    creatorAddress: 'ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG',
  },
];

/** Makes the development logins that are not there; replicas starting at once don't disturb each other. */
export async function seedDevelopmentLogins({ db }: { db: Database }): Promise<void> {
  const there = await rows<{ username: string }>(
    db,
    `SELECT lower(username) AS username FROM users WHERE deleted_at IS NULL AND lower(username) = ANY ($1)`,
    [DEVELOPMENT_LOGINS.map(({ username }) => username)],
  );
  const missing = DEVELOPMENT_LOGINS.filter(
    ({ username }) => !there.some((user) => user.username === username),
  );
  if (missing.length === 0) return;
  const hashes = await Promise.all(missing.map(({ password }) => hashPassword(password)));
  await db.transaction(async (sql) => {
    const tenantId = await defaultTenant(sql);
    for (const [index, user] of missing.entries()) {
      await insertUser(sql, tenantId, user, hashes[index] as string);
    }
  });
}

/**
 * Makes the configured first admin while there are no users at all, and says how to when nobody could log in.
 */
export async function bootstrapAdmin(deps: { config: Config; db: Database; log: Log }): Promise<void> {
  const { config, db, log } = deps;
  if (await hasUsers(db)) return;
  if (!config.bootstrapAdmin) {
    if (!config.devLogins) {
      log.warn(
        'there are no users: set BOOTSTRAP_ADMIN_USERNAME and BOOTSTRAP_ADMIN_PASSWORD to make the first',
      );
    }
    return;
  }
  const { username, password } = config.bootstrapAdmin;
  const passwordHash = await hashPassword(password);
  await db.transaction(async (sql) => {
    // The lock on the tenant lets one replica at a time look and insert.
    const tenantId = await defaultTenant(sql);
    if (await hasUsers(sql)) return;
    const id = await insertUser(sql, tenantId, { username, password, role: 'admin' }, passwordHash);
    await recordAudit(sql, {
      action: 'auth.user.bootstrap',
      tenantId,
      actorId: null,
      actorName: null,
      address: null,
      requestId: null,
      subjectType: 'user',
      ...(id !== undefined && { subjectId: id }),
    });
    log.info('made the first admin', { username });
  });
}

async function hasUsers(sql: Sql): Promise<boolean> {
  return (await rows(sql, 'SELECT 1 FROM users LIMIT 1')).length > 0;
}

/** Id of the tenant `default`, made when missing, its row locked until the transaction ends. */
async function defaultTenant(sql: Sql): Promise<string> {
  await sql.query(`INSERT INTO tenants (id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, [
    uuidv7(),
    DEFAULT_TENANT,
  ]);
  const [tenant] = await rows<{ id: string }>(
    sql,
    `SELECT id FROM tenants WHERE name = $1 FOR NO KEY UPDATE`,
    [DEFAULT_TENANT],
  );
  return (tenant as { id: string }).id;
}

async function insertUser(
  sql: Sql,
  tenantId: string,
  user: FirstUser,
  passwordHash: string,
): Promise<string | undefined> {
  const [inserted] = await rows<{ id: string }>(
    sql,
    `INSERT INTO users (id, tenant_id, username, password_hash, role, creator_address)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
    [uuidv7(), tenantId, user.username, passwordHash, user.role, user.creatorAddress ?? null],
  );
  return inserted?.id;
}
