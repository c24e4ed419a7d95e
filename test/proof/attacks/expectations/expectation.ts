import { type Arena, type Belongings, type Person, type Role, type Sent } from '../attack';

/** What a caller gets: what was asked for, or the status of a refusal. */
export type Outcome = 'in' | 400 | 401 | 403 | 404;

type ByRole = Outcome | Record<Role, Outcome>;

/** Who gets what, by role and by how the caller stands to the owner. Nobody, and who is disabled, is 401 wherever it does not say `anybody`. */
export interface Rule {
  /** Also without a token; a bad one is 401 nevertheless, unless the route looks at none. */
  anybody?: 'in';
  /** True where a token is not looked at. */
  ignoresTokens?: boolean;
  /** The owner; default: as others of the tenant. */
  self?: Outcome;
  /** Others of the owner's tenant. */
  tenant: ByRole;
  /** People of other tenants. */
  elsewhere: ByRole;
  /** Whoever has another creator's address and is no admin; default: as others. */
  otherCreators?: Outcome;
  /** Admins of `default`; default: as any admin elsewhere. */
  operator?: Outcome;
}

/** A request that the matrix sends, and what each caller must get. */
export interface Expectation {
  rule: Rule;
  /** Whose data may be in the answer, told by the same words; default: the rule's. */
  sees?: Rule;
  /** Whose resource it is about, of the tenant `home`. */
  owner: OwnerName;
  /** Values of the path's parameters. */
  params?: (things: Belongings, owner: Person) => Record<string, string>;
  query?: string;
  /** Of a route that has all systems' resources: whose this one is. */
  system?: string;
  sent?: (things: Belongings, owner: Person) => Sent;
  /** True where nobody without a token may tell by the status what is there, because two documents share the path. */
  isOpenSecret?: boolean;
  /** What those get who are let in; default 200. */
  inStatus?: number;
  /** Makes what is used up by being let in, in place of what the arena has. */
  fresh?: (arena: Arena, owner: Person) => Promise<Partial<Belongings>>;
}

export type OwnerName = 'admin' | 'owner' | 'agent' | 'user' | 'creator';

/** By method and path as the OpenAPI document has them: `GET /api/batches/{id}`; several where several systems share one. */
export type Expectations = Record<string, readonly Expectation[]>;

/** What the rule says. */
export function outcomeFor(rule: Rule, caller: Person | undefined, owner: Person): Outcome {
  const isStranger = caller === undefined || caller.name.endsWith('.disabled');
  if (isStranger && rule.anybody && (rule.ignoresTokens || caller === undefined)) return 'in';
  if (isStranger) return 401;
  if (rule.anybody) return 'in';
  if (caller.name === 'operator') return rule.operator ?? byRole(rule.elsewhere, 'admin');
  if (caller.id === owner.id && rule.self !== undefined) return rule.self;
  if (caller.creatorAddress !== undefined && rule.otherCreators) return rule.otherCreators;
  return byRole(caller.tenantId === owner.tenantId ? rule.tenant : rule.elsewhere, caller.role);
}

function byRole(outcome: ByRole, role: Role): Outcome {
  return typeof outcome === 'object' ? outcome[role] : outcome;
}

const only = (allowed: readonly Role[], refusal: Outcome): Record<Role, Outcome> => {
  const of = (role: Role): Outcome => (allowed.includes(role) ? 'in' : refusal);
  return { admin: of('admin'), owner: of('owner'), agent: of('agent'), user: of('user') };
};

/** Neither needs nor looks at a token. */
export const PUBLIC: Rule = { anybody: 'in', ignoresTokens: true, tenant: 'in', elsewhere: 'in' };
export const READ_BY_ALL: Rule = { anybody: 'in', tenant: 'in', elsewhere: 'in' };
export const SIGNED_IN: Rule = { tenant: 'in', elsewhere: 'in' };
export const OPERATORS: Rule = { tenant: 403, elsewhere: 403, operator: 'in' };
export const ADMINS: Rule = { tenant: only(['admin'], 403), elsewhere: only(['admin'], 403) };
/** Users of the own tenant; operators those of any. */
export const ADMINS_OF_TENANT: Rule = {
  tenant: only(['admin'], 403),
  elsewhere: { admin: 404, owner: 403, agent: 403, user: 403 },
  operator: 'in',
};
/** Nobody's data is in the answer. */
export const NOBODY: Rule = { tenant: 403, elsewhere: 404 };

/** omr: the own, admins all; another's is 404. */
export const OMR: Rule = { self: 'in', tenant: only(['admin'], 404), elsewhere: 404 };
export const OMR_ADMINS: Rule = {
  tenant: only(['admin'], 403),
  elsewhere: { admin: 404, owner: 403, agent: 403, user: 403 },
};
/** revenue: the own, admins all; a colleague's is 403, another tenant's is not there. */
export const REVENUE: Rule = { self: 'in', tenant: only(['admin'], 403), elsewhere: 404 };
/** audience: the own only; a colleague's is 403 for admins too, another tenant's is not there. */
export const AUDIENCE: Rule = { self: 'in', tenant: 403, elsewhere: 404 };
/** Resumable uploads: the own only; another's is not there. */
export const UPLOADS: Rule = { self: 'in', tenant: 404, elsewhere: 404 };
/** content: the creator and admins of its tenant; reading is public, so that it exists is no secret. */
export const CONTENT_MOVES: Rule = { self: 'in', tenant: only(['admin'], 403), elsewhere: 403 };
/** content: creators for themselves, admins for any of their tenant's. */
export const CONTENT_WRITES: Rule = {
  self: 'in',
  tenant: only(['admin'], 403),
  elsewhere: 403,
};
/** migration: admin and owner see the tenant, an agent the own; another tenant's is not there. */
export const MIGRATION_READS: Rule = {
  tenant: only(['admin', 'owner'], 403),
  elsewhere: { admin: 404, owner: 404, agent: 404, user: 403 },
};
export const MIGRATION_WRITES: Rule = {
  tenant: only(['admin', 'owner'], 403),
  elsewhere: { admin: 404, owner: 404, agent: 403, user: 403 },
};
/** What was imported is the tenant's. */
export const MIGRATION_RECORDS: Rule = {
  tenant: only(['admin', 'owner', 'agent'], 403),
  elsewhere: { admin: 404, owner: 404, agent: 404, user: 403 },
};
export const MIGRATION_LISTS: Rule = {
  tenant: only(['admin', 'owner', 'agent'], 403),
  elsewhere: only(['admin', 'owner', 'agent'], 403),
};
export const MIGRATION_MAKES: Rule = {
  tenant: only(['admin', 'owner'], 403),
  elsewhere: only(['admin', 'owner'], 403),
};
/** In the list over all systems what is not for the caller is not there. */
export const MIGRATION_OVERVIEW: Rule = { tenant: only(['admin', 'owner'], 404), elsewhere: 404 };
/** There nobody is shown what other tenants' creators do, although everybody may ask for it. */
export const CONTENT_OVERVIEW: Rule = { tenant: 'in', elsewhere: 404 };
