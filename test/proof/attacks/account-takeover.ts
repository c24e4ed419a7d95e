import { rows } from '@sluice/kernel/db';
import { type Arena, type Attack, type Person, type Sent, succeeded } from './attack';

/** What people could wish to be: of another role, tenant or name. */
export function takeoverAttacks(arena: Arena): Attack[] {
  return [...accounts(arena), ...claims(arena), clientsWords(arena)];
}

type Attempt = [as: Person, method: string, path: string, json: object];

/** Nobody comes into a tenant that is not theirs, nor out of their role. */
function accounts({ home, other, operator }: Arena): Attack[] {
  const login = { username: 'intruder', password: 'a long passphrase', role: 'admin' };
  const self = ({ id }: Person): string => `/api/users/${id}`;
  const attempts: Attempt[] = [
    [home.user, 'PATCH', self(home.user), { role: 'admin' }],
    [home.owner, 'PATCH', self(home.owner), { role: 'admin' }],
    [home.user, 'PATCH', self(home.user), { creator_address: 'creator-of-home' }],
    [home.admin, 'PATCH', self(home.admin), { tenant_id: operator.tenantId }],
    [home.admin, 'PATCH', self(home.admin), { tenant_id: 'default' }],
    [home.admin, 'PATCH', self(home.admin), { tenant_id: ' DEFAULT ' }],
    [home.admin, 'PATCH', self(home.colleague), { tenant_id: other.id }],
    [home.admin, 'PATCH', self(home.colleague), { tenant_id: 'other' }],
    [home.admin, 'PATCH', self(other.user), { password: 'a new passphrase' }],
    [home.admin, 'PATCH', self(operator), { password: 'a new passphrase' }],
    [home.admin, 'PATCH', self(operator), { disabled: true }],
    [home.admin, 'POST', '/api/users', { ...login, tenant_id: 'default' }],
    [home.admin, 'POST', '/api/users', { ...login, tenant_id: operator.tenantId }],
    [home.admin, 'POST', '/api/users', { ...login, tenant_id: operator.tenantId.toUpperCase() }],
    [home.admin, 'POST', '/api/users', { ...login, tenant_id: other.name }],
    [home.admin, 'POST', '/api/users', { ...login, tenant_id: { name: 'default' } }],
    [home.admin, 'POST', '/api/users', { ...login, tenant_id: ['default'] }],
    [home.admin, 'POST', '/api/users', { ...login, role: ['user', 'admin'] }],
    [home.admin, 'POST', '/api/users', { ...login, role: 'operator' }],
    [home.admin, 'POST', '/api/users', { ...login, username: 'ADMIN' }],
    [home.admin, 'POST', '/api/users', { ...login, username: ' admin' }],
    [home.admin, 'POST', '/api/users', { ...login, username: 'home.user\u200b' }],
    [home.admin, 'POST', '/api/tenants', { name: 'mine' }],
  ];
  return attempts.map(([as, method, path, json], at) => ({
    name: `${as.name} sends ${method} ${path.replace(/[\da-f-]{36}/, 'ID')} ${JSON.stringify(json).replace(/[\da-fA-F-]{36}/, 'ID')} (${at + 1})`,
    expectation: 'refused, and users and tenants are as they were',
    async run({ send, fingerprint }) {
      const before = await fingerprint();
      const { status, text } = await send(method, path, { as, json });
      if (status < 400 || status >= 500) succeeded(`${status} ${text.slice(0, 200)}`);
      const after = await fingerprint();
      if (before['users'] !== after['users'] || before['tenants'] !== after['tenants']) succeeded('changed');
    },
  }));
}

/** A login is what the database says, whatever stands beside the password. */
function claims({ home }: Arena): Attack[] {
  const more = { role: 'admin', tenant_id: 'default', sub: 'admin', isOperator: true, expires_in: 1e9 };
  const { username, password } = home.user;
  const sent: [string, Sent][] = [
    ['JSON', { json: { username, password, ...more } }],
    [
      'a form',
      {
        body: `${new URLSearchParams({ username, password, role: 'admin', tenant_id: 'default' })}&username=admin`,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      },
    ],
    [
      'JSON with two names',
      {
        body: `{"username":"admin","username":${JSON.stringify(username)},"password":${JSON.stringify(password)}}`,
        headers: { 'Content-Type': 'application/json' },
      },
    ],
  ];
  return sent.map(([form, request]) => ({
    name: `home.user signs in as ${form} with more than a name and a password`,
    expectation: 'the own rights, or refused',
    async run({ send }) {
      const { status, json } = await send('POST', '/api/auth/login', request);
      if (status >= 400 && status < 500) return;
      const token = (json as { access_token: string }).access_token;
      const me = await send('GET', '/api/auth/me', { headers: { Authorization: `Bearer ${token}` } });
      const { id, role, tenant_id: tenant } = me.json as { id: string; role: string; tenant_id: string };
      if (id !== home.user.id || role !== 'user' || tenant !== home.id) succeeded(me.text);
    },
  }));
}

/** PRODUCT §6: `userId`, `ipAddress` and `userAgent` of a batch's body never change who owns it. */
function clientsWords({ home, other }: Arena): Attack {
  return {
    name: 'home.user makes a revenue batch in the name of other.user',
    expectation: 'the words are kept, the batch is the own',
    async run({ send, db }) {
      const words = { userId: other.user.id, ipAddress: '203.0.113.7', userAgent: 'x' };
      const made = await send('POST', '/api/revenue/batches', { as: home.user, json: words });
      const { id } = (made.json as { data: { id: string } }).data;
      const [row] = await rows<{ owner: string; tenant: string }>(
        db,
        'SELECT owner_id AS owner, tenant_id AS tenant FROM revenue_batches WHERE id = $1',
        [id],
      );
      if (row?.owner !== home.user.id || row.tenant !== home.id) succeeded(JSON.stringify(row));
      const [event] = await rows<{ actor: string; address: string }>(
        db,
        'SELECT actor_id AS actor, address FROM audit_events WHERE subject_id = $1',
        [id],
      );
      if (event?.actor !== home.user.id || event.address === '203.0.113.7') succeeded(JSON.stringify(event));
    },
  };
}
