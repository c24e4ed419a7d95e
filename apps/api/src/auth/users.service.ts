import { recordAudit } from '@sluice/kernel/audit';
import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type EntityManager, type FindOperator, type FindOptionsWhere, Raw } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { type Actor } from './actor';
import { hashPassword } from './passwords';
import { type Principal, type Role } from './principal';
import { endAllSessions, lockUser } from './sessions';
import { DEFAULT_TENANT } from './tenant.entity';
import { resolveTenant } from './tenants.service';
import { User } from './user.entity';
import { type UsersQuery } from './users.schemas';

export interface NewUser {
  username: string;
  password: string;
  role: Role;
  /** Id or name; the caller's when left out. */
  tenant: string | undefined;
  creatorAddress: string | null;
}

/** What is undefined stays as it is. */
export interface UserChange {
  password: string | undefined;
  role: Role | undefined;
  /** Id or name. */
  tenant: string | undefined;
  creatorAddress: string | null | undefined;
  disabled: boolean | undefined;
}

/** What admins do with users: in their own tenant, operators in any. */
export class UsersService {
  constructor(private readonly db: Database) {}

  /**
   * @param onMade runs in the transaction
   * @throws AppError 400 for an unknown tenant, 409 when the name is taken
   */
  async create(
    actor: Actor,
    { username, password, role, tenant, creatorAddress }: NewUser,
    onMade: (sql: Sql, user: User) => Promise<void>,
  ): Promise<User> {
    const tenantId = await resolveTenant(this.db.manager, actor.principal, tenant);
    const passwordHash = await hashPassword(password);
    return this.db.transaction(async (db) => {
      const id = uuidv7();
      const inserted = await rows(
        db,
        `INSERT INTO users (id, tenant_id, username, password_hash, role, creator_address)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
        [id, tenantId, username, passwordHash, role, creatorAddress],
      );
      if (inserted.length === 0) throw new AppError('username_taken', 409, 'The username is taken');
      const user = await db.findOneByOrFail(User, { id });
      await recordChange(db, actor, 'auth.user.create', user, { role });
      await onMade(db, user);
      return user;
    });
  }

  /** Oldest first, with their number; only the one of that name when one is given. */
  async list({ principal }: Actor, { page, limit, username }: UsersQuery): Promise<[User[], number]> {
    const named = username === undefined ? {} : { username: isNamed(username) };
    return this.db.manager.findAndCount(User, {
      where: { ...visibleTo(principal), ...named },
      order: { id: 'ASC' },
      skip: (page - 1) * limit,
      take: limit,
    });
  }

  /** A user, the caller's own row included. @throws AppError 404 when there is none the caller may see */
  async get(id: string, where: FindOptionsWhere<User> = {}): Promise<User> {
    const user = await this.db.manager.findOneBy(User, { ...where, id });
    if (!user) throw notFound();
    return user;
  }

  /**
   * A new password and disabling end all sessions; a new role or tenant ends the access tokens only.
   * @throws AppError 404, 400 for an unknown tenant, 409 when `default` would be left without an admin
   */
  async change(actor: Actor, id: string, change: UserChange): Promise<User> {
    await this.get(id, visibleTo(actor.principal));
    const passwordHash = change.password === undefined ? undefined : await hashPassword(change.password);
    return this.withAdminLeft(async (db) => {
      const user = await lockVisible(db, actor.principal, id);
      const before = { role: user.role, tenantId: user.tenantId, disabled: user.disabledAt !== null };
      if (change.tenant !== undefined) {
        user.tenantId = await resolveTenant(db, actor.principal, change.tenant);
      }
      if (change.role !== undefined) user.role = change.role;
      if (change.creatorAddress !== undefined) user.creatorAddress = change.creatorAddress;
      if (passwordHash !== undefined) user.passwordHash = passwordHash;
      if (change.disabled !== undefined && change.disabled !== before.disabled) {
        user.disabledAt = change.disabled ? new Date() : null;
      }
      const saved = await db.save(user);
      if (passwordHash !== undefined || change.disabled) await endAllSessions(db, id);
      await recordChange(db, actor, 'auth.user.update', saved, {
        changed: Object.entries(change).flatMap(([name, value]) => (value === undefined ? [] : [name])),
        ...(saved.role !== before.role && { role: saved.role, formerRole: before.role }),
        ...(saved.tenantId !== before.tenantId && { formerTenantId: before.tenantId }),
        ...(change.disabled !== undefined && { disabled: change.disabled }),
      });
      return saved;
    });
  }

  /** What the user owned and did stays. @throws AppError 404, 403 for oneself, 409 for the last admin of `default` */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.withAdminLeft(async (db) => {
      const user = await lockVisible(db, actor.principal, id);
      if (user.id === actor.principal.userId) {
        throw new AppError('own_account', 403, 'Nobody can delete their own account');
      }
      await endAllSessions(db, id);
      await db.update(User, { id }, { passwordHash: '', deletedAt: () => 'now()' });
      await recordChange(db, actor, 'auth.user.delete', user, { role: user.role });
    });
  }

  /**
   * Changes users and commits only if an active admin of `default` is left. Such changes go one at a time:
   * two admins who remove each other must not both succeed.
   */
  private withAdminLeft<T>(work: (db: EntityManager) => Promise<T>): Promise<T> {
    return this.db.transaction(async (db) => {
      await db.query(`SELECT id FROM tenants WHERE name = $1 FOR NO KEY UPDATE`, [DEFAULT_TENANT]);
      const before = await countOperators(db);
      const result = await work(db);
      if (before > 0 && (await countOperators(db)) === 0) {
        throw new AppError('last_admin', 409, `The last admin of the tenant "${DEFAULT_TENANT}" must stay`);
      }
      return result;
    });
  }
}

async function countOperators(db: EntityManager): Promise<number> {
  const [row] = await rows<{ operators: number }>(
    db,
    `SELECT count(*)::int AS operators FROM users u JOIN tenants t ON t.id = u.tenant_id
     WHERE t.name = $1 AND u.role = 'admin' AND u.disabled_at IS NULL AND u.deleted_at IS NULL`,
    [DEFAULT_TENANT],
  );
  return row?.operators ?? 0;
}

function visibleTo(principal: Principal): FindOptionsWhere<User> {
  return principal.isOperator ? {} : { tenantId: principal.tenantId };
}

/** Names differ by more than the size of letters. */
function isNamed(username: string): FindOperator<string> {
  return Raw((column) => `lower(${column}) = lower(:username)`, { username });
}

async function lockVisible(db: EntityManager, principal: Principal, id: string): Promise<User> {
  const user = await lockUser(db, id);
  if (!user || (!principal.isOperator && user.tenantId !== principal.tenantId)) throw notFound();
  return user;
}

/** Written into the log of the tenant whose user it is, whoever did it. */
async function recordChange(
  db: EntityManager,
  actor: Actor,
  action: string,
  user: User,
  details: Record<string, unknown>,
): Promise<void> {
  await recordAudit(db, {
    action,
    ...actor.auditFields,
    tenantId: user.tenantId,
    subjectType: 'user',
    subjectId: user.id,
    details,
  });
}

function notFound(): AppError {
  return new AppError('not_found', 404, 'Not found');
}
