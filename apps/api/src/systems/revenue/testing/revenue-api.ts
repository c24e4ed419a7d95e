import { rows } from '@sluice/kernel/db';
import { refreshBatch, RevenueFile, showRevenue } from '@sluice/systems/revenue';
import { expect } from 'expect';
import type Joi from 'joi';
import { type ApiAnswer, type RunningApi, startApi } from '../../../http/testing/running-api';

export const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';

/** Of one file in a form: a name and a text. */
export type Part = [name: string, content?: string];

/** The API with people to ask it, and with what a worker would do to files. */
export interface RevenueApi extends RunningApi {
  get(as: string, path: string, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** `POST /upload/batch`, not waiting unless `headers` say so. */
  send(as: string, parts: Part[], fields?: Fields, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** `POST /upload`, not waiting unless `headers` say so. */
  sendOne(as: string, part: Part, fields?: Fields, headers?: Record<string, string>): Promise<ApiAnswer>;
  newBatch(as: string, json?: object): Promise<string>;
  /** A batch with these files, none of them begun. */
  batchOf(as: string, names: string[]): Promise<{ batchId: string; fileIds: string[] }>;
  /** Changes a file as a worker would: its row, its batch's counts, what listeners are told. */
  change(fileId: string, change: Partial<RevenueFile>): Promise<void>;
  /** The jobs of a subject, as `name state`. */
  jobs(subjectId: string): Promise<string[]>;
  /** Makes believe that a worker is there, so that uploads wait. */
  announceWorker(): Promise<void>;
}

type Fields = [name: string, value: string][];

const RESPOND_ASYNC = { Prefer: 'respond-async' };

/** Two tenants: `user`, `agent` and `admin` in one, `stranger` and `overseer` (an admin) in the other. */
export async function startRevenueApi(env: NodeJS.ProcessEnv = {}): Promise<RevenueApi> {
  const api = await startApi({ env: { RATE_LIMIT_REVENUE_UPLOADS: '0', ...env } });
  const as = 'admin';
  await api.request('POST', '/api/tenants', { as, json: { name: 'elsewhere' } });
  for (const [username, role] of [
    ['stranger', 'user'],
    ['overseer', 'admin'],
  ]) {
    const json = { username, password: `${username}123`, role, tenant_id: 'elsewhere' };
    expect((await api.request('POST', '/api/users', { as, json })).status).toBe(201);
  }
  return { ...api, ...requestsOf(api), ...workOf(api) };
}

function requestsOf(api: RunningApi): Pick<RevenueApi, 'get' | 'send' | 'sendOne' | 'newBatch' | 'batchOf'> {
  const post = (path: string, field: string) => {
    return (
      sender: string,
      parts: Part[],
      fields: Fields = [],
      headers: Record<string, string> = RESPOND_ASYNC,
    ) => {
      const body = new FormData();
      for (const [name, content = 'x'] of parts) body.append(field, new Blob([content]), name);
      for (const [name, value] of fields) body.append(name, value);
      return api.request('POST', path, { as: sender, body, headers });
    };
  };
  const send = post('/api/revenue/upload/batch', 'files');
  const single = post('/api/revenue/upload', 'file');
  return {
    get: (sender, path, headers = {}) => api.request('GET', path, { as: sender, headers }),
    send,
    sendOne: (sender, part, fields, headers) => single(sender, [part], fields, headers),
    async newBatch(sender, json = {}) {
      const answer = await api.request('POST', '/api/revenue/batches', { as: sender, json });
      expect(answer.status).toBe(201);
      return dataOf(answer)['id'] as string;
    },
    async batchOf(sender, names) {
      const answer = await send(
        sender,
        names.map((name) => [name]),
      );
      const { batchId, results } = dataOf(answer) as { batchId: string; results: { fileId: string }[] };
      return { batchId, fileIds: results.map(({ fileId }) => fileId) };
    },
  };
}

function workOf(api: RunningApi): Pick<RevenueApi, 'change' | 'jobs' | 'announceWorker'> {
  const { db, deps } = api;
  return {
    async change(id, change) {
      const { file, batch } = await db.transaction(async (sql) => {
        await sql.update(RevenueFile, { id }, { ...change, version: () => 'version + 1' });
        const changed = await sql.findOneByOrFail(RevenueFile, { id });
        const { batchId } = changed;
        return { file: changed, batch: batchId === null ? undefined : await refreshBatch(sql, batchId) };
      });
      await showRevenue(
        { progress: deps.progress, events: deps.live.feed },
        { files: [file], batch: batch ?? null },
      );
    },
    async jobs(subjectId) {
      const jobs = await rows<{ name: string; state: string }>(
        db,
        `SELECT name, CASE state WHEN 'admitted' THEN 'waiting' ELSE state END AS state FROM jobs
         WHERE subject_id = $1 ORDER BY id`,
        [subjectId],
      );
      return jobs.map(({ name, state }) => `${name} ${state}`);
    },
    async announceWorker() {
      await db.query(`INSERT INTO workers (id, queues, concurrency) VALUES ('w', '{revenue}', 1)`);
    },
  };
}

/** What a file is like that was read to its end. */
export function completed(records: {
  valid: number;
  invalid?: number;
  skipped?: number;
}): Partial<RevenueFile> {
  const { valid, invalid = 0, skipped = 0 } = records;
  return {
    status: 'completed',
    isValid: true,
    totalRecords: valid + invalid + skipped,
    validRecords: valid,
    invalidRecords: invalid,
    processedRecords: valid,
    skippedRecords: skipped,
    processingTimeMs: 12,
    completedAt: new Date(),
  };
}

/** What a file is like whose structure is not sound. */
export function broken(...messages: string[]): Partial<RevenueFile> {
  const errors = messages.map((message) => ({ code: 'bad', message, detail: 'รายละเอียด' }));
  return { status: 'error', errors, completedAt: new Date() };
}

export function dataOf({ body }: ApiAnswer): Record<string, unknown> {
  return body['data'] as Record<string, unknown>;
}

/** What is answered is what is documented: nothing missing, nothing more. */
export function expectAsDocumented(schema: Joi.Schema, answer: ApiAnswer, status = 200): void {
  expect([answer.status, answer.text]).toEqual([status, expect.anything()]);
  expect(schema.validate(answer.body, { convert: false }).error).toBeUndefined();
}

/** Names in the order they stand in the text of an answer. */
export function fieldsOf(data: unknown): string[] {
  return Object.keys(data as object);
}
