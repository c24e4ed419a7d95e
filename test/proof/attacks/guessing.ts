import { randomUUID } from 'node:crypto';
import { type Arena, type Caller } from './arena';
import { type Attack, type AttackPart, expectSame, expectStatus } from './attack';
import { type Called, type CallOptions } from './call';

/** Those who have nothing to do with what is user's. */
const STRANGERS: readonly Caller[] = ['peer', 'agent', 'rivalUser', 'rivalAdmin'];
const REFUSALS = [400, 403, 404, 409, 422];

function form(fields: Record<string, string>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  return made;
}

async function finishedUpload(arena: Arena, caller: Caller): Promise<string> {
  const bytes = Buffer.from('HN|SEQ\n1|2\n');
  const tus = { 'Tus-Resumable': '1.0.0' };
  const made = await arena.call(caller, 'POST', '/api/uploads', {
    headers: {
      ...tus,
      'Upload-Length': String(bytes.length),
      'Upload-Metadata': `filename ${Buffer.from('a.txt').toString('base64')}`,
    },
  });
  expectStatus(made, 201);
  const path = made.headers.get('Location') as string;
  const sent = await arena.call(caller, 'PATCH', path, {
    headers: { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
    body: bytes,
  });
  expectStatus(sent, 204);
  return path.split('/').pop() as string;
}

/** Everything that takes a finished upload takes only the sender's own. */
const TAKES_UPLOADS: readonly [name: string, method: string, path: string, fields: Record<string, string>][] =
  [
    ['omr', 'POST', '/api/batches/upload', { has_qr: 'true' }],
    ['revenue', 'POST', '/api/revenue/upload', {}],
    ['revenue, many', 'POST', '/api/revenue/upload/batch', { batchName: 'x' }],
    ['audience', 'POST', '/api/audience/batch-upload/file', {}],
    ['contents', 'POST', '/api/contents/import', { creator: 'ST2NEB84ASENDXKYGJPQW86YXQCEFEX2ZQPG87ND' }],
  ];

const SOMEBODYS_UPLOAD: readonly Attack[] = [
  {
    name: 'a finished upload of somebody else, wherever one is taken',
    async run(arena) {
      const id = await finishedUpload(arena, 'user');
      for (const [name, method, path, fields] of TAKES_UPLOADS)
        for (const caller of ['peer', 'admin', 'rivalCreator', 'rivalAdmin'] as const) {
          const answer = await arena.call(caller, method, path, { body: form({ ...fields, upload_id: id }) });
          if (!REFUSALS.includes(answer.status))
            throw new Error(
              `${name} as ${caller} was answered ${answer.status}: ${answer.text.slice(0, 200)}`,
            );
        }
      const own = await arena.call('user', 'POST', '/api/revenue/upload', { body: form({ upload_id: id }) });
      expectStatus(own, 200, 202);
    },
  },
  {
    name: 'a file into somebody else’s month',
    async run(arena) {
      for (const caller of STRANGERS) {
        const body = form({ batchId: arena.possessions.revenueBatch });
        body.append('file', new Blob(['HN|SEQ\n1|2\n']), 'PAT6805.txt');
        expectStatus(await arena.call(caller, 'POST', '/api/revenue/upload', { body }), 403, 404);
      }
    },
  },
  {
    name: 'an import tied to another tenant’s job',
    async run(arena) {
      const body = form({ import_type: 'package', parent_job_id: arena.possessions.migrationJob });
      body.append(
        'file',
        new Blob(['kode_paket,nama_paket,harga,tanggal_berangkat\nA-1,A,1,2029-01-01\n']),
        'a.csv',
      );
      const answer = await arena.call('rivalOwner', 'POST', '/api/v1/onboarding/migration/upload', { body });
      expectStatus(answer, 400, 404);
    },
  },
  {
    name: 'references to another tenant’s package and pilgrim',
    async run(arena) {
      const { package: paket, jamaah } = arena.possessions;
      const rows = `nama,paket_id\nSiti,${paket}\n`;
      const body = form({ import_type: 'jamaah' });
      body.append('file', new Blob([rows]), 'a.csv');
      const made = await arena.call('rivalOwner', 'POST', '/api/v1/onboarding/migration/upload', { body });
      expectStatus(made, 200);
      const { job_id: id } = made.json as { job_id: string };
      await arena.call('rivalOwner', 'POST', `/api/v1/onboarding/migration/${id}/start`);
      await untilStill(arena, id);
      const found = await arena.call('rivalOwner', 'GET', '/api/v1/onboarding/jamaah');
      expectSame('the pilgrims of the other tenant', (found.json as { total: number }).total, 0);
      expectStatus(await arena.call('rivalOwner', 'GET', `/api/v1/onboarding/jamaah/${jamaah}`), 404);
    },
  },
];

async function untilStill(arena: Arena, id: string): Promise<void> {
  for (;;) {
    const { json } = await arena.call('rivalOwner', 'GET', `/api/v1/onboarding/migration/${id}/status`);
    if (!['pending', 'validating', 'importing'].includes((json as { status: string }).status)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A key is its sender's: another with the same key gets an answer of their own. */
const KEYS: Attack = {
  name: 'somebody else’s idempotency key',
  async run(arena) {
    const key = randomUUID();
    const send = (caller: Caller): Promise<Called> =>
      arena.call(caller, 'POST', '/api/revenue/batches', {
        json: { batchName: 'keyed' },
        headers: { 'Idempotency-Key': key },
      });
    const own = await send('user');
    for (const caller of STRANGERS) {
      const other = await send(caller);
      if (other.headers.get('Idempotency-Replayed') !== null)
        throw new Error(`${caller} was told the answer of another`);
      const idOf = ({ json }: Called): unknown => (json as { data: { id: string } }).data.id;
      if (idOf(other) === idOf(own)) throw new Error(`${caller} got the batch of another`);
    }
  },
};

/** Ids of every form that is none, everywhere an id is taken. */
const NO_IDS = [
  '0',
  '-1',
  'null',
  'undefined',
  '%00',
  '..%2f..%2fetc%2fpasswd',
  "1'--",
  '{}',
  'a'.repeat(3_000),
  '😀',
  '%E0%A4%A',
  '%ff',
];
const ID_PATHS = [
  '/api/batches/{}/progress',
  '/api/batches/{}',
  '/api/batches/{}/sheets/1/image',
  '/api/revenue/files/{}',
  '/api/revenue/batches/{}/report',
  '/api/v1/onboarding/migration/{}',
  '/api/v1/onboarding/jamaah/{}',
  '/api/audience/batch-upload/{}',
  '/api/uploads/{}',
  '/api/users/{}',
  '/api/contents/{}',
];

const MALFORMED: readonly Attack[] = ID_PATHS.map((path) => ({
  name: `ids that are none at ${path}`,
  async run(arena: Arena) {
    for (const id of NO_IDS) {
      const method = path.startsWith('/api/users')
        ? 'DELETE'
        : path.startsWith('/api/uploads')
          ? 'HEAD'
          : 'GET';
      const options: CallOptions = { headers: { 'Tus-Resumable': '1.0.0' } };
      const answer = await arena.call('admin', method, path.replace('{}', id), options);
      if (answer.status >= 500 || answer.status < 300)
        throw new Error(`${id.slice(0, 40)} was answered ${answer.status}: ${answer.text.slice(0, 200)}`);
    }
  },
}));

/** What belongs to others, reached by guessing what it is called. */
export const GUESSING: AttackPart = {
  name: 'what is called by somebody else’s id',
  attacks: () => [...SOMEBODYS_UPLOAD, KEYS, ...MALFORMED],
};
