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
import { foreignNames } from './foreign-names';

/** What names another's thing inside a request of one's own. */
export const idGuessingPart: AttackPart = {
  name: 'id guessing',
  attacks: (arena) => [
    ...takingUploads(arena),
    ...tusVerbs(arena),
    ...namingOthers(arena),
    ...bulkDeletes(arena),
    ...foreignNames(arena),
  ],
};

function thingsOf({ things }: Arena, person: Person): Belongings {
  return things.get(person.name) as Belongings;
}

/** Those who try it, and what they are to the user `home.user`. */
function thieves({ home, other, operator }: Arena): Person[] {
  return [home.colleague, home.admin, other.admin, home.owner, other.owner, operator];
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
    thieves(arena).map((as, at) => ({
      isLong: at > 2,
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
    thieves(arena).map((as, at) => ({
      isLong: at > 2,
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
