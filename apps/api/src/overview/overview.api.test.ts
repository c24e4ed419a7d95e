import { after, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import { overviewAnswer } from './overview.schemas';
import { type OverviewApi, startOverviewApi } from './testing/overview-api';

const TABLES =
  'omr_batches, revenue_batches, revenue_files, audience_uploads, content_batches, migration_jobs';

describe('the list over all systems', () => {
  let api: OverviewApi;

  before(async () => {
    api = await startOverviewApi();
  });
  beforeEach(() => api.db.query(`TRUNCATE ${TABLES} CASCADE`));
  after(() => api?.stop());

  /** A row of every source, oldest first; audience's is the owner's alone to see. */
  async function addOneOfEach(owner = 'owner'): Promise<void> {
    for (const kind of ['omr', 'revenue', 'file', 'audience', 'content', 'migration'] as const)
      await api.add(kind, owner, `${owner}-${kind}`);
  }

  it('is empty, and as described', async () => {
    expect(await api.list('user')).toEqual({ batches: [], next_cursor: null, active: 0 });
  });

  it('has every system’s, the newest first, each with its own id and words', async () => {
    await addOneOfEach();
    const answer = await api.list('owner');
    expect(overviewAnswer.validate(answer).error).toBeUndefined();
    expect(answer.batches.map(({ system, kind, unit }) => `${system} ${kind} ${unit}`)).toEqual([
      'migration batch rows',
      'content batch contents',
      'audience batch records',
      'revenue file records',
      'revenue batch files',
      'omr batch sheets',
    ]);
    expect(answer.batches.map(({ state, status }) => `${state}: ${status}`)).toEqual([
      'your_turn: pending',
      'waiting: pending',
      'waiting: queued',
      'waiting: pending',
      'waiting: processing',
      'waiting: uploaded',
    ]);
    expect(answer.batches[2]?.['id']).toMatch(/^upl_/);
    expect(answer.batches[1]?.['name']).toBe('remove · owner-content');
    expect(answer.active).toBe(5);
  });
});
