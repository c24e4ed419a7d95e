import { dataOf } from '@sluice/client';
import { client } from '../../app/session';
import { type JobFilter, queryOf } from './job-filter';

export const JOBS_KEY = ['operations', 'jobs'];
const PAGE_JOBS = 50;
const REQUEUED_AT_ONCE = 100;

export function readJobs(filter: JobFilter, cursor: string | undefined, signal: AbortSignal) {
  const query = { ...queryOf(filter), limit: PAGE_JOBS, ...(cursor !== undefined && { cursor }) };
  return dataOf(client.http.GET('/api/ops/jobs', { params: { query }, signal }));
}

export type JobPage = Awaited<ReturnType<typeof readJobs>>;
export type Job = JobPage['jobs'][number];

export function requeueJob(id: string) {
  return dataOf(client.http.POST('/api/ops/jobs/{id}/requeue', { params: { path: { id } } }));
}

export function retryBatch(id: string) {
  return dataOf(client.http.POST('/api/ops/batches/{id}/retry', { params: { path: { id } } }));
}

/** States whose jobs can be done again. */
const REQUEUED = ['waiting', 'admitted', 'running', 'failed'] as const;

/** What many are requeued by: undefined where the filter names no state that can be. */
export function requeueBodyOf(filter: JobFilter) {
  const state = REQUEUED.find((one) => one === filter.state);
  return state && { ...queryOf(filter), state, limit: REQUEUED_AT_ONCE };
}

export type RequeueBody = NonNullable<ReturnType<typeof requeueBodyOf>>;

export function countRequeued(body: RequeueBody, signal: AbortSignal) {
  return dataOf(client.http.POST('/api/ops/jobs/requeue', { body: { ...body, dry_run: true }, signal }));
}

export function requeuePage(body: RequeueBody, cursor: string | undefined) {
  return dataOf(
    client.http.POST('/api/ops/jobs/requeue', {
      body: { ...body, dry_run: false, ...(cursor !== undefined && { cursor }) },
    }),
  );
}

export type RequeueOutcome = Awaited<ReturnType<typeof requeuePage>>;

/** Not yet ended, or ended with something given up. */
export function canBeRequeued({ state, given_up }: Job): boolean {
  return given_up !== null || ['waiting', 'admitted', 'running', 'failed'].includes(state);
}
