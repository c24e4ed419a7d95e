import { rows } from '@sluice/kernel/db';
import { type Arena, CREATOR_ADDRESS, PASSWORD } from './arena';
import { type Attack, type AttackPart, expectSame, expectStatus } from './attack';

/** Members that a row has and a request must not set. */
const OTHERS = '01890000-0000-7000-8000-00000000dead';
const EXTRA = {
  id: OTHERS,
  _id: OTHERS,
  tenant_id: OTHERS,
  tenantId: OTHERS,
  owner_id: OTHERS,
  ownerId: OTHERS,
  role: 'admin',
  status: 'completed',
  created_at: '2000-01-01T00:00:00Z',
  version: 99,
  isRemoved: true,
};
/** As text: an object literal would set the prototype here, not there. */
const POLLUTION = [
  '{"__proto__":{"role":"admin","polluted":true},"username":"a","password":"b"}',
  '{"constructor":{"prototype":{"polluted":true}},"username":"a","password":"b"}',
  '{"username":{"__proto__":{"length":3}},"password":"b"}',
];

/** Refused by name, or left out: never taken over. */
async function expectNothingOf(arena: Arena, sql: string): Promise<void> {
  const found = await rows(arena.db, sql);
  if (found.length > 0) throw new Error(`It was taken over: ${JSON.stringify(found[0])}`);
}

const ATTACKS: readonly Attack[] = [
  {
    name: 'making a user somewhere else, or more than asked for',
    async run(arena) {
      const username = 'massassigned';
      const json = { ...EXTRA, username, password: PASSWORD, role: 'user', tenant_id: undefined };
      expectStatus(await arena.call('rivalAdmin', 'POST', '/api/users', { json }), 400);
      const elsewhere = { username, password: PASSWORD, role: 'admin', tenant_id: 'default' };
      expectStatus(await arena.call('rivalAdmin', 'POST', '/api/users', { json: elsewhere }), 400, 403, 404);
      await expectNothingOf(arena, `SELECT username FROM users WHERE username = '${username}'`);
    },
  },
  {
    name: 'raising oneself',
    async run(arena) {
      const me = await arena.call('user', 'GET', '/api/auth/me');
      const { id } = me.json as { id: string };
      for (const json of [{ role: 'admin' }, { tenant_id: 'rival' }, { disabled: false }])
        expectStatus(await arena.call('user', 'PATCH', `/api/users/${id}`, { json }), 403);
    },
  },
  {
    name: 'moving a user of one’s tenant into the operators’',
    async run(arena) {
      const { json } = await arena.call('rivalAdmin', 'GET', '/api/users');
      const [{ id } = { id: '' }] = (json as { id: string; username: string }[]).filter(
        ({ username }) => username === 'rivaluser',
      );
      expectStatus(
        await arena.call('rivalAdmin', 'PATCH', `/api/users/${id}`, { json: { tenant_id: 'default' } }),
        400,
        403,
        404,
      );
    },
  },
  {
    name: 'a month of somebody else’s, by the client’s words',
    async run(arena) {
      const json = { batchName: 'spoofed', userId: OTHERS, ipAddress: '1.2.3.4', userAgent: 'x', ...EXTRA };
      const made = await arena.call('user', 'POST', '/api/revenue/batches', { json });
      if (made.status === 201) {
        const [row] = await rows<{ name: string }>(
          arena.db,
          `SELECT username AS name FROM revenue_batches JOIN users ON users.id = owner_id WHERE batch_name = 'spoofed'`,
        );
        expectSame('the owner', row?.name, 'user');
      } else expectStatus(made, 400);
      expectStatus(
        await arena.call('user', 'POST', '/api/revenue/batches', {
          json: { batchName: 'words', userId: OTHERS },
        }),
        201,
      );
      await expectNothingOf(
        arena,
        `SELECT id FROM revenue_batches WHERE owner_id = '${OTHERS}' OR id = '${OTHERS}'`,
      );
    },
  },
  {
    name: 'fields of a batch in the form of an upload',
    async run(arena) {
      const body = new FormData();
      body.append('file', new Blob(['PK']), 'x.zip');
      for (const [name, value] of Object.entries(EXTRA)) body.append(name, String(value));
      await arena.call('user', 'POST', '/api/batches/upload', { body });
      await expectNothingOf(
        arena,
        `SELECT id FROM omr_batches WHERE id = '${OTHERS}' OR owner_id = '${OTHERS}'`,
      );
    },
  },
  {
    name: 'columns of a pilgrim that are not the client’s',
    async run(arena) {
      const path = `/api/v1/onboarding/jamaah/${arena.possessions.jamaah}`;
      for (const [name, value] of Object.entries({
        ...EXTRA,
        migration_job_id: OTHERS,
        row_number: 9,
        dup_key: 'x',
      }))
        expectStatus(await arena.call('owner', 'PATCH', path, { json: { [name]: value } }), 400);
    },
  },
  {
    name: 'contents with more than they have',
    async run(arena) {
      const json = {
        creator: CREATOR_ADDRESS,
        title: 'a',
        description: 'b',
        contentType: 'video',
        price: 1,
        ...EXTRA,
      };
      expectStatus(await arena.call('creator', 'POST', '/api/contents', { json }), 400);
      const updates = {
        creator: CREATOR_ADDRESS,
        contentIds: ['kept'],
        updates: { price: 0, creator: 'ST0', isRemoved: true },
      };
      expectStatus(
        await arena.call('creator', 'POST', '/api/batches/batch-update-metadata', { json: updates }),
        400,
      );
    },
  },
  {
    name: 'prototypes of what the server thinks with',
    async run(arena) {
      for (const body of POLLUTION) {
        const answer = await arena.call('anonymous', 'POST', '/api/auth/login', {
          body,
          headers: { 'Content-Type': 'application/json' },
        });
        expectStatus(answer, 400, 401);
      }
      for (const query of [
        '__proto__[limit]=1',
        'constructor[prototype][limit]=1',
        'limit[__proto__]=1',
        'limit[]=1',
        'limit=1&limit=2',
      ]) {
        const answer = await arena.call('admin', 'GET', `/api/batches?${query}`);
        expectStatus(answer, 200, 400);
      }
      const form = new FormData();
      form.append('__proto__[polluted]', 'true');
      form.append('column_mapping[__proto__][x]', 'nama');
      form.append('column_mapping[constructor]', 'nama');
      form.append('import_type', 'jamaah');
      form.append('file', new Blob(['nama\nSiti\n']), 'a.csv');
      const sent = await arena.call('owner', 'POST', '/api/v1/onboarding/migration/upload', { body: form });
      if (sent.status >= 500) throw new Error(`The form was answered ${sent.status}`);
      const after = await arena.call('admin', 'GET', '/api/auth/me');
      if (after.text.includes('polluted')) throw new Error('Objects have a member that nobody gave them');
    },
  },
];

/** Requests that set more than they may. */
export const MASS_ASSIGNMENT: AttackPart = {
  name: 'more members than a request has',
  attacks: () => [...ATTACKS],
};
