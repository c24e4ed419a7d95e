import { defineRoute, type Route } from '../http/route';
import { toSeconds } from '../http/timestamps';
import { type JobRow, readJobs } from './operator-jobs.queries';
import {
  batchParams,
  bulkRequeueAnswer,
  jobParams,
  jobsAnswer,
  jobsQuery,
  requeueBody,
  requeuedAnswer,
  retriedAnswer,
} from './operator-jobs.schemas';
import { Requeue, type RequeueDeps } from './requeue';

const refused = { description: 'It can’t be done again, or not now; the message says why' };

/** Looking at jobs, and starting again what is stuck or failed. */
export function operatorJobRoutes(deps: RequeueDeps): Route[] {
  const requeue = new Requeue(deps);
  return [
    defineRoute({
      method: 'get',
      path: '/api/ops/jobs',
      summary: 'Jobs of all tenants, newest first, as ids and numbers',
      access: 'operators',
      query: jobsQuery,
      responses: { 200: { description: 'A page of jobs', schema: jobsAnswer } },
      async handler({ actor, query }) {
        const found = await readJobs(deps.db, actor.principal.tenantId, query);
        const page = found.slice(0, query.limit);
        const next = found.length > page.length ? (page.at(-1)?.id ?? null) : null;
        return { status: 200, json: { jobs: page.map(presentJob), next_cursor: next } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/ops/jobs/:id/requeue',
      summary: 'Give a stuck job a fresh start; of one that failed, have its batch do again what failed',
      access: 'operators',
      params: jobParams,
      responses: { 202: { description: 'Accepted', schema: requeuedAnswer }, 409: refused },
      async handler({ actor, params }) {
        const { jobId, batchId, outcome, parts } = await requeue.requeueJob(actor, params.id);
        return { status: 202, json: { job_id: jobId, batch_id: batchId, outcome, parts } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/ops/jobs/requeue',
      summary:
        'The same for all jobs that a filter finds, a page at a time, oldest first; or only count them',
      access: 'operators',
      body: requeueBody,
      responses: { 200: { description: 'What became of them', schema: bulkRequeueAnswer } },
      async handler({ actor, body }) {
        const { nextCursor, skipped, ...outcome } = body.dry_run
          ? await requeue.countMany(body)
          : await requeue.requeueMany(actor, body);
        return {
          status: 200,
          json: {
            dry_run: body.dry_run,
            ...outcome,
            skipped: skipped.map(({ jobId, batchId, ...why }) => ({
              job_id: jobId,
              batch_id: batchId,
              ...why,
            })),
            next_cursor: nextCursor,
          },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/ops/batches/:id/retry',
      summary: 'Do again what failed of a batch, upload, file or import of any system and tenant',
      access: 'operators',
      params: batchParams,
      responses: { 202: { description: 'Accepted', schema: retriedAnswer }, 409: refused },
      async handler({ actor, params }) {
        const { batchId, queue, parts } = await requeue.retryBatch(actor, params.id);
        return { status: 202, json: { batch_id: batchId, queue, parts } };
      },
    }),
  ];
}

function presentJob(job: JobRow): Record<string, unknown> {
  const time = (at: Date | null): string | null => at && toSeconds(at);
  return {
    ...job,
    run_after: time(job.run_after),
    lease_until: time(job.lease_until),
    created_at: time(job.created_at),
    admitted_at: time(job.admitted_at),
    started_at: time(job.started_at),
    finished_at: time(job.finished_at),
  };
}
