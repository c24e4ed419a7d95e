import { rows } from '@sluice/kernel/db';
import { ContentBatch, type ContentValues, showContentBatch } from '@sluice/systems/content';
import { expect } from 'expect';
import type Joi from 'joi';
import { type ApiAnswer, type RunningApi, startApi } from '../../../http/testing/running-api';

export const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';
/** Of the development login `creator`. */
export const CREATOR = 'ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG';
/** Of `rival`. */
export const RIVAL = 'a rival';

/** What became of an item. */
export type Ended =
  | { message: string; before?: ContentValues; versionAfter?: number; txid?: string }
  | { error: string; reason?: string };

/** The API with people to ask it, and with what a worker would do to batches. */
export interface ContentApi extends RunningApi {
  get(path: string, as?: string): Promise<ApiAnswer>;
  post(as: string, path: string, json?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** A batch that removes these contents; its id. */
  newBatch(contentIds: string[], as?: string, creator?: string): Promise<string>;
  /** Ends items of a batch, by their positions, as a worker would; the batch as well when all of them have ended. */
  end(batchId: string, outcomes: Record<number, Ended>): Promise<void>;
  /** The jobs of a batch that have not ended, as `name from-to`. */
  jobs(batchId: string): Promise<string[]>;
  /** A chain call that was written down for an item. */
  addCall(batchId: string, position: number, state: string): Promise<void>;
  /** What was written down about a subject, as `action by actor`. */
  audit(subjectId: string): Promise<string[]>;
  /** Makes believe that a worker is there, so that requests wait. */
  announceWorker(): Promise<void>;
}

/**
 * Two tenants: `creator`, `rival`, `user` (without an address) and `admin` in one; `namesake`, who has the creator's
 * address, and `overseer` (an admin) in the other. Reads are not limited unless `env` says so.
 */
export async function startContentApi(env: NodeJS.ProcessEnv = {}): Promise<ContentApi> {
  const api = await startApi({ env: { RATE_LIMIT_CONTENT_READS: '0', ...env } });
  const as = 'admin';
  await api.request('POST', '/api/tenants', { as, json: { name: 'elsewhere' } });
  for (const [username, role, creator_address, tenant_id] of [
    ['rival', 'user', RIVAL, 'default'],
    ['namesake', 'user', CREATOR, 'elsewhere'],
    ['overseer', 'admin', null, 'elsewhere'],
  ]) {
    const json = { username, password: `${username}123`, role, creator_address, tenant_id };
    expect((await api.request('POST', '/api/users', { as, json })).status).toBe(201);
  }
  return { ...api, ...requestsOf(api), ...workOf(api) };
}

function requestsOf(api: RunningApi): Pick<ContentApi, 'get' | 'post' | 'newBatch'> {
  const post: ContentApi['post'] = (as, path, json, headers = {}) =>
    api.request('POST', path, { as, headers, ...(json !== undefined && { json }) });
  return {
    get: (path, as) => api.request('GET', path, as === undefined ? {} : { as }),
    post,
    async newBatch(contentIds, as = 'creator', creator = CREATOR) {
      const { status, body } = await post(as, '/api/batches/batch-remove', { creator, contentIds });
      expect([status, body]).toEqual([202, expect.anything()]);
      return body['batchId'] as string;
    },
  };
}

function workOf(api: RunningApi): Omit<ContentApi, keyof RunningApi | 'get' | 'post' | 'newBatch'> {
  const { db, deps } = api;
  return {
    async end(batchId, outcomes) {
      const batch = await db.transaction(async (sql) => {
        for (const [position, outcome] of Object.entries(outcomes)) {
          await sql.query(
            `UPDATE content_batch_items SET status = $3, message = $4, error = $5, reason = $6, before = $7,
               version_after = $8, txid = $9 WHERE batch_id = $1 AND position = $2`,
            [batchId, position, ...columnsOf(outcome)],
          );
        }
        await sql.query(COUNT, [batchId]);
        return sql.findOneByOrFail(ContentBatch, { id: batchId });
      });
      await showContentBatch({ progress: deps.progress, events: deps.live.feed }, batch);
    },
    async jobs(batchId) {
      const jobs = await rows<{ name: string; payload: { from: number; to: number } }>(
        db,
        `SELECT name, payload FROM jobs
         WHERE subject_id = $1 AND state IN ('waiting', 'admitted', 'running') ORDER BY id`,
        [batchId],
      );
      return jobs.map(({ name, payload: { from, to } }) => `${name} ${from}-${to}`);
    },
    async addCall(batchId, position, state) {
      await db.query(
        `INSERT INTO chain_calls (txid, signer, nonce, batch_id, position, content_id, price, fee, transaction, state)
         VALUES (gen_random_uuid(), 's', (SELECT count(*) FROM chain_calls), $1, $2, 'x', 1, 1, '', $3)`,
        [batchId, position, state],
      );
    },
    async audit(subjectId) {
      const events = await rows<{ action: string; actor_name: string }>(
        db,
        'SELECT action, actor_name FROM audit_events WHERE subject_id = $1 ORDER BY id',
        [subjectId],
      );
      return events.map(({ action, actor_name }) => `${action} by ${actor_name}`);
    },
    async announceWorker() {
      await db.query(`INSERT INTO workers (id, queues, concurrency) VALUES ('w', '{content}', 1)`);
    },
  };
}

/** Counts places, and ends the batch and its jobs when none is left. */
const COUNT = `
  WITH counted AS (
    SELECT count(*) FILTER (WHERE first.status = 'succeeded') AS succeeded,
      count(*) FILTER (WHERE first.status = 'failed') AS failed, count(*) AS total
    FROM content_batch_items AS place JOIN content_batch_items AS first
      ON first.batch_id = place.batch_id AND first.position = coalesce(place.repeats_position, place.position)
    WHERE place.batch_id = $1
  ), over AS (
    UPDATE jobs SET state = 'done' FROM counted
    WHERE subject_id = $1 AND state IN ('waiting', 'admitted') AND succeeded + failed = total
  )
  UPDATE content_batches SET success_count = succeeded, failure_count = failed, version = version + 1,
    updated_at = now(),
    status = CASE WHEN succeeded + failed = total THEN 'completed' ELSE 'processing' END,
    completed_at = CASE WHEN succeeded + failed = total THEN now() END
  FROM counted WHERE id = $1`;

function columnsOf(outcome: Ended): unknown[] {
  if ('error' in outcome) return ['failed', null, outcome.error, outcome.reason ?? null, null, null, null];
  const { message, before, versionAfter = null, txid = null } = outcome;
  return ['succeeded', message, null, null, before ? JSON.stringify(before) : null, versionAfter, txid];
}

/** What is answered is what is documented: nothing missing, nothing more. */
export function expectAsDocumented(schema: Joi.Schema, answer: ApiAnswer, status = 200): void {
  expect([answer.status, answer.text]).toEqual([status, expect.anything()]);
  expect(schema.validate(answer.body, { convert: false }).error).toBeUndefined();
}

/** The body of an answer that is a list. */
export function listOf({ body }: ApiAnswer): Record<string, unknown>[] {
  return body as unknown as Record<string, unknown>[];
}
