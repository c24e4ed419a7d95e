import { rows } from '@sluice/kernel/db';
import { type ErrorType, type ImportType, MigrationJob, templateCsv } from '@sluice/systems/csv-migration';
import { expect } from 'expect';
import type Joi from 'joi';
import { uuidv7 } from 'uuidv7';
import { type ApiAnswer, type RunningApi, startApi } from '../../../http/testing/running-api';
import { announceJob } from '../announce-job';

export const JOBS = '/api/v1/onboarding/migration';
export const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';

/** A sound file of each import. */
export const SAMPLES: Record<ImportType, string> = {
  jamaah: templateCsv('jamaah'),
  payment: templateCsv('payment'),
  package: templateCsv('package'),
};

export interface SentFile {
  csv?: string | Buffer;
  name?: string;
  type?: string;
  fields?: [name: string, value: string][];
  headers?: Record<string, string>;
  query?: string;
}

export interface PlantedError {
  row: number;
  field?: string | null;
  type?: ErrorType;
  message?: string;
  value?: string | null;
  data?: Record<string, unknown>;
  isWarning?: boolean;
}

/** The API with people to ask it, and with what a worker would do to jobs. */
export interface MigrationApi extends RunningApi {
  get(as: string, path: string): Promise<ApiAnswer>;
  post(as: string, path: string, headers?: Record<string, string>): Promise<ApiAnswer>;
  upload(as: string, file?: SentFile): Promise<ApiAnswer>;
  /** The id of a job that waits to be started. */
  newJob(file?: SentFile, as?: string): Promise<string>;
  /** Changes a job as a worker would, and tells listeners. */
  change(id: string, change: Partial<MigrationJob>): Promise<void>;
  plantErrors(id: string, errors: PlantedError[]): Promise<void>;
  /** Inserts rows into one of the tables that imports fill; gives their ids. */
  plant(table: string, records: Record<string, unknown>[], tenantOf?: string): Promise<string[]>;
  /** The jobs of a subject, as `name state`. */
  jobs(subjectId: string): Promise<string[]>;
  endJobs(subjectId: string): Promise<void>;
  tenantIdOf(username: string): Promise<string>;
  userIdOf(username: string): Promise<string>;
  audited(subjectId: string): Promise<string[]>;
}

/** Two tenants: `admin`, `owner`, `agent`, `user` in one, `overseer` (an admin) in the other. */
export async function startMigrationApi(env: NodeJS.ProcessEnv = {}): Promise<MigrationApi> {
  const api = await startApi({ env: { RATE_LIMIT_MIGRATION: '0', ...env } });
  const as = 'admin';
  await api.request('POST', '/api/tenants', { as, json: { name: 'elsewhere' } });
  const overseer = { username: 'overseer', password: 'overseer123', role: 'admin', tenant_id: 'elsewhere' };
  expect((await api.request('POST', '/api/users', { as, json: overseer })).status).toBe(201);
  return { ...api, ...requestsOf(api), ...workOf(api) };
}

function requestsOf(api: RunningApi): Pick<MigrationApi, 'get' | 'post' | 'upload' | 'newJob'> {
  const upload: MigrationApi['upload'] = (as, file = {}) => {
    const { csv = SAMPLES.jamaah, name = 'jamaah-import.csv', type = 'jamaah' } = file;
    const { fields = [], headers = {}, query = '' } = file;
    const body = new FormData();
    body.append('file', new Blob([typeof csv === 'string' ? csv : new Uint8Array(csv)]), name);
    body.append('import_type', type);
    for (const [field, value] of fields) body.append(field, value);
    return api.request('POST', `${JOBS}/upload${query}`, { as, body, headers });
  };
  return {
    get: (as, path) => api.request('GET', path, { as }),
    post: (as, path, headers = {}) => api.request('POST', path, { as, headers }),
    upload,
    async newJob(file = {}, as = 'admin') {
      const answer = await upload(as, file);
      expect([answer.status, answer.text]).toEqual([200, expect.anything()]);
      return answer.body['job_id'] as string;
    },
  };
}

function workOf(
  api: RunningApi,
): Pick<
  MigrationApi,
  'change' | 'plantErrors' | 'plant' | 'jobs' | 'endJobs' | 'tenantIdOf' | 'userIdOf' | 'audited'
> {
  const { db, deps } = api;
  const userOf = async (username: string): Promise<{ id: string; tenant_id: string }> => {
    const [user] = await rows<{ id: string; tenant_id: string }>(
      db,
      'SELECT id, tenant_id FROM users WHERE username = $1',
      [username],
    );
    if (!user) throw new Error(`There is no ${username}`);
    return user;
  };
  return {
    async change(id, change) {
      await db.manager.update(MigrationJob, { id }, { ...change, version: () => 'version + 1' });
      await announceJob(deps.live, await db.manager.findOneByOrFail(MigrationJob, { id }));
    },
    async plantErrors(id, errors) {
      for (const error of errors) {
        const { row, field = 'nama', type = 'invalid_format', message = 'salah', value = null } = error;
        await db.query(
          `INSERT INTO migration_errors (id, migration_job_id, row_number, error_type, field_name, error_message,
             expected_format, received_value, row_data, is_warning)
           VALUES ($1, $2, $3, $4, $5, $6, 'begini', $7, $8, $9)`,
          [uuidv7(), id, row, type, field, message, value, error.data ?? {}, error.isWarning ?? false],
        );
      }
    },
    async plant(table, records, tenantOf = 'admin') {
      const { tenant_id: tenantId } = await userOf(tenantOf);
      const ids: string[] = [];
      for (const record of records) {
        const whole = {
          id: uuidv7(),
          tenant_id: tenantId,
          migration_job_id: uuidv7(),
          row_number: 1,
          ...record,
        };
        const names = Object.keys(whole);
        await db.query(
          `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
          Object.values(whole),
        );
        ids.push(whole.id);
      }
      return ids;
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
    async endJobs(subjectId) {
      await db.query(`UPDATE jobs SET state = 'done' WHERE subject_id = $1`, [subjectId]);
    },
    tenantIdOf: async (username) => (await userOf(username)).tenant_id,
    userIdOf: async (username) => (await userOf(username)).id,
    async audited(subjectId) {
      const events = await rows<{ action: string }>(
        db,
        'SELECT action FROM audit_events WHERE subject_id = $1 ORDER BY id',
        [subjectId],
      );
      return events.map(({ action }) => action);
    },
  };
}

/** What is answered is what is documented: nothing missing, nothing more. */
export function expectAsDocumented(schema: Joi.Schema, answer: ApiAnswer, status = 200): void {
  expect([answer.status, answer.text]).toEqual([status, expect.anything()]);
  expect(schema.validate(answer.body, { convert: false }).error).toBeUndefined();
}

/** An error as the document prints it; what we add stands behind. */
export function expectRefused(answer: ApiAnswer, statusCode: number, message: string, error: string): void {
  expect([answer.status, Object.keys(answer.body).slice(0, 3)]).toEqual([
    statusCode,
    ['statusCode', 'message', 'error'],
  ]);
  expect(answer.body).toMatchObject({ statusCode, message, error });
}

/** Names in the order they stand in the text of an answer. */
export function fieldsOf(data: unknown): string[] {
  return Object.keys(data as object);
}
