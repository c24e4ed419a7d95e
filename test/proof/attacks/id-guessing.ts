import { eventually } from '@sluice/kernel/testing';
import {
  type Answer,
  type Arena,
  type Attack,
  type AttackPart,
  type Belongings,
  type Person,
  type Sent,
  succeeded,
} from './attack';
import { uploadImport } from './imports';
import { refuseChanges } from './matrix';
import { markerOf } from './things';

/** What names another's thing inside a request of one's own. */
export const idGuessingPart: AttackPart = {
  name: 'id guessing',
  attacks: (arena) => [
    ...takingUploads(arena),
    ...tusVerbs(arena),
    ...namingOthers(arena),
    ...bulkDeletes(arena),
    ...foreignContents(arena),
    ...filters(arena),
    ...keys(arena),
  ],
};

function thingsOf({ things }: Arena, person: Person): Belongings {
  return things.get(person.name) as Belongings;
}

/** Those who try it, and what they are to the user `home.user`. */
function thieves({ home, other, operator }: Arena): Person[] {
  return [home.colleague, home.owner, home.admin, other.admin, other.owner, operator];
}

function form(fields: Record<string, string>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  return made;
}

/** Sends as the person. @throws Error when it is let in, or when it has changed anything */
async function mustRefuse(
  { send, fingerprint }: Arena,
  method: string,
  path: string,
  sent: Sent,
  statuses: readonly number[],
): Promise<Answer> {
  const before = await fingerprint();
  const answer = await send(method, path, sent);
  if (!statuses.includes(answer.status)) succeeded(`${answer.status} ${answer.text.slice(0, 300)}`);
  refuseChanges(before, await fingerprint());
  return answer;
}

const TAKING: [path: string, fields: Record<string, string>][] = [
  ['/api/batches/upload', { task_id: '12345678' }],
  ['/api/revenue/upload', {}],
  ['/api/revenue/upload/batch', {}],
  ['/api/audience/batch-upload/file', { upload_name: 'x' }],
  ['/api/v1/onboarding/migration/upload', { import_type: 'package' }],
  ['/api/v1/onboarding/migration/upload?preview=true', { import_type: 'package' }],
  ['/api/contents/import', {}],
];

function takingUploads(arena: Arena): Attack[] {
  return TAKING.flatMap(([path, fields]) =>
    thieves(arena).map((as) => ({
      name: `${as.name} takes the finished upload of home.user at ${path}`,
      expectation:
        '404 as for an upload that is not there, and nothing has changed; 403 where the role has no business',
      async run(arena: Arena) {
        const { upload } = thingsOf(arena, arena.home.user);
        const sent = (id: string): Sent => ({ as, form: form({ ...fields, upload_id: id }) });
        const answer = await mustRefuse(arena, 'POST', path, sent(upload), [403, 404]);
        const missing = await arena.send('POST', path, sent(upload.replace(/.$/, 'f')));
        if (missing.status !== answer.status || told(missing) !== told(answer))
          succeeded(`${answer.text} is not ${missing.text}`);
      },
    })),
  );
}

function told({ text }: Answer): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?|req_\w+/g, '');
}

