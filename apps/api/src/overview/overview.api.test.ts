import { after, before, beforeEach, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { expect } from 'expect';
import { overviewAnswer, overviewBatch } from './overview.schemas';
import { type Kind, idOf, type OverviewApi, startOverviewApi } from './testing/overview-api';

const KINDS: Kind[] = ['omr', 'revenue', 'file', 'audience', 'content', 'migration'];
const TABLES =
  'omr_batches, revenue_batches, revenue_files, audience_uploads, content_batches, migration_jobs';

describe('the list over all systems', () => {
  let api: OverviewApi;

  before(async () => {
    api = await startOverviewApi();
  });
  beforeEach(() => api.db.query(`TRUNCATE ${TABLES} CASCADE`));
  after(() => api?.stop());

  /** A row of every source, in that order, named after it. @returns the own ids */
  async function addOneOfEach(owner: string): Promise<string[]> {
    const ids: string[] = [];
    for (const kind of KINDS) ids.push(await api.add(kind, owner, `${owner}-${kind}`));
    return ids;
  }

  it('is empty at first', async () => {
    expect(await api.list('user')).toEqual({ batches: [], next_cursor: null, active: 0 });
  });

  it('has every system’s, the newest first, under the id and in the word of the system', async () => {
    await addOneOfEach('owner');
    const answer = await api.list('owner');
    expect(overviewAnswer.validate(answer).error).toBeUndefined();
    expect(
      answer.batches.map((row) => `${row['system']} ${row['kind']} ${row['unit']}: ${row['status']}`),
    ).toEqual([
      'migration batch rows: pending',
      'content batch contents: pending',
      'audience batch records: queued',
      'revenue file records: pending',
      'revenue batch files: processing',
      'omr batch sheets: uploaded',
    ]);
    expect(answer.batches[2]?.['id']).toMatch(/^upl_/);
    expect(answer.batches[1]?.['name']).toBe('remove · owner-content');
    expect(answer.active).toBe(5);
  });

  it('has no files of a batch, which stand for it', async () => {
    const batch = await api.add('revenue', 'user', 'batch');
    await api.add('file', 'user', 'member', { batch_id: batch });
    expect(await api.names('user')).toBe('batch');
  });

  it('comes in pages that go on where the last one ended, whatever came since', async () => {
    for (let n = 0; n < 3; n++) await addOneOfEach('owner');
    const whole = (await api.list('owner')).batches;
    expect(whole).toHaveLength(18);
    for (const limit of [1, 5, 6, 17, 18]) {
      const paged: unknown[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page = await api.list('owner', `?limit=${limit}${cursor && `&cursor=${cursor}`}`);
        expect(page.batches.length).toBeLessThanOrEqual(limit);
        paged.push(...page.batches);
        cursor = page.next_cursor;
      }
      expect(paged).toEqual(whole);
    }
    const { next_cursor } = await api.list('owner', '?limit=9');
    await addOneOfEach('owner');
    expect((await api.list('owner', `?cursor=${next_cursor}`)).batches).toEqual(whole.slice(9));
  });

  it('can be narrowed by system, state and owner, together', async () => {
    await addOneOfEach('owner');
    await api.add('omr', 'user', 'done', { status: 'completed' });
    await api.add('migration', 'admin', 'new');
    expect(await api.names('admin', '?system=omr,revenue')).toBe('done owner-file owner-revenue owner-omr');
    expect(await api.names('admin', '?state=your_turn,done')).toBe('new done owner-migration');
    expect(await api.names('admin', '?owner=me')).toBe('new');
    expect(await api.names('admin', '?system=omr,migration&state=done,waiting&owner=me')).toBe('');
    expect(await api.names('admin', '?system=omr,omr&state=done,done')).toBe('done');
    const active = async (query: string): Promise<number> => (await api.list('admin', query)).active;
    expect(await active('?system=omr,revenue')).toBe(3);
    expect([await active('?state=done'), await active('?owner=me'), await active('?q=new')]).toEqual([
      4, 0, 0,
    ]);
    expect([await active('?q=revenue'), await active('?limit=1&q=owner-')]).toEqual([1, 4]);
  });

  it('is searched by a part of the name, and by the id or how it begins', async () => {
    const ids = await addOneOfEach('owner');
    await api.add('audience', 'owner', '100% of_it', { original_name: 'Klanten\\2025.csv' });
    const find = (q: string, more = ''): Promise<string> =>
      api.names('owner', `?q=${encodeURIComponent(q)}${more}`);
    expect(await find(' OWNER-F ')).toBe('owner-file');
    expect(await find('SENT AS')).toBe('owner-file');
    expect(await find('klanten\\')).toBe('100% of_it');
    expect([await find('0% of_'), await find('%'), await find('n_r')]).toEqual([
      '100% of_it',
      '100% of_it',
      '',
    ]);
    expect([await find(''), await find(' ')].map((names) => names.split(' ').length)).toEqual([10, 10]);
    expect(await find(ids[0]?.toUpperCase() as string)).toBe('owner-omr');
    expect(await find(ids[0] as string, '&state=done')).toBe('');
    expect((await find(ids[0]?.slice(0, 20) as string)).split(' ')).toHaveLength(7);
    const [upload] = (await api.list('owner', '?q=owner-audience')).batches;
    expect(await find(upload?.['id'] as string)).toBe('owner-audience');
    expect(await find('upl_')).toBe('100% of_it owner-audience');
    const first = await api.list('owner', '?q=owner-&limit=4');
    expect(await api.names('owner', `?q=owner-&cursor=${first.next_cursor}`)).toBe('owner-revenue owner-omr');
  });

  it('finds by name among the newest alone, by id among all', async () => {
    const id = await api.add('omr', 'owner', 'the oldest');
    await api.db.query(
      `INSERT INTO omr_batches SELECT copy.* FROM omr_batches AS one, generate_series(1, 10000) AS n,
         jsonb_populate_record(one, jsonb_build_object('original_filename', 'newer',
           'id', $1 || lpad(to_hex(n), 12, '0'))) AS copy`,
      [idOf(0).slice(0, -12).replace('019a', '019b')],
    );
    expect(await api.names('owner', '?q=oldest')).toBe('');
    expect(await api.names('owner', `?q=${id}`)).toBe('the oldest');
    expect((await api.list('owner')).active).toBe(1000);
  });

  it('shows everyone what the systems’ own lists do', async () => {
    for (const owner of ['owner', 'agent', 'user', 'stranger']) await addOneOfEach(owner);
    const seen = async (as: string): Promise<string[]> =>
      (await api.list(as, '?limit=100')).batches
        .map(({ name }) => String(name).replace('remove · ', ''))
        .sort();
    const of = (owner: string, ...kinds: Kind[]): string[] => kinds.map((kind) => `${owner}-${kind}`);
    const contents = ['owner', 'agent', 'user'].flatMap((owner) => of(owner, 'content'));
    const own: Kind[] = ['omr', 'revenue', 'file', 'audience'];
    const colleagues = ['owner', 'agent', 'user'];
    expect(await seen('user')).toEqual([...contents, ...of('user', ...own)].sort());
    expect(await seen('agent')).toEqual([...contents, ...of('agent', ...own, 'migration')].sort());
    const imports = colleagues.flatMap((owner) => of(owner, 'migration'));
    expect(await seen('owner')).toEqual([...contents, ...of('owner', ...own), ...imports].sort());
    const all = colleagues.flatMap((owner) => of(owner, 'omr', 'revenue', 'file'));
    expect(await seen('admin')).toEqual([...contents, ...imports, ...all].sort());
    expect(await seen('creator')).toEqual(contents.sort());
    expect(await seen('overseer')).toEqual(
      of('stranger', 'omr', 'revenue', 'file', 'content', 'migration').sort(),
    );
    expect(await seen('stranger')).toEqual(of('stranger', ...own, 'content').sort());
  });

  it('has the same of one batch alone, for the same people', async () => {
    for (const owner of ['owner', 'agent', 'user', 'stranger']) await addOneOfEach(owner);
    const everything = await rows<{ system: string; id: string }>(
      api.db,
      `SELECT 'omr' AS system, id::text FROM omr_batches UNION SELECT 'revenue', id::text FROM revenue_batches
       UNION SELECT 'revenue', id::text FROM revenue_files UNION SELECT 'audience', upload_id FROM audience_uploads
       UNION SELECT 'content', id::text FROM content_batches UNION SELECT 'migration', id::text FROM migration_jobs`,
    );
    expect(everything).toHaveLength(24);
    for (const as of ['admin', 'owner', 'agent', 'user', 'overseer', 'stranger']) {
      const listed = new Map((await api.list(as, '?limit=100')).batches.map((row) => [row['id'], row]));
      for (const { system, id } of everything) {
        const { status, body } = await api.request('GET', `/api/overview/batches/${system}/${id}`, { as });
        expect([as, system, status]).toEqual([as, system, listed.has(id) ? 200 : 404]);
        if (status === 200) expect(body).toEqual(listed.get(id));
        if (status === 200) expect(overviewBatch.validate(body).error).toBeUndefined();
      }
    }
  });

  it('has no batch under another system, or an id that is none', async () => {
    const id = await api.add('omr', 'user', 'x');
    for (const path of [
      `content/${id}`,
      `nothing/${id}`,
      'omr/x',
      'omr/upl_1763640000_aaaaaa',
      `audience/${id}`,
    ]) {
      const answer = await api.request('GET', `/api/overview/batches/${path}`, { as: 'user' });
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
    }
    const shouted = `/api/overview/batches/omr/${id.toUpperCase()}`;
    expect((await api.request('GET', shouted, { as: 'user' })).status).toBe(200);
  });

  it('says which field of a bad query is wrong', async () => {
    for (const [field, query] of [
      ['system', 'system=omr,nothing'],
      ['system', 'system='],
      ['system', 'system=omr&system=revenue'],
      ['state', 'state=done,'],
      ['state', 'state=completed'],
      ['owner', 'owner=somebody'],
      ['limit', 'limit=0'],
      ['limit', 'limit=101'],
      ['limit', 'limit=x'],
      ['cursor', 'cursor=x'],
      ['q', 'q=%00'],
      ['q', `q=${'x'.repeat(201)}`],
    ]) {
      const { status, body } = await api.request('GET', `/api/overview/batches?${query}`, { as: 'user' });
      expect([query, status, body]).toMatchObject([
        query,
        400,
        { code: 'validation_failed', details: [{ field }] },
      ]);
    }
  });
});
