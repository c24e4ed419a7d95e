import { type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { ANYONE_SIGNED_IN, defineRoute, type Reply, type Route } from '../../http/route';
import { presentBatch, presentStatus } from './omr.presenter';
import {
  batchParams,
  listAnswer,
  listQuery,
  progressAnswer,
  statusAnswer,
  statusQuery,
  uploadAnswer,
  type UploadFields,
  uploadFields,
} from './omr.schemas';
import { type MadeBatch, type NewBatch, OmrService, type OmrServiceDeps } from './omr.service';

/** `specs/omr.md`: five endpoints under /api/batches. */
export function omrRoutes(deps: OmrServiceDeps): Route[] {
  const omr = new OmrService(deps);
  return [
    defineRoute({
      method: 'post',
      path: '/api/batches/upload',
      summary: 'Upload a ZIP of scanned sheets',
      access: ANYONE_SIGNED_IN,
      upload: { system: 'omr', files: [{ name: 'file', maxCount: 1 }] },
      body: uploadFields,
      idempotent: true,
      responses: { 202: { description: 'Accepted; poll its progress', schema: uploadAnswer } },
      async handler({ actor, body, files, keepAnswer }) {
        const [file] = files;
        if (!file) throw new AppError('validation_failed', 400, 'A ZIP is required in the field "file"');
        const { originalName: originalFilename } = file;
        const batch = { file, originalFilename, ...strategyOf(body) };
        const keep = (sql: Sql, made: MadeBatch): Promise<void> => keepAnswer(sql, accepted(made));
        return accepted(await omr.create(actor, batch, keep));
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
    defineRoute({
      method: 'get',
      path: '/api/batches/:id/status',
      summary: 'Everything about a batch, its sheets in pages',
      access: ANYONE_SIGNED_IN,
      params: batchParams,
      query: statusQuery,
      responses: { 200: { description: 'The batch and a page of its sheets', schema: statusAnswer } },
      async handler({ actor, params, query }) {
        const { batch, sheets } = await omr.status(actor, params.id, query, query.status);
        return { status: 200, json: presentStatus(batch, sheets) };
      },
    }),
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
  ];
}

function accepted({ id, totalSize }: MadeBatch): Reply {
  return {
    status: 202,
    headers: { Location: `/api/batches/${id}/progress` },
    json: {
      batch_id: id,
      status: 'uploaded',
      message: 'Batch uploaded successfully. Processing starts now.',
      total_size: totalSize,
    },
  };
}

/** Missing `has_qr` means true only when there is no `task_id`; without QR codes it must be given. */
function strategyOf({ has_qr, task_id }: UploadFields): Pick<NewBatch, 'strategy' | 'taskId'> {
  const hasQr = has_qr ?? task_id === undefined;
  if (hasQr) return { strategy: 'zip_with_qr', taskId: null };
  if (task_id === undefined) {
    throw new AppError('validation_failed', 400, '"task_id" (8 digits) is required when "has_qr" is false');
  }
  return { strategy: 'zip_without_qr', taskId: task_id };
}
