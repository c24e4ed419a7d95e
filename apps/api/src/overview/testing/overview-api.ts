import { type Database } from '@sluice/kernel/db';
import { expect } from 'expect';
import { type RunningApi, startApi } from '../../http/testing/running-api';

/** Columns of a row by their names. */
type Values = Record<string, unknown>;

export interface Overview {
  batches: Values[];
  next_cursor: string | null;
  active: number;
}

export interface Person {
  userId: string;
  tenantId: string;
}

export interface OverviewApi extends RunningApi {
  /** A page of the list. */
  list(as: string, query?: string): Promise<Overview>;
  /** The names in the list, as one text. */
  names(as: string, query?: string): Promise<string>;
  person(username: string): Promise<Person>;
  /** Adds a row to a source's table: of that owner, with that name, later than the rows before. @returns its own id */
  add(kind: Kind, owner: string, name: string, values?: Values): Promise<string>;
}

export type Kind = keyof typeof SOURCES;

/** What a row has to have besides, and what its owner and its name are called. */
const SOURCES = {
  omr: {
    table: 'omr_batches',
    owner: 'owner_id',
    name: 'original_filename',
    values: { uploaded_by: 'x', status: 'uploaded', upload_strategy: 'zip_with_qr', total_size: 1 },
  },
  revenue: {
    table: 'revenue_batches',
    owner: 'owner_id',
    name: 'batch_name',
    values: { user_id: 'x', ip_address: '::1', user_agent: '', total_files: 1, processing_files: 1 },
  },
  file: {
    table: 'revenue_files',
    owner: 'owner_id',
    name: 'filename',
    values: {
      original_name: 'sent as it was',
      file_type: 'CSV',
      file_size: 1,
      file_key: 'k',
      user_id: 'x',
      ip_address: '::1',
      user_agent: '',
    },
  },
  audience: {
    table: 'audience_uploads',
    owner: 'owner_id',
    name: 'upload_name',
    values: {
      session_token_hash: Buffer.from('x'),
      format: 'csv',
      file_key: 'k',
      file_bytes: 1,
      on_error: 'partial',
    },
  },
  content: {
    table: 'content_batches',
    owner: 'owner_id',
    name: 'creator',
    values: { operation_type: 'remove', total_items: 3 },
  },
  migration: {
    table: 'migration_jobs',
    owner: 'user_id',
    name: 'file_name',
    values: {
      import_type: 'jamaah',
      file_key: 'k',
      file_size: 1,
      encoding: 'utf-8',
      delimiter: ',',
      header: '[]',
      column_mapping: '{}',
      total_rows: 9,
    },
  },
} as const;

/**
 * Two tenants: `admin`, `owner`, `agent`, `user` and `creator` in one, `overseer` (an admin) and `stranger` (a user) in the
 * other.
 */
export async function startOverviewApi(): Promise<OverviewApi> {
  const api = await startApi();
  const as = 'admin';
  await api.request('POST', '/api/tenants', { as, json: { name: 'elsewhere' } });
  for (const [username, role] of [
    ['overseer', 'admin'],
    ['stranger', 'user'],
  ] as const) {
    const json = { username, password: `${username}123`, role, tenant_id: 'elsewhere' };
    expect((await api.request('POST', '/api/users', { as, json })).status).toBe(201);
  }
  const list: OverviewApi['list'] = async (who, query = '') => {
    const answer = await api.request('GET', `/api/overview/batches${query}`, { as: who });
    expect([answer.status, answer.status === 200 || answer.body]).toEqual([200, true]);
    return answer.body as unknown as Overview;
  };
  const person: OverviewApi['person'] = async (username) => {
    const { body } = await api.request('GET', '/api/auth/me', { as: username });
    return { userId: body['id'] as string, tenantId: body['tenant_id'] as string };
  };
  let added = 0;
  return {
    ...api,
    list,
    person,
    async names(who, query) {
      return (await list(who, query)).batches.map(({ name }) => name).join(' ');
    },
    async add(kind, owner, name, values = {}) {
      const { table, owner: ownerColumn, name: nameColumn, values: needed } = SOURCES[kind];
      const { userId, tenantId } = await person(owner);
      const id = idOf(++added);
      await insert(api.db, table, {
        id,
        tenant_id: tenantId,
        [ownerColumn]: userId,
        [nameColumn]: name,
        ...(kind === 'audience' && { upload_id: `upl_1763640000_${String(added).padStart(6, 'a')}` }),
        ...needed,
        ...values,
      });
      return id;
    },
  };
}

/** The nth id of all: a later one is greater, as those of rows that were made later. */
export function idOf(n: number): string {
  return `019a0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

async function insert(db: Database, table: string, values: Values): Promise<void> {
  const columns = Object.keys(values);
  await db.query(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
    Object.values(values),
  );
}
