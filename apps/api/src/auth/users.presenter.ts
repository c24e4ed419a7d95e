import { toSeconds } from '../http/timestamps';
import { type Tenant } from './tenant.entity';
import { type User } from './user.entity';

export function presentUser(user: User): Record<string, unknown> {
  return {
    id: user.id,
    username: user.username,
    role: user.role,
    tenant_id: user.tenantId,
    creator_address: user.creatorAddress,
    disabled: user.disabledAt !== null,
    created_at: toSeconds(user.createdAt),
    updated_at: toSeconds(user.updatedAt),
  };
}

export function presentTenant(tenant: Tenant): Record<string, unknown> {
  return { id: tenant.id, name: tenant.name, created_at: toSeconds(tenant.createdAt) };
}
