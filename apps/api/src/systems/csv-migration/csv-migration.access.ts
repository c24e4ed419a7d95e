import { MigrationJob } from '@sluice/systems/csv-migration';
import { type EntityManager } from 'typeorm';
import { type Actor, type Role } from '../../auth';
import { forbidden, jobNotFound } from './csv-migration.refusals';

/** Who may look at jobs: admin and owner at all of their tenant, an agent at the own. */
export const READERS: readonly Role[] = ['admin', 'owner', 'agent'];
/** Who may make, move and delete them. */
export const WRITERS: readonly Role[] = ['admin', 'owner'];

/** Columns of what an actor sees in lists. */
export function visibleTo({ principal }: Actor): { tenantId: string; userId?: string } {
  const { tenantId, userId, role } = principal;
  return WRITERS.includes(role) ? { tenantId } : { tenantId, userId };
}

/**
 * A colleague's is 403 to an agent. What belongs to another tenant is not there at all.
 * @throws AppError 404, 403
 */
export async function findJob(sql: EntityManager, actor: Actor, id: string): Promise<MigrationJob> {
  return admit(actor, await sql.findOneBy(MigrationJob, { id }));
}

/** The same, locked until the transaction ends. */
export async function lockJob(sql: EntityManager, actor: Actor, id: string): Promise<MigrationJob> {
  const lock = { mode: 'pessimistic_write' } as const;
  return admit(actor, await sql.findOne(MigrationJob, { where: { id }, lock }));
}

function admit({ principal }: Actor, job: MigrationJob | null): MigrationJob {
  if (!job || job.tenantId !== principal.tenantId) throw jobNotFound();
  if (!WRITERS.includes(principal.role) && job.userId !== principal.userId) throw forbidden();
  return job;
}
