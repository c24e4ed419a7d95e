import { type Database, rows } from '@sluice/kernel/db';
import { type JobFilter, type JobsQuery, type RequeueBody } from './operator-jobs.schemas';

export interface JobRow {
  id: string;
  queue: string;
  name: string;
  state: string;
  given_up: 'failed' | 'poison' | null;
  batch_id: string;
  tenant_id: string;
  owner_id: string;
  request_id: string | null;
  epoch: number;
  attempts: number;
  crashes: number;
  worker_id: string | null;
  run_after: Date;
  lease_until: Date | null;
  created_at: Date;
  admitted_at: Date | null;
  started_at: Date | null;
  finished_at: Date | null;
  error: string | null;
}

/** Ended, and with something given up. The same words as the index `jobs_given_up` has. */
const FAILED = `(state = 'failed' OR given_up IS NOT NULL) AND finished_at IS NOT NULL`;

/** Since when a job is in its state. */
const SINCE = `CASE state WHEN 'waiting' THEN created_at WHEN 'admitted' THEN admitted_at
  WHEN 'running' THEN started_at ELSE finished_at END`;

/** A WHERE clause and its parameters. */
class Conditions {
  readonly parameters: unknown[] = [];
  private readonly conditions: string[] = [];

  constructor(filter: JobFilter) {
    const { state } = filter;
    if (state === 'failed') this.conditions.push(FAILED);
    else this.add((value) => `state = ${value}`, state);
    this.add((value) => `queue = ${value}`, filter.queue);
    this.add((value) => `name = ${value}`, filter.name);
    this.add((value) => `subject_id = ${value}`, filter.batch_id);
    this.add((value) => `worker_id = ${value}`, filter.worker);
    const since = state === 'failed' ? 'finished_at' : SINCE;
    this.add((value) => `${since} < now() - ${value} * interval '1 second'`, filter.older_than_seconds);
    if (filter.poison) this.conditions.push(`given_up = 'poison'`);
  }

  add(condition: (parameter: string) => string, value: unknown): void {
    if (value !== undefined) this.conditions.push(condition(this.parameter(value)));
  }

  parameter(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  get where(): string {
    return this.conditions.length > 0 ? `WHERE ${this.conditions.join(' AND ')}` : '';
  }
}

/**
 * Newest first, one more than asked for when there are more. What an error says of another tenant's work may be that
 * tenant's data, so it is shown to its own operators alone.
 */
export function readJobs(db: Database, ownTenantId: string, query: JobsQuery): Promise<JobRow[]> {
  const conditions = new Conditions(query);
  conditions.add((cursor) => `id < ${cursor}`, query.cursor);
  const own = conditions.parameter(ownTenantId);
  const limit = conditions.parameter(query.limit + 1);
  return rows<JobRow>(
    db,
    `SELECT id, queue, name, state, given_up, subject_id AS batch_id, tenant_id, owner_id, request_id, epoch, attempts,
       crashes, worker_id, run_after, lease_until, created_at, admitted_at, started_at, finished_at,
       CASE WHEN tenant_id = ${own} THEN error END AS error
     FROM jobs ${conditions.where} ORDER BY id DESC LIMIT ${limit}`,
    conditions.parameters,
  );
}

/** What decides whether and how a job can be done again. */
export interface Candidate {
  id: string;
  queue: string;
  name: string;
  state: string;
  givenUp: 'failed' | 'poison' | null;
  batchId: string;
  /** Its batch was cancelled after it had ended. */
  isCancelledSince: boolean;
}

const CANDIDATE = `SELECT id, queue, name, state, given_up AS "givenUp", subject_id AS "batchId", EXISTS (
    SELECT 1 FROM jobs AS other WHERE other.subject_id = jobs.subject_id AND other.state = 'cancelled'
      AND other.finished_at > jobs.finished_at
  ) AS "isCancelledSince" FROM jobs`;

export async function findCandidate(db: Database, jobId: string): Promise<Candidate | undefined> {
  const [job] = await rows<Candidate>(db, `${CANDIDATE} WHERE id = $1`, [jobId]);
  return job;
}

/** Oldest first, one more than asked for when there are more. */
export function findCandidates(db: Database, filter: RequeueBody): Promise<Candidate[]> {
  const conditions = new Conditions(filter);
  conditions.add((cursor) => `id > ${cursor}`, filter.cursor);
  const limit = conditions.parameter(filter.limit + 1);
  return rows<Candidate>(
    db,
    `${CANDIDATE} ${conditions.where} ORDER BY id LIMIT ${limit}`,
    conditions.parameters,
  );
}

export async function countCandidates(
  db: Database,
  filter: JobFilter,
): Promise<{ jobs: number; batches: number }> {
  const { where, parameters } = new Conditions(filter);
  const [count] = await rows<{ jobs: number; batches: number }>(
    db,
    `SELECT count(*)::int AS jobs, count(DISTINCT subject_id)::int AS batches FROM jobs ${where}`,
    parameters,
  );
  return count ?? { jobs: 0, batches: 0 };
}
