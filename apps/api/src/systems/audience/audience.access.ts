import { AppError } from '@sluice/kernel/errors';
import { AudienceUpload } from '@sluice/systems/audience';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';

interface Owned {
  tenantId: string;
  ownerId: string;
}

/**
 * Uploads are their owner's alone: a colleague's is 403, for admins too. What belongs to another tenant is not there
 * at all: a 403 would tell that it exists.
 * @throws AppError 404, 403
 */
export function admit<T extends Owned>({ principal }: Actor, found: T | null): T {
  if (!found || found.tenantId !== principal.tenantId) throw uploadNotFound();
  if (found.ownerId !== principal.userId) {
    throw new AppError('forbidden', 403, 'This batch upload belongs to somebody else');
  }
  return found;
}

/** @throws AppError 404, 403 */
export async function findUpload(
  sql: EntityManager,
  actor: Actor,
  uploadId: string,
): Promise<AudienceUpload> {
  return admit(actor, await sql.findOneBy(AudienceUpload, { uploadId }));
}

/** The same, locked until the transaction ends. */
export async function lockUpload(
  sql: EntityManager,
  actor: Actor,
  uploadId: string,
): Promise<AudienceUpload> {
  const lock = { mode: 'pessimistic_write' } as const;
  return admit(actor, await sql.findOne(AudienceUpload, { where: { uploadId }, lock }));
}

function uploadNotFound(): AppError {
  return new AppError('upload_not_found', 404, 'Batch upload not found');
}
