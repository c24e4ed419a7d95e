import { eventually } from '@sluice/kernel/testing';
import { type Arena, type Attack, type Belongings, type Person, succeeded } from './attack';
import { markerOf } from './things';

/** What is another's by its name, not by an id of ours: contents, words of lists, keys. */
export function foreignNames(arena: Arena): Attack[] {
  return [...foreignContents(arena), ...filters(arena), ...keys(arena)];
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
      expectation: 'refused, or the item fails; and the content stays as it is',
      async run({ send, db, things }: Arena) {
        const { content } = things.get('home.creator') as Belongings;
        const look = (): Promise<unknown> => db.query('SELECT * FROM contents WHERE id = $1', [content]);
        const before = JSON.stringify(await look());
        const json = { creator, contentIds: [content], ...body };
        const made = await send('POST', `/api/batches/${path}`, { as, json, headers: { Prefer: 'wait=20' } });
        if (made.status === 403) return;
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
  const own = arena.things.get(home.user.name) as Belongings;
  const job = arena.things.get(home.owner.name)?.migrationJob;
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
    [home.colleague, `/api/overview/batches?q=${markerOf(home.user)}`],
    [other.admin, `/api/overview/batches?q=${markerOf(home.user)}`],
    [operator, `/api/overview/batches?q=${own.omrBatch}`],
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
