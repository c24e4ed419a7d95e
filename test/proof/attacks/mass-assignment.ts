import { rows } from '@sluice/kernel/db';
import { type Arena, type Attack, type AttackPart, type Person, type Sent, succeeded } from './attack';
import { takeoverAttacks } from './account-takeover';
import { makeSpareLogin } from './people';

/** Members that nobody asked for, in bodies that are right otherwise. */
export const massAssignmentPart: AttackPart = {
  name: 'mass assignment',
  attacks: (arena) => [
    ...jsonTargets(arena).flatMap((target) => extrasFor(arena).map((extra) => withExtra(target, extra))),
    ...formTargets(arena).map(withFormExtras),
    ...takeoverAttacks(arena),
  ],
};

/** No id of ours; where it is found, a body has chosen an id. */
const PLANTED = '0badc0de-0bad-7bad-8bad-0badc0de0bad';

interface Target {
  /** `POST /api/users`. */
  route: string;
  as: Person;
  path?: (arena: Arena) => Promise<string> | string;
  /** Right by itself; a new one for each try. */
  body: (n: number) => Record<string, unknown>;
}

let tries = 0;

function jsonTargets({ home, operator }: Arena): Target[] {
  const { admin, user, owner, creator } = home;
  const content = { title: 'x', description: 'x', contentType: 'video', price: 1 };
  const records = (n: number): object[] => [{ email: `m${n}@mail.example` }];
  const address = creator.creatorAddress;
  const operation = (name: string, body: object): Target => ({
    route: `POST /api/batches/${name}`,
    as: creator,
    body: () => ({ creator: address, contentIds: ['is not there'], ...body }),
  });
  const record = (kind: string, thing: 'jamaah' | 'package' | 'payment', body: object): Target => ({
    route: `PATCH /api/v1/onboarding/${kind}/{id}`,
    as: owner,
    path: ({ things }) => `/api/v1/onboarding/${kind}/${things.get(owner.name)?.[thing]}`,
    body: () => ({ ...body }),
  });
  return [
    {
      route: 'POST /api/users',
      as: admin,
      body: (n) => ({ username: `mass-${n}`, password: 'a long passphrase', role: 'user' }),
    },
    {
      route: 'PATCH /api/users/{id}',
      as: admin,
      path: async (arena) => `/api/users/${await makeSpareLogin(arena, user)}`,
      body: () => ({ disabled: false }),
    },
    { route: 'POST /api/tenants', as: operator, body: (n) => ({ name: `mass-${n}` }) },
    { route: 'POST /api/revenue/batches', as: user, body: (n) => ({ batchName: `mass-${n}` }) },
    {
      route: 'POST /api/audience/batch-upload',
      as: user,
      body: (n) => ({ upload_name: 'mass', records: records(n) }),
    },
    {
      route: 'PATCH /api/audience/batch-upload/{id}/records/1',
      as: user,
      path: ({ things }) => `/api/audience/batch-upload/${things.get(user.name)?.audienceUpload}/records/1`,
      body: () => ({ set: { name: 'x' } }),
    },
    { route: 'POST /api/contents', as: creator, body: () => ({ creator: address, ...content }) },
    operation('batch-update-price', { newPrice: 1 }),
    operation('batch-remove', { removalReason: 'x' }),
    operation('batch-update-metadata', { updates: { title: 'x' } }),
    record('jamaah', 'jamaah', { catatan: 'x' }),
    record('packages', 'package', { maskapai: 'x' }),
    record('payments', 'payment', { bank: 'x' }),
  ];
}

/** JSON members as text, for `__proto__` is none of an object literal. */
type Extra = [name: string, members: string];

function extrasFor({ other, operator }: Arena): Extra[] {
  const of = (members: object): string => JSON.stringify(members).slice(1, -1);
  const stranger = other.user.id;
  return [
    ['an id', of({ id: PLANTED, _id: PLANTED, upload_id: PLANTED, batch_id: PLANTED, batchId: PLANTED })],
    ['another tenant', of({ tenantId: other.id, tenant: other.id, tenant_name: 'other' })],
    ['an owner', of({ owner_id: stranger, ownerId: stranger, owner: stranger, uploaded_by: 'other.user' })],
    ['a user', of({ user_id: stranger, created_by: stranger, actor: { principal: { userId: stranger } } })],
    ['operator rights', of({ isOperator: true, is_operator: true, roles: ['admin'], scope: '*' })],
    ['a past', of({ created_at: '1999-01-01T00:00:00Z', createdAt: '1999-01-01T00:00:00Z', epoch: 99 })],
    ['a state', of({ state: 'done', processing_status: 'completed', version: 99_999, deleted_at: null })],
    [
      'a prototype',
      `"__proto__":{"polluted":"yes","isOperator":true,"role":"admin","tenantId":"${operator.tenantId}"}`,
    ],
    ['a constructor', '"constructor":{"prototype":{"polluted":"yes","isOperator":true,"role":"admin"}}'],
  ];
}

