import { after, before, describe, it } from 'node:test';
import { LeaseLostError } from '@sluice/kernel/errors';
import { envelopeOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { expect } from 'expect';
import { uuidv7 } from 'uuidv7';
import { createLoadBed, type LoadBed } from './testing/load-bed';

interface Analytics {
  records: number;
  fields: { field: string; filled: number; fill_rate: number }[];
  domains: { distinct: number; top: { domain: string; records: number }[] };
  duplicates: { within_upload: number; of_earlier_uploads: number; distinct_people: number };
}

describe('the analysis of an upload', () => {
  let bed: LoadBed;
  before(async () => {
    bed = await createLoadBed();
  });
  after(() => bed.close());

  async function load(texts: readonly string[], ownerId: string): Promise<string> {
    const id = await bed.addUpload(envelopeOf(texts), { ownerId });
    expect((await bed.run(id)).processingStatus).toBe('analyzing');
    return id;
  }
  async function analyzed(texts: readonly string[], ownerId: string): Promise<string> {
    const id = await load(texts, ownerId);
    expect((await bed.run(id)).processingStatus).toBe('completed');
    return id;
  }
  const analyticsOf = async (id: string) => (await bed.upload(id)).analytics as Analytics;
  const states = async (id: string) => (await bed.jobsOf(id)).map(({ state }) => state);
  const people = (...names: string[]) => names.map((name) => `{"email":"${name}@b.example"}`);

  it('agrees with one that goes through all records with JSON.parse', async () => {
    const contacts = makeContacts({ records: 3_000, duplicateEvery: 7 });
    const texts = [
      ...contacts.texts,
      '{"domain":"only.example","note":"","a":null,"b":" \\t","c":[],"d":false,"e":"\\u0020","f":"\\u0061"}',
      '{"email":"x@y.example","note":"n","note":" ","g\\u0000":1,"\\ud800":2,"long":"é"}',
    ];
    const id = await analyzed(texts, uuidv7());
    const filled = new Map<string, number>();
    for (const text of texts) {
      for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, unknown>)) {
        const isFilled = value !== null && (typeof value !== 'string' || value.trim() !== '');
        const field = name.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
        filled.set(field, (filled.get(field) ?? 0) + Number(isFilled));
      }
    }
    const domains = new Map<string, number>();
    for (const { domain } of await bed.records(id)) {
      if (domain !== null) domains.set(domain, (domains.get(domain) ?? 0) + 1);
    }
    const byCount = [...domains].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    expect(await analyticsOf(id)).toEqual({
      records: texts.length,
      fields: [...filled].map(([field, count]) => ({
        field,
        filled: count,
        fill_rate: Number(((100 * count) / texts.length).toFixed(2)),
      })),
      identities: { with_email: texts.length - 1, with_domain_only: 1 },
      domains: {
        distinct: domains.size,
        top: byCount.slice(0, 20).map(([domain, records]) => ({ domain, records })),
      },
      duplicates: {
        within_upload: contacts.duplicates.size,
        of_earlier_uploads: 0,
        distinct_people: texts.length - contacts.duplicates.size,
      },
      analyzed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(await bed.duplicates(id)).toEqual(
      [...contacts.duplicates].map(([position, earlier]) => ({
        position,
        same_as_position: earlier,
        earlier_upload_id: null,
        earlier_position: null,
      })),
    );
  });

  it('finds people of earlier uploads of the same owner, and of nobody else', async () => {
    const owner = uuidv7();
    const first = await analyzed(people('a', 'b', 'b'), owner);
    await analyzed(people('a', 'b', 'c', 'd'), uuidv7());
    const second = await analyzed(people('x', 'b', 'c'), owner);
    const third = await analyzed(people('c', 'B', 'c', 'y'), owner);
    expect(await bed.duplicates(second)).toEqual([
      { position: 2, same_as_position: null, earlier_upload_id: first, earlier_position: 2 },
    ]);
    expect(await bed.duplicates(third)).toEqual([
      { position: 1, same_as_position: null, earlier_upload_id: second, earlier_position: 3 },
      { position: 2, same_as_position: null, earlier_upload_id: first, earlier_position: 2 },
      { position: 3, same_as_position: 1, earlier_upload_id: second, earlier_position: 3 },
    ]);
    expect(await analyticsOf(third)).toMatchObject({
      duplicates: { within_upload: 1, of_earlier_uploads: 3, distinct_people: 3 },
    });
  });

  it('is made again for a later upload that was analysed first', async () => {
    const owner = uuidv7();
    const early = await load(people('a', 'b'), owner);
    const late = await analyzed(people('b', 'z'), owner);
    const stranger = await analyzed(people('z2'), owner);
    expect(await bed.duplicates(late)).toEqual([]);
    await bed.run(early);
    expect(await states(late)).toEqual(['done', 'done', 'waiting']);
    expect(await states(stranger)).toEqual(['done', 'done']);
    await bed.run(late);
    expect(await bed.duplicates(late)).toMatchObject([{ position: 1, earlier_upload_id: early }]);
    expect(await states(early)).toEqual(['done', 'done']);
  });

  it('is made again when records were changed or deleted, and for those who named them', async () => {
    const owner = uuidv7();
    const first = await analyzed(people('a', 'b', 'a', 'c'), owner);
    const second = await analyzed(people('a', 'c'), owner);
    const third = await analyzed(people('q'), owner);
    await bed.db.query('DELETE FROM audience_records WHERE upload_id = $1 AND position = 1', [first]);
    const [{ identity } = { identity: '' }] = await bed.records(third);
    await bed.db.query(
      `UPDATE audience_records SET identity = $2, email = 'q@b.example' WHERE upload_id = $1 AND position = 4`,
      [first, identity],
    );
    await bed.addAnalysis(first, owner);
    await bed.run(first);
    expect(await bed.duplicates(first)).toEqual([]);
    expect(await analyticsOf(first)).toMatchObject({ records: 3, duplicates: { distinct_people: 3 } });
    await bed.run(second);
    await bed.run(third);
    expect(await bed.duplicates(second)).toMatchObject([{ position: 1, earlier_position: 3 }]);
    expect(await bed.duplicates(third)).toMatchObject([{ position: 1, earlier_upload_id: first }]);
  });

  it('waits for its turn while another upload of the owner is analysed', async () => {
    const owner = uuidv7();
    const id = await load(people('a'), owner);
    await bed.db.transaction(async (sql) => {
      await sql.query('SELECT pg_advisory_xact_lock(7316, hashtext($1))', [owner]);
      expect((await bed.run(id)).processingStatus).toBe('analyzing');
    });
    expect(await states(id)).toEqual(['done', 'waiting']);
    expect((await bed.run(id)).processingStatus).toBe('completed');
  });

  it('leaves nothing behind when its worker was only thought dead', async () => {
    const id = await load(people('a', 'a'), uuidv7());
    const zombie = await bed.take(id);
    const { lease } = zombie.tools;
    const commit = lease.commit.bind(lease);
    lease.commit = (work, options) => {
      if (!options?.done) return commit(work, options);
      const prepare: typeof options.prepare = async (sql) => {
        await options.prepare?.(sql);
        await bed.take(id, 'w2');
      };
      return commit(work, { ...options, prepare });
    };
    await expect(zombie.run()).rejects.toThrow(LeaseLostError);
    expect(await bed.duplicates(id)).toEqual([]);
    expect(await bed.upload(id)).toMatchObject({ processingStatus: 'analyzing', analytics: null });
    expect((await bed.run(id)).processingStatus).toBe('completed');
    expect(await bed.duplicates(id)).toHaveLength(1);
  });

  it('that can not be made leaves an upload that is good for all else', async () => {
    const id = await load(people('a'), uuidv7());
    await (await bed.take(id)).giveUp('failed', 'x');
    expect(await bed.upload(id)).toMatchObject({
      processingStatus: 'completed',
      rowsLoaded: 1,
      errorMessage: 'The records are in; duplicates and figures could not be found',
    });
  });

  it('of an upload that is gone or failed is nothing to do', async () => {
    const id = await load(people('a'), uuidv7());
    await bed.db.query(`UPDATE audience_uploads SET processing_status = 'failed' WHERE id = $1`, [id]);
    expect((await bed.run(id)).analytics).toBeNull();
    await bed.db.query('DELETE FROM audience_uploads WHERE id = $1', [id]);
    await bed.addAnalysis(id);
    await (await bed.take(id)).run();
  });
});
