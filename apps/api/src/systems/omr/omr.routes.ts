import { type Sql } from '@sluice/kernel/db';
import { type SubjectState } from '@sluice/kernel/events';
import { OMR_QUEUE } from '@sluice/systems/omr';
import { batchMoveRoutes } from '../../http/batch-moves';
import { type Actor } from '../../auth';
import { ANYONE_SIGNED_IN, defineRoute, type Reply, type Route, type RouteContext } from '../../http/route';
import { RETRY_AFTER_SECONDS } from '../../http/waiting';
import { eventsRoute } from '../../live';
import { reportRoute } from '../../report';
import { type SystemDeps } from '../../systems';
import { newBatchOf } from './new-batch';
import { omrStates } from './omr.events';
import { OmrMoves } from './omr.moves';
import { presentBatch, presentCancelled, presentRetried, presentStatus } from './omr.presenter';
import { omrReport } from './omr.report';
import { omrSheetRoutes } from './omr-sheets.routes';
import {
  type BatchParams,
  batchParams,
  cancelAnswer,
  endedAnswer,
  listAnswer,
  listQuery,
  progressAnswer,
  retryAnswer,
  statusAnswer,
  type StatusQuery,
  statusQuery,
  uploadAnswer,
  uploadFields,
} from './omr.schemas';
import { type MadeBatch, OmrService } from './omr.service';

/** Images of one request. */
const MAX_IMAGES = 500;

/** `specs/omr.md`: five endpoints under /api/batches, and what PRODUCT §3 adds. */
export function omrRoutes(deps: SystemDeps): Route[] {
  const omr = new OmrService(deps);
  const load = omrStates(deps.db);
  const moves = new OmrMoves(deps);
  return [
    defineRoute({
      method: 'post',
      path: '/api/batches/upload',
      summary:
        'Upload a ZIP of scanned sheets (file, or upload_id of a finished upload) or their images (files)',
      access: ANYONE_SIGNED_IN,
      upload: {
        system: 'omr',
        files: [
          { name: 'file', maxCount: 1 },
          { name: 'files', maxCount: MAX_IMAGES },
        ],
      },
      body: uploadFields,
      idempotent: true,
      responses: {
        200: { description: 'Ended while the client waited (Prefer: wait)', schema: endedAnswer },
        202: { description: 'Accepted; poll its progress', schema: uploadAnswer },
      },
      async handler({ actor, body, files, headers, hangUp, keepAnswer }) {
        const batch = newBatchOf(body, files);
        const keep = (sql: Sql, made: MadeBatch): Promise<void> => keepAnswer(sql, accepted(made));
        const made = await omr.create(actor, batch, keep);
        const { prefer } = headers;
        const wait = {
          subjectId: made.id,
          load,
          queue: OMR_QUEUE,
          prefer,
          defaultSeconds: 0,
          signal: hangUp(),
        };
        const { end, headers: applied } = await deps.live.waiting.wait(wait);
        const reply = end ? ended(made, end) : accepted(made);
        return { ...reply, headers: { ...reply.headers, ...applied } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/batches/:id/progress',
      summary: 'How far a batch is; cheap, made for polling',
      access: ANYONE_SIGNED_IN,
      params: batchParams,
      responses: { 200: { description: 'Progress', schema: progressAnswer } },
      handler: async ({ actor, params }) => ({ status: 200, text: await omr.progressJson(actor, params.id) }),
    }),
    eventsRoute(
      {
        path: '/api/batches/:id/events',
        access: ANYONE_SIGNED_IN,
        params: batchParams,
        find: (actor, { id }) => omr.state(actor, id),
        load,
      },
      deps.live,
    ),
    ...statusRoutes(omr),
    defineRoute({
      method: 'get',
      path: '/api/batches',
      summary: 'Batches, newest first: own ones, for admins all of the tenant',
      access: ANYONE_SIGNED_IN,
      query: listQuery,
      responses: { 200: { description: 'A page of batches', schema: listAnswer } },
      async handler({ actor, query }) {
        const { total, batches } = await omr.list(actor, query, query.status);
        const { limit, offset } = query;
        return { status: 200, json: { total, limit, offset, batches: batches.map(presentBatch) } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/api/batches/:id',
      summary: 'Delete a batch with its files and work; a running one is stopped first',
      access: ['admin'],
      params: batchParams,
      responses: { 204: { description: 'Gone' } },
      async handler({ actor, params }) {
        await omr.remove(actor, params.id);
        return { status: 204 };
      },
    }),
    ...batchMoveRoutes({
      path: '/api/batches/:id',
      access: ANYONE_SIGNED_IN,
      params: batchParams,
      cancel: async (actor, { id }) => presentCancelled(await moves.cancel(actor, id)),
      cancelAnswer,
      retry: async (actor, { id }) => presentRetried(await moves.retry(actor, id)),
      retryAnswer,
    }),
    ...omrSheetRoutes(deps),
    reportRoute({
      path: '/api/batches/:id',
      access: ANYONE_SIGNED_IN,
      params: batchParams,
      make: (actor, { id }) => omrReport(deps.db, actor, id),
    }),
  ];
}

/**
 * The same under both. The second is another system's path, which answers what is no batch at all. Its errors are in
 * the words of that path for all: in other words here, somebody else's batch could be told from none.
 */
function statusRoutes(omr: OmrService): Route[] {
  const spec = {
    method: 'get',
    summary: 'Everything about a batch, its sheets in pages',
    access: ANYONE_SIGNED_IN,
    params: batchParams,
    query: statusQuery,
    responses: { 200: { description: 'The batch and a page of its sheets', schema: statusAnswer } },
    async handler({ actor, params, query }: RouteContext<Actor, BatchParams, StatusQuery, unknown>) {
      const { batch, sheets } = await omr.status(actor, params.id, query, query.status);
      return { status: 200, json: presentStatus(batch, sheets) };
    },
  } as const;
  const claims = ({ id }: BatchParams): Promise<boolean> => omr.exists(id);
  return [
    defineRoute({ ...spec, path: '/api/batches/:id/status' }),
    defineRoute({ ...spec, path: '/api/batches/:id', claims }),
  ];
}

function accepted({ id, totalSize }: MadeBatch): Reply {
  return {
    status: 202,
    headers: { Location: `/api/batches/${id}/progress`, 'Retry-After': String(RETRY_AFTER_SECONDS) },
    json: {
      batch_id: id,
      status: 'uploaded',
      message: 'Batch uploaded successfully. Processing starts now.',
      total_size: totalSize,
    },
  };
}

/** The printed body of a client that waited: what became of the batch. */
function ended({ id, totalSize }: MadeBatch, { progress }: SubjectState): Reply {
  return {
    status: 200,
    headers: { Location: `/api/batches/${id}/progress` },
    json: {
      batch_id: id,
      status: progress.status,
      message: 'Batch uploaded successfully. Processing has ended.',
      total_size: totalSize,
      error_message: progress['error_message'],
    },
  };
}
