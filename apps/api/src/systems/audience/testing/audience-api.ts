import { rows } from '@sluice/kernel/db';
import {
  AudienceUpload,
  identityKey,
  type IdentityValues,
  judgeIdentity,
  showUpload,
} from '@sluice/systems/audience';
import { expect } from 'expect';
import type Joi from 'joi';
import { type ApiAnswer, type RunningApi, startApi } from '../../../http/testing/running-api';

export const PATH = '/api/audience/batch-upload';
export const UNKNOWN_ID = 'upl_1234567890_abc123';
export const UPLOAD_ID = /^upl_[0-9]{10}_[a-z0-9]{6}$/;

/** The API with people to ask it, and with what a worker would do to uploads. */
export interface AudienceApi extends RunningApi {
  get(as: string, path: string, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** `POST` of a body as it is; an object is sent as JSON. */
  send(as: string, body: string | Buffer | object, options?: SendOptions): Promise<ApiAnswer>;
  /** The id of a new upload of records, whose JSON is given. */
  uploaded(as: string, records: string[], query?: string): Promise<string>;
  /** Lets records in and ends the upload, as a worker would; numbers count from 1. */
  load(uploadId: string, records: (string | null)[], change?: Partial<AudienceUpload>): Promise<void>;
  change(uploadId: string, change: Partial<AudienceUpload>): Promise<void>;
  rowOf(uploadId: string): Promise<AudienceUpload>;
  /** The jobs of an upload, as `name state`. */
  jobs(uploadId: string): Promise<string[]>;
}

interface SendOptions {
  query?: string;
  headers?: Record<string, string>;
}

/** Two tenants: `user`, `agent`, `owner` and `admin` in one, `stranger` in the other. */
export async function startAudienceApi(env: NodeJS.ProcessEnv = {}): Promise<AudienceApi> {
  const api = await startApi({ env });
  const as = 'admin';
  await api.request('POST', '/api/tenants', { as, json: { name: 'elsewhere' } });
  const json = { username: 'stranger', password: 'stranger123', role: 'user', tenant_id: 'elsewhere' };
  expect((await api.request('POST', '/api/users', { as, json })).status).toBe(201);
  return { ...api, ...requestsOf(api), ...workOf(api) };
}

function requestsOf(api: RunningApi): Pick<AudienceApi, 'get' | 'send' | 'uploaded'> {
  const send: AudienceApi['send'] = (as, body, { query = '', headers = {} } = {}) => {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const sent = isRaw ? body : JSON.stringify(body);
    return api.request('POST', PATH + query, {
      as,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: sent as never,
    });
  };
  return {
    get: (as, path, headers = {}) => api.request('GET', path, { as, headers }),
    send,
    async uploaded(as, records, query = '') {
      const answer = await send(as, bodyOf(records), { query });
      expect([answer.status, answer.text]).toEqual([200, expect.anything()]);
      return answer.body['upload_id'] as string;
    },
  };
}

function workOf(api: RunningApi): Pick<AudienceApi, 'load' | 'change' | 'rowOf' | 'jobs'> {
  const { db, deps } = api;
  const rowOf = (uploadId: string): Promise<AudienceUpload> =>
    db.manager.findOneByOrFail(AudienceUpload, { uploadId });
  const change = async (uploadId: string, values: Partial<AudienceUpload>): Promise<void> => {
    await db.manager.update(AudienceUpload, { uploadId }, { ...values, version: () => 'version + 1' });
    await showUpload({ progress: deps.progress, events: deps.live.feed }, await rowOf(uploadId));
  };
  return {
    rowOf,
    change,
    async load(uploadId, records, values = {}) {
      const { id, ownerId } = await rowOf(uploadId);
      for (const [at, record] of records.entries()) {
        if (record === null) continue;
        const { identity } = judgeIdentity(JSON.parse(record) as IdentityValues);
        const key = identity && identityKey(identity);
        const row = [id, at + 1, record, identity?.email, identity?.domain, key];
        await db.query('INSERT INTO audience_records VALUES ($1, $2, $3, $4, $5, $6)', row);
        await db.query('INSERT INTO audience_identities VALUES ($1, $2, $3, $4)', [ownerId, key, id, at + 1]);
      }
      await db.query(`UPDATE jobs SET state = 'done' WHERE subject_id = $1`, [id]);
      await change(uploadId, {
        processingStatus: 'completed',
        rowsLoaded: records.filter((record) => record !== null).length,
        loadedAt: new Date(),
        completedAt: new Date(),
        ...values,
      });
    },
    async jobs(uploadId) {
      const jobs = await rows<{ name: string; state: string }>(
        db,
        `SELECT name, CASE state WHEN 'admitted' THEN 'waiting' ELSE state END AS state FROM jobs
         JOIN audience_uploads AS upload ON upload.id = subject_id WHERE upload_id = $1 ORDER BY jobs.id`,
        [uploadId],
      );
      return jobs.map(({ name, state }) => `${name} ${state}`);
    },
  };
}

/** A body with these records, as JSON. */
export function bodyOf(records: string[], name = 'made up'): string {
  return `{"upload_name":${JSON.stringify(name)},"records":[${records.join(',')}]}`;
}

/** So many people's records. */
export function people(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `{"email":"person${at + 1}@example.com","n":${at + 1}}`);
}

/** What is answered is what is documented: nothing missing, nothing more. */
export function expectAsDocumented(schema: Joi.Schema, answer: ApiAnswer, status = 200): void {
  expect([answer.status, answer.text]).toEqual([status, expect.anything()]);
  expect(schema.validate(answer.body, { convert: false }).error).toBeUndefined();
}
