export const ROLES = ['admin', 'owner', 'agent', 'user'] as const;
export type Role = (typeof ROLES)[number];

/** Who a request is from, checked against the database within the last seconds. */
export interface Principal {
  userId: string;
  username: string;
  role: Role;
  tenantId: string;
  /** An admin of the tenant `default`: runs the installation, yet sees no other tenant's data. */
  isOperator: boolean;
  creatorAddress: string | null;
}
