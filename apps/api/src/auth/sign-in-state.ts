import { type Database, rows } from '@sluice/kernel/db';
import { type AccessClaims } from './access-token';
import { type Principal, type Role } from './principal';
import { DEFAULT_TENANT } from './tenant.entity';

/** How long a process believes what it read: the bound on how long a revoked token still works. */
const MAX_AGE_MS = 2_000;

interface Entry {
  readAt: number;
  principal: Promise<Principal | undefined>;
}

/**
 * Who stands behind a session now, read from Postgres at most once in {@link MAX_AGE_MS} a process, however
 * many requests come.
 */
export class SignInState {
  /** By session, oldest first: entries are only ever added at the end. */
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly db: Database) {}

  /** undefined when the user is gone or disabled, has another role or tenant by now, or the session is over. */
  async principalOf(claims: AccessClaims): Promise<Principal | undefined> {
    const principal = await this.read(claims);
    const isCurrent = principal?.role === claims.role && principal.tenantId === claims.tenant_id;
    return isCurrent ? principal : undefined;
  }

  private read({ sub, sid }: AccessClaims): Promise<Principal | undefined> {
    this.dropOld();
    const key = `${sub} ${sid}`;
    const known = this.entries.get(key);
    if (known) return known.principal;
    const principal = this.query(sub, sid);
    this.entries.set(key, { readAt: performance.now(), principal });
    // A failed read must not be answered again to those who come later.
    principal.catch(() => this.entries.delete(key));
    return principal;
  }

  private dropOld(): void {
    const oldest = performance.now() - MAX_AGE_MS;
    for (const [key, { readAt }] of this.entries) {
      if (readAt > oldest) return;
      this.entries.delete(key);
    }
  }

  private async query(userId: string, sessionId: string): Promise<Principal | undefined> {
    const [row] = await rows<PrincipalRow>(
      this.db,
      `SELECT u.id, u.username, u.role, u.tenant_id, u.creator_address, t.name AS tenant_name
       FROM users u JOIN tenants t ON t.id = u.tenant_id
       WHERE u.id = $1 AND u.deleted_at IS NULL AND u.disabled_at IS NULL
         AND (SELECT bool_and(revoked_at IS NULL) FROM refresh_tokens WHERE family_id = $2 AND user_id = u.id)`,
      [userId, sessionId],
    );
    return row && toPrincipal(row);
  }
}

interface PrincipalRow {
  id: string;
  username: string;
  role: Role;
  tenant_id: string;
  creator_address: string | null;
  tenant_name: string;
}

function toPrincipal(row: PrincipalRow): Principal {
  return {
    userId: row.id,
    username: row.username,
    role: row.role,
    tenantId: row.tenant_id,
    isOperator: row.role === 'admin' && row.tenant_name === DEFAULT_TENANT,
    creatorAddress: row.creator_address,
  };
}