function withExtra({ route, as, path, body }: Target, [name, members]: Extra): Attack {
  return {
    name: `${as.name} sends ${name} with ${route}`,
    expectation: 'refused, or done as if it had not been there',
    isLong: !/^(an id|an owner|a prototype)$/.test(name),
    async run(arena) {
      const [method = '', fixed = ''] = route.split(' ');
      const at = path ? await path(arena) : fixed;
      const text = `{${members},${JSON.stringify(body(++tries)).slice(1)}`;
      await mustNotTake(arena, method, at, {
        as,
        body: text,
        headers: { 'Content-Type': 'application/json' },
      });
    },
  };
}

/** Sends it, then looks for rows that are what the body said they should be. */
async function mustNotTake(arena: Arena, method: string, path: string, sent: Sent): Promise<void> {
  const before = await rowsOfOthers(arena);
  const { status, text } = await arena.send(method, path, sent);
  if (status >= 500 || status === 404) succeeded(`${status} ${text.slice(0, 200)}`);
  if (text.includes('polluted') && status < 400) succeeded(text.slice(0, 200));
  const after = await rowsOfOthers(arena);
  if (after !== before) succeeded(`others have rows now that they had not: ${before} → ${after}`);
  const { home, send } = arena;
  const health = await send('GET', '/healthz');
  const users = await send('GET', '/api/users', { as: home.user });
  if (users.status !== 403 || health.text.includes('polluted'))
    succeeded('every object has a member more now');
}

interface Column {
  tableName: string;
  columnName: string;
}

let ownership: Promise<string> | undefined;

/** Counts, by table and column, of what the attacks try to make: rows of the other tenant, of the planted id, of the last century. */
async function rowsOfOthers({ db, other }: Arena): Promise<string> {
  ownership ??= rows<Column>(
    db,
    `SELECT table_name AS "tableName", column_name AS "columnName" FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name NOT IN ('audit_events', 'refresh_tokens', 'schema_migrations')
       AND ((column_name IN ('id', 'tenant_id', 'owner_id', 'batch_id') AND data_type = 'uuid') OR column_name = 'created_at')`,
  ).then((columns) => columns.map(countOf).join(' UNION ALL '));
  const found = await rows<{ place: string; n: number }>(db, await ownership, [
    other.id,
    other.user.id,
    PLANTED,
  ]);
  return found
    .filter(({ n }) => n > 0)
    .map(({ place, n }) => `${place} ${n}`)
    .sort()
    .join(', ');
}

function countOf({ tableName, columnName }: Column): string {
  const condition =
    columnName === 'created_at'
      ? `created_at < '2001-01-01' AND $1::text <> '' AND $2::text <> '' AND $3::text <> ''`
      : `"${columnName}"::text IN ($1, $2, $3)`;
  return `SELECT '${tableName}.${columnName}' AS place, count(*)::int AS n FROM "${tableName}" WHERE ${condition}`;
}

interface FormTarget {
  as: Person;
  path: string;
  fields: Record<string, string>;
  file: [field: string, name: string, content: string];
}

function formTargets({ home }: Arena): FormTarget[] {
  const csv = 'kode_paket,nama_paket,harga,tanggal_berangkat\nMASS-1,x,1,2031-01-01\n';
  return [
    { as: home.user, path: '/api/batches/upload', fields: { has_qr: '1' }, file: ['file', 'a.zip', 'PK'] },
    { as: home.user, path: '/api/revenue/upload', fields: {}, file: ['file', 'a.csv', 'a,b\n1,2\n'] },
    { as: home.user, path: '/api/revenue/upload/batch', fields: {}, file: ['files', 'a.csv', 'a,b\n1,2\n'] },
    {
      as: home.user,
      path: '/api/audience/batch-upload/file',
      fields: { upload_name: 'x' },
      file: ['file', 'a.csv', 'email\nm@mail.example\n'],
    },
    {
      as: home.owner,
      path: '/api/v1/onboarding/migration/upload',
      fields: { import_type: 'package' },
      file: ['file', 'a.csv', csv],
    },
    {
      as: home.creator,
      path: '/api/contents/import',
      fields: { creator: 'creator-of-home' },
      file: ['file', 'a.csv', 'title,description,contentType,price\nx,x,video,1\n'],
    },
  ];
}

function withFormExtras({ as, path, fields, file: [field, name, content] }: FormTarget): Attack {
  return {
    name: `${as.name} sends owners, tenants, states and prototypes in the form of ${path}`,
    expectation: 'refused, or done as if they had not been there',
    async run(arena) {
      const { other } = arena;
      const form = new FormData();
      const extras = {
        ...{ id: PLANTED, tenant_id: other.id, tenantId: other.id, owner_id: other.user.id },
        ...{
          user_id: other.user.id,
          uploaded_by: other.user.id,
          status: 'completed',
          created_at: '1999-01-01',
        },
        ...{
          'constructor[prototype][polluted]': 'yes',
          'column_mapping[__proto__]': 'nama',
          file_key: '/etc/passwd',
        },
        ...fields,
      };
      for (const [key, value] of Object.entries(extras)) form.append(key, value);
      form.append('__proto__', 'polluted');
      form.append(field, new Blob([content]), name);
      await mustNotTake(arena, 'POST', path, { as, form });
    },
  };
}
