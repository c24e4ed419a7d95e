import { recordAudit } from '@sluice/kernel/audit';
import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { type PageLimit } from '../http/paging';
import { type Actor } from './actor';
import { type Principal } from './principal';
import { Tenant } from './tenant.entity';

export class TenantsService {
  constructor(private readonly db: Database) {}

  /**
   * For operators.
   * @param onMade runs in the transaction
   * @throws AppError 409 when the name is taken
   */
  async create(
    actor: Actor,
    name: string,
    onMade: (sql: Sql, tenant: Tenant) => Promise<void>,
  ): Promise<Tenant> {
    return this.db.transaction(async (db) => {
      const id = uuidv7();
      const inserted = await rows(
        db,
        `INSERT INTO tenants (id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING id`,
        [id, name],
      );
      if (inserted.length === 0) throw new AppError('tenant_exists', 409, 'The tenant name is taken');
      await recordAudit(db, {
        action: 'auth.tenant.create',
        ...actor.auditFields,
        subjectType: 'tenant',
        subjectId: id,
        details: { name },
      });
      const tenant = await db.findOneByOrFail(Tenant, { id });
      await onMade(db, tenant);
      return tenant;
    });
  }

  /** All tenants for operators, for other admins their own; oldest first. */
  async list({ principal }: Actor, { page, limit }: PageLimit): Promise<[Tenant[], number]> {
    return this.db.manager.findAndCount(Tenant, {
      where: principal.isOperator ? {} : { id: principal.tenantId },
      order: { id: 'ASC' },
      skip: (page - 1) * limit,
      take: limit,
    });
  }
}

/**
 * The id of the tenant that an admin names by id or by name; the admin's own when none is named. To those
 * who are no operators every other tenant is unknown.
 * @throws AppError 400 for an unknown one
 */
export async function resolveTenant(
  db: EntityManager,
  principal: Principal,
  idOrName: string | undefined,
): Promise<string> {
  if (idOrName === undefined) return principal.tenantId;
  const [tenant] = await rows<{ id: string }>(
    db,
    `SELECT id FROM tenants WHERE id::text = lower($1) OR name = $1`,
    [idOrName],
  );
  if (!tenant || (tenant.id !== principal.tenantId && !principal.isOperator)) {
    throw new AppError('unknown_tenant', 400, '"tenant_id" is not the id or the name of a tenant');
  }
  return tenant.id;
}
