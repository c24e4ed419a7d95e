import { type AuditActor } from '@sluice/kernel/audit';
import { type Principal } from './principal';

/** A principal in the middle of a request: who acts, from where, under which request id. */
export interface Actor {
  principal: Principal;
  requestId: string;
  /** The same, as an audit event wants it. */
  auditFields: AuditActor;
}

export function actorOf(principal: Principal, requestId: string, address: string): Actor {
  const { tenantId, userId, username } = principal;
  return {
    principal,
    requestId,
    auditFields: { tenantId, actorId: userId, actorName: username, address, requestId },
  };
}