function tusVerbs(arena: Arena): Attack[] {
  const tus = { 'Tus-Resumable': '1.0.0' };
  const patch = { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' };
  const verbs: [string, Sent][] = [
    ['HEAD', { headers: tus }],
    ['PATCH', { headers: patch, body: 'x' }],
    ['DELETE', { headers: tus }],
    ['POST', { headers: { ...patch, 'X-HTTP-Method-Override': 'PATCH' }, body: 'x' }],
    ['POST', { headers: { ...tus, 'X-HTTP-Method-Override': 'DELETE' } }],
    ['GET', { headers: tus }],
  ];
  return verbs.flatMap(([method, sent]) =>
    thieves(arena).map((as) => ({
      name: `${as.name} sends ${method}${override(sent)} for the open upload of home.user`,
      expectation: '404 or 405, and nothing has changed',
      run: async (arena: Arena) => {
        const { openUpload } = thingsOf(arena, arena.home.user);
        await mustRefuse(arena, method, `/api/uploads/${openUpload}`, { ...sent, as }, [404, 405]);
      },
    })),
  );
}

function override({ headers = {} }: Sent): string {
  const verb = headers['X-HTTP-Method-Override'];
  return verb === undefined ? '' : ` as ${String(verb)}`;
}

/** Fields of a form that tie what is new to something that is there. */
function namingOthers({ home, other }: Arena): Attack[] {
  const file = (fields: Record<string, string>): FormData => {
    const made = form(fields);
    made.append(
      'file',
      new Blob(['kode_paket,nama_paket,harga,tanggal_berangkat\nN-1,x,1,2031-01-01\n']),
      'a.csv',
    );
    return made;
  };
  const revenue = ([as, refusal]: [Person, number]): Attack => ({
    name: `${as.name} adds a file to the batch of home.user`,
    expectation: `${refusal}, and nothing has changed`,
    async run(arena) {
      const { revenueBatch: batchId } = thingsOf(arena, home.user);
      await mustRefuse(arena, 'POST', '/api/revenue/upload', { as, form: file({ batchId }) }, [refusal]);
    },
  });
  const parent: Attack = {
    name: 'other.owner ties an import to one of home.owner',
    expectation: '404, and nothing has changed',
    async run(arena) {
      const { migrationJob = '' } = thingsOf(arena, home.owner);
      const sent = { as: other.owner, form: file({ import_type: 'package', parent_job_id: migrationJob }) };
      await mustRefuse(arena, 'POST', '/api/v1/onboarding/migration/upload', sent, [400, 404]);
    },
  };
  const references: Attack = {
    name: 'other.owner changes own records to point at packages and pilgrims of home',
    expectation: '400 or 404, and nothing has changed',
    async run(arena) {
      const mine = thingsOf(arena, other.owner);
      const theirs = thingsOf(arena, home.owner);
      const changes: [string, object][] = [
        [`jamaah/${mine.jamaah}`, { paket_id: theirs.package }],
        [`payments/${mine.payment}`, { jamaah_id: theirs.jamaah }],
        [`payments/${mine.payment}`, { paket_id: theirs.package }],
      ];
      for (const [path, json] of changes)
        await mustRefuse(arena, 'PATCH', `/api/v1/onboarding/${path}`, { as: other.owner, json }, [400, 404]);
    },
  };
  const imported: Attack = {
    name: 'other.owner imports pilgrims into a package of home, by its id',
    expectation: 'each row is refused',
    async run(arena) {
      const { package: id } = thingsOf(arena, home.owner);
      const csv = `nama,paket_id,email\nX,${id},x@mail.example\n`;
      const job = await uploadImport(arena.send, other.owner, 'jamaah', csv);
      const path = `/api/v1/onboarding/migration/${job}`;
      await arena.send('POST', `${path}/start`, { as: other.owner });
      const ended = await eventually('the import to end', async () => {
        const { json } = await arena.send('GET', `${path}/status`, { as: other.owner });
        const status = json as { status: string; imported_rows: number };
        return ['completed', 'failed'].includes(status.status) && status;
      });
      if (ended.imported_rows > 0) succeeded('the row went in');
    },
  };
  const callers: [Person, number][] = [
    [home.colleague, 403],
    [home.owner, 403],
    [other.admin, 404],
    [other.user, 404],
  ];
  return [...callers.map(revenue), parent, references, imported];
}

function bulkDeletes(arena: Arena): Attack[] {
  return thieves(arena).map((as) => ({
    name: `${as.name} deletes uploads of home.user among others`,
    expectation: 'each is refused, and nothing has changed',
    async run(arena: Arena) {
      const { audienceUpload } = thingsOf(arena, arena.home.user);
      const json = { upload_ids: [audienceUpload, 'upl_1700000000_zzzzzz'] };
      const path = '/api/audience/batch-upload/delete';
      const { json: answer, text } = await mustRefuse(arena, 'POST', path, { as, json }, [200]);
      if ((answer as { deleted: string[] }).deleted.length > 0) succeeded(text);
    },
  }));
}

/** Whoever says to be the creator, contents of another tenant are not theirs. */
function foreignContents({ other, operator, home }: Arena): Attack[] {
  const operations: [string, object][] = [
    ['batch-update-price', { newPrice: 77 }],
    ['batch-remove', { removalReason: 'mine now' }],
    ['batch-update-metadata', { updates: { title: 'mine now' } }],
  ];
  const people: [Person, string][] = [
    [other.admin, 'creator-of-home'],
    [other.creator, 'creator-of-other'],
    [operator, 'creator-of-home'],
    [home.admin, 'creator-of-other'],
  ];
  return operations.flatMap(([path, body]) =>
    people.map(([as, creator]) => ({
      name: `${as.name} sends ${path} as ${creator} for a content of home.creator`,
      expectation: 'the item fails, and the content stays as it is',
      async run({ send, db, things }: Arena) {
        const { content } = things.get('home.creator') as Belongings;
        const look = (): Promise<unknown> => db.query('SELECT * FROM contents WHERE id = $1', [content]);
        const before = JSON.stringify(await look());
        const json = { creator, contentIds: [content], ...body };
        const made = await send('POST', `/api/batches/${path}`, { as, json, headers: { Prefer: 'wait=20' } });
        const { batchId } = made.json as { batchId: string };
        await eventually('the batch to end', async () => {
          const { json: batch } = await send('GET', `/api/batches/${batchId}`);
          return (batch as { status: string }).status === 'completed';
        });
        if (JSON.stringify(await look()) !== before) succeeded('the content has changed');
      },
    })),
  );
}

/** Lists asked for what is another's. */
function filters(arena: Arena): Attack[] {
  const { home, other, operator } = arena;
  const own = thingsOf(arena, home.user);
  const job = thingsOf(arena, home.owner).migrationJob;
  const queries: [Person, string][] = [
    [home.colleague, `/api/revenue/batches?userId=${home.user.id}`],
    [other.admin, `/api/revenue/batches?userId=${home.user.id}`],
    [operator, `/api/revenue/batches?userId=${home.user.id}`],
    [other.owner, `/api/v1/onboarding/packages?migration_job_id=${job}`],
    [other.owner, `/api/v1/onboarding/packages?q=${markerOf(home.owner)}`],
    [other.owner, `/api/v1/onboarding/jamaah?nama=${markerOf(home.owner)}`],
    [other.admin, `/api/audit?tenant_id=${home.id}`],
    [other.admin, `/api/audit?subject=${own.omrBatch}`],
    [other.admin, `/api/audit?actor=${home.user.id}`],
    [other.admin, `/api/users?username=${home.user.username}`],
    [home.admin, `/api/users?username=${operator.username}`],
    [operator, `/api/batches?tenant_id=${home.id}`],
    [operator, '/api/ops/jobs?limit=100'],
    [other.admin, '/api/tenants?limit=100'],
  ];
  const told = [home.user.username, markerOf(home.user), markerOf(home.owner), `"username":"admin"`];
  return queries.map(([as, path]) => ({
    name: `${as.name} asks for ${path.replace(/[\da-f-]{36}/, 'ID').replace(/zq\w+/, 'MARKER')}`,
    expectation: 'nothing of others is in the answer',
    async run({ send }) {
      const { status, text } = await send('GET', path, { as });
      const found = told.filter((word) => text.includes(word));
      if (status >= 500 || found.length > 0)
        succeeded(`${status} tells ${found.join(', ')}: ${text.slice(0, 200)}`);
    },
  }));
}

/** Keys of others are others' keys: they neither replay nor block. */
function keys({ home, other }: Arena): Attack[] {
  return [home.colleague, home.admin, other.user].map((as) => ({
    name: `${as.name} sends the Idempotency-Key of home.user`,
    expectation: 'what is answered is new and the own',
    async run({ send }) {
      const headers = { 'Idempotency-Key': `guessed-${as.name}` };
      const json = { batchName: 'the same' };
      const first = await send('POST', '/api/revenue/batches', { as: home.user, json, headers });
      const second = await send('POST', '/api/revenue/batches', { as, json, headers });
      const [one, two] = [first, second].map(
        ({ json: body }) => (body as { data?: { id: string } }).data?.id,
      );
      if (second.headers['idempotency-replayed'] || one === two || second.status !== 201)
        succeeded(`${second.status} ${second.text.slice(0, 200)}`);
    },
  }));
}
