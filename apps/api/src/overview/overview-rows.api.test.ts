import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { type Kind, type OverviewApi, startOverviewApi } from './testing/overview-api';

const AT = new Date('2025-11-19T16:23:42.123Z');

/** What a row is, beside what a client is told of it: state, done, failed, total. */
const SHOWN: [Kind, Record<string, unknown>, string, number, number, number | null][] = [
  ['omr', {}, 'waiting', 0, 0, null],
  ['omr', { status: 'processing', sheet_count: 9, processed_count: 2, failed_count: 1 }, 'working', 2, 1, 9],
  ['omr', { status: 'completed', sheet_count: 2, processed_count: 2 }, 'done', 2, 0, 2],
  ['omr', { status: 'completed', sheet_count: 2, failed_count: 2 }, 'done_with_errors', 0, 2, 2],
  ['omr', { status: 'failed' }, 'failed', 0, 0, null],
  ['omr', { status: 'failed', cancelled_at: AT }, 'cancelled', 0, 0, null],
  ['revenue', { total_files: 0, processing_files: 0 }, 'your_turn', 0, 0, null],
  ['revenue', {}, 'waiting', 0, 0, 1],
  ['revenue', { read_bytes: 1 }, 'working', 0, 0, 1],
  ['revenue', { total_files: 2, success_files: 1 }, 'working', 1, 0, 2],
  ['revenue', { total_files: 2, success_files: 1, error_files: 1, status: 'partial' }, 'working', 1, 1, 2],
  ['revenue', { success_files: 1, processing_files: 0, check_state: 'waiting' }, 'working', 1, 0, 1],
  ['revenue', { success_files: 1, processing_files: 0, status: 'success' }, 'done', 1, 0, 1],
  ['revenue', { error_files: 1, processing_files: 0, status: 'error' }, 'failed', 0, 1, 1],
  [
    'revenue',
    { error_files: 1, success_files: 1, total_files: 2, processing_files: 0, status: 'partial' },
    'done_with_errors',
    1,
    1,
    2,
  ],
  [
    'revenue',
    { error_files: 1, processing_files: 0, status: 'error', cancelled_at: AT },
    'cancelled',
    0,
    1,
    1,
  ],
  ['file', {}, 'waiting', 0, 0, null],
  ['file', { status: 'processing', valid_records: 3, total_records: 3 }, 'working', 3, 0, null],
  ['file', { status: 'completed', valid_records: 3, total_records: 3 }, 'done', 3, 0, 3],
  ['file', { status: 'completed', invalid_records: 3, total_records: 3 }, 'done_with_errors', 0, 3, 3],
  ['file', { status: 'error' }, 'failed', 0, 0, 0],
  ['audience', {}, 'waiting', 0, 0, null],
  ['audience', { format: 'envelope', rows_received: 7 }, 'waiting', 0, 0, 7],
  ['audience', { processing_status: 'loading', rows_received: 7, rows_loaded: 7 }, 'working', 7, 0, null],
  ['audience', { processing_status: 'analyzing', rows_received: 7, rows_loaded: 7 }, 'working', 7, 0, 7],
  ['audience', { processing_status: 'completed', rows_received: 7, rows_loaded: 7 }, 'done', 7, 0, 7],
  [
    'audience',
    { processing_status: 'completed', rows_received: 7, rows_rejected: 1 },
    'done_with_errors',
    0,
    1,
    7,
  ],
  ['audience', { processing_status: 'failed', rows_received: 7, rows_rejected: 1 }, 'failed', 0, 1, 7],
  ['content', {}, 'waiting', 0, 0, 3],
  ['content', { status: 'processing', success_count: 1 }, 'working', 1, 0, 3],
  ['content', { status: 'completed', success_count: 3 }, 'done', 3, 0, 3],
  ['content', { status: 'completed', failure_count: 3 }, 'done_with_errors', 0, 3, 3],
  ['content', { status: 'failed' }, 'failed', 0, 0, 3],
  ['content', { status: 'failed', cancelled_at: AT }, 'cancelled', 0, 0, 3],
  ['migration', {}, 'your_turn', 0, 0, 9],
  ['migration', { status: 'validating' }, 'working', 0, 0, 9],
  ['migration', { status: 'importing', processed_rows: 4, valid_rows: 4 }, 'working', 4, 0, 9],
  ['migration', { status: 'completed', processed_rows: 9, valid_rows: 9 }, 'done', 9, 0, 9],
  ['migration', { status: 'completed', processed_rows: 9, invalid_rows: 9 }, 'done_with_errors', 0, 9, 9],
  ['migration', { status: 'failed' }, 'failed', 0, 0, 9],
  ['migration', { status: 'failed', cancelled_at: AT }, 'cancelled', 0, 0, 9],
  ['migration', { status: 'rolled_back' }, 'rolled_back', 0, 0, 9],
];

describe('a row of the list over all systems', () => {
  let api: OverviewApi;

  before(async () => {
    api = await startOverviewApi();
  });
  after(() => api?.stop());

  it('tells all of a batch', async () => {
    const times = { created_at: AT, started_at: AT, completed_at: AT };
    const error = { code: 'x', message: 'Invalid file format', detail: 'อ่านไม่ได้' };
    const id = await api.add('file', 'user', 'PAT.DBF', {
      status: 'error',
      errors: JSON.stringify([error]),
      ...times,
    });
    const { userId } = await api.person('user');
    const shown = {
      system: 'revenue',
      kind: 'file',
      id,
      name: 'PAT.DBF',
      state: 'failed',
      status: 'error',
      done: 0,
      failed: 0,
      total: 0,
      unit: 'records',
      error: 'Invalid file format: อ่านไม่ได้',
      owner: { id: userId, username: 'user' },
      created_at: '2025-11-19T16:23:42Z',
      started_at: '2025-11-19T16:23:42Z',
      finished_at: '2025-11-19T16:23:42Z',
    };
    expect((await api.list('user', '?q=pat.dbf')).batches).toEqual([shown]);
    expect((await api.request('GET', `/api/overview/batches/revenue/${id}`, { as: 'user' })).body).toEqual(
      shown,
    );
  });

  it('knows what state every status is, and how far it is', async () => {
    for (const [kind, values] of SHOWN) await api.add(kind, 'owner', 'x', values);
    const { batches } = await api.list('owner', '?limit=100');
    const told = batches.map(({ state, done, failed, total }) => [state, done, failed, total]);
    expect(told.reverse()).toEqual(SHOWN.map(([, , ...shown]) => shown));
    for (const state of new Set(SHOWN.map(([, , word]) => word))) {
      const ofState = await api.list('owner', `?limit=100&state=${state}`);
      expect(ofState.batches.map((row) => row['state'])).toEqual(
        SHOWN.filter(([, , word]) => word === state).map(() => state),
      );
    }
  });
});
