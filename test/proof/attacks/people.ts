import { type Arena, type ArenaTenant, type Person, type Role } from './attack';
import { sendRequest } from './send-request';
import { expectAnswer } from './sender';

interface Tokens {
  access_token: string;
  refresh_token: string;
}

const PASSWORD = 'a long enough passphrase';

/** Signs in. @throws Error when refused */
export async function signIn(baseUrl: string, person: Person): Promise<Person> {
  const { username, password } = person;
  const { status, text, json } = await sendRequest(baseUrl, 'POST', '/api/auth/login', {
    json: { username, password },
  });
  if (status !== 200) throw new Error(`login of ${username}: ${status} ${text}`);
  const { access_token: token, refresh_token: refreshToken } = json as Tokens;
  return { ...person, token, refreshToken };
}

/** The development login `admin`. */
export async function signInOperator(baseUrl: string): Promise<Person> {
  const operator = {
    name: 'operator',
    id: '',
    username: 'admin',
    password: 'admin123',
    role: 'admin',
  } as const;
  const known = await signIn(baseUrl, { ...operator, tenantId: '', token: '', refreshToken: '' });
  const { json } = await sendRequest(baseUrl, 'GET', '/api/auth/me', { as: known });
  const { id, tenant_id: tenantId } = json as { id: string; tenant_id: string };
  return { ...known, id, tenantId };
}

/** Makes a tenant with all its people, as an operator does. */
export async function makeTenant(baseUrl: string, operator: Person, name: string): Promise<ArenaTenant> {
  const made = await sendRequest(baseUrl, 'POST', '/api/tenants', { as: operator, json: { name } });
  if (made.status !== 201) throw new Error(`tenant ${name}: ${made.status} ${made.text}`);
  const { id } = made.json as { id: string };
  const person = (as: string, role: Role, creatorAddress?: string) =>
    makePerson(baseUrl, operator, { name: `${name}.${as}`, role, tenantId: id, creatorAddress });
  const [admin, owner, agent, user, colleague, creator, disabled] = await Promise.all([
    person('admin', 'admin'),
    person('owner', 'owner'),
    person('agent', 'agent'),
    person('user', 'user'),
    person('colleague', 'user'),
    person('creator', 'user', `creator-of-${name}`),
    person('disabled', 'admin'),
  ]);
  await disable(baseUrl, operator, disabled);
  return { id, name, admin, owner, agent, user, colleague, creator, disabled };
}

/** Everybody of a tenant. */
export function peopleOf(tenant: ArenaTenant): Person[] {
  const { admin, owner, agent, user, colleague, creator, disabled } = tenant;
  return [admin, owner, agent, user, colleague, creator, disabled];
}

interface NewPerson {
  name: string;
  role: Role;
  tenantId: string;
  creatorAddress: string | undefined;
}

/** Makes somebody, and signs them in. */
export async function makePerson(baseUrl: string, operator: Person, wanted: NewPerson): Promise<Person> {
  const { name, role, tenantId, creatorAddress } = wanted;
  const json = {
    username: name,
    password: PASSWORD,
    role,
    tenant_id: tenantId,
    ...(creatorAddress !== undefined && { creator_address: creatorAddress }),
  };
  const made = await sendRequest(baseUrl, 'POST', '/api/users', { as: operator, json });
  if (made.status !== 201) throw new Error(`user ${name}: ${made.status} ${made.text}`);
  const { id } = made.json as { id: string };
  return signIn(baseUrl, {
    name,
    id,
    username: name,
    password: PASSWORD,
    role,
    tenantId,
    ...(creatorAddress !== undefined && { creatorAddress }),
    token: '',
    refreshToken: '',
  });
}

let spares = 0;

/** A user of the person's tenant whom nobody needs. @returns the id */
export async function makeSpareLogin({ send, operator }: Arena, { tenantId }: Person): Promise<string> {
  const json = { username: `spare-${++spares}`, password: PASSWORD, role: 'user', tenant_id: tenantId };
  const made = await send('POST', '/api/users', { as: operator, json });
  return expectAnswer<{ id: string }>(201, made).id;
}

async function disable(baseUrl: string, operator: Person, { id }: Person): Promise<void> {
  const sent = { as: operator, json: { disabled: true } };
  const { status, text } = await sendRequest(baseUrl, 'PATCH', `/api/users/${id}`, sent);
  if (status !== 200) throw new Error(`disabling: ${status} ${text}`);
}
