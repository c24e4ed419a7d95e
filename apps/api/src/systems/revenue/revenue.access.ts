import { AppError } from '@sluice/kernel/errors';
import { RevenueBatch, RevenueFile } from '@sluice/systems/revenue';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';

interface Owned {
  tenantId: string;
  ownerId: string;
}

/** Columns of what an actor sees in lists: the own, for an admin those of the whole tenant. */
export function visibleTo({ principal }: Actor): { tenantId: string; ownerId?: string } {
  const { tenantId, userId, role } = principal;
  return role === 'admin' ? { tenantId } : { tenantId, ownerId: userId };
}

/**
 * Another's is 403, as the document has it. What belongs to another tenant is not there at all: a 403 would
 * tell that it exists.
 * @throws AppError 404, 403
 */
export function admit<T extends Owned>({ principal }: Actor, found: T | null, missing: () => AppError): T {
  if (!found || found.tenantId !== principal.tenantId) throw missing();
  if (principal.role !== 'admin' && found.ownerId !== principal.userId) throw foreign();
  return found;
}

/** @throws AppError 404, 403 */
export async function findBatch(sql: EntityManager, actor: Actor, id: string): Promise<RevenueBatch> {
  return admit(actor, await sql.findOneBy(RevenueBatch, { id }), batchNotFound);
}

/** The same, locked until the transaction ends. */
export async function lockBatch(sql: EntityManager, actor: Actor, id: string): Promise<RevenueBatch> {
  const lock = { mode: 'pessimistic_write' } as const;
  return admit(actor, await sql.findOne(RevenueBatch, { where: { id }, lock }), batchNotFound);
}

/** @throws AppError 404, 403 */
export async function findFile(sql: EntityManager, actor: Actor, id: string): Promise<RevenueFile> {
  return admit(actor, await sql.findOneBy(RevenueFile, { id }), fileNotFound);
}

/** The same, locked until the transaction ends. */
export async function lockFile(sql: EntityManager, actor: Actor, id: string): Promise<RevenueFile> {
  const lock = { mode: 'pessimistic_write' } as const;
  return admit(actor, await sql.findOne(RevenueFile, { where: { id }, lock }), fileNotFound);
}

export function batchNotFound(): AppError {
  return new AppError('batch_not_found', 404, 'ไม่พบ batch');
}

function fileNotFound(): AppError {
  return new AppError('file_not_found', 404, 'ไม่พบไฟล์');
}

function foreign(): AppError {
  return new AppError('forbidden', 403, 'ไม่มีสิทธิ์เข้าถึงข้อมูลนี้');
}
