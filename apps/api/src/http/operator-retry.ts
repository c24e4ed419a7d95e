import { type Database, rows } from '@sluice/kernel/db';
import { type Actor } from '../auth';
import { uuidParam } from './ids';

export interface BatchOwner {
  tenantId: string;
  ownerId: string;
}

/**
 * What a system brings to have operators do again what failed of a batch, by its id alone: whose tenant's it is and
 * what is in it they do not see.
 */
export interface OperatorRetry {
  queue: string;
  /** Names of the jobs whose failure it makes good. */
  jobNames: readonly string[];
  /** Whose the batch is; undefined when the system has none of that id. */
  ownerOf(batchId: string): Promise<BatchOwner | undefined>;
  /**
   * The system's own retry.
   * @param actor see {@link actingFor}
   * @returns how many parts are done again; 0 when that is not known yet
   * @throws AppError 409 while there is work under way or when nothing failed
   */
  retry(actor: Actor, batchId: string): Promise<number>;
}

/** An operator with the rights of a batch's owner and of the tenant's admins; the audit names the operator. */
export function actingFor(operator: Actor, { tenantId, ownerId }: BatchOwner): Actor {
  const { principal, auditFields } = operator;
  return {
    ...operator,
    principal: { ...principal, tenantId, userId: ownerId, role: 'admin', isOperator: false },
    auditFields: { ...auditFields, tenantId },
  };
}

/** The one row of a statement that has the batch's id, a UUID, for its parameter. */
export async function ownerIn(
  db: Database,
  statement: string,
  batchId: string,
): Promise<BatchOwner | undefined> {
  if (uuidParam.validate(batchId).error) return undefined;
  const [owner] = await rows<BatchOwner>(db, statement, [batchId]);
  return owner;
}
