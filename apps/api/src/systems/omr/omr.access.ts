import { AppError } from '@sluice/kernel/errors';
import { OmrBatch } from '@sluice/systems/omr';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';

/** Own batches; an admin those of the whole tenant. Nobody crosses a tenant. */
export function visibleTo({ principal }: Actor): { tenantId: string; ownerId?: string } {
  const { tenantId, userId, role } = principal;
  return role === 'admin' ? { tenantId } : { tenantId, ownerId: userId };
}

export function mayAccess({ principal }: Actor, batch: { tenantId: string; ownerId: string }): boolean {
  if (batch.tenantId !== principal.tenantId) return false;
  return principal.role === 'admin' || batch.ownerId === principal.userId;
}

/** @throws AppError 404 when there is none, or it is another's */
export async function findBatch(sql: EntityManager, actor: Actor, id: string): Promise<OmrBatch> {
  const batch = await sql.findOneBy(OmrBatch, { id, ...visibleTo(actor) });
  if (!batch) throw batchNotFound();
  return batch;
}

/** The same, locked until the transaction ends. */
export async function lockBatch(sql: EntityManager, actor: Actor, id: string): Promise<OmrBatch> {
  const where = { id, ...visibleTo(actor) };
  const batch = await sql.findOne(OmrBatch, { where, lock: { mode: 'pessimistic_write' } });
  if (!batch) throw batchNotFound();
  return batch;
}

export function batchNotFound(): AppError {
  return new AppError('not_found', 404, 'Batch not found');
}
