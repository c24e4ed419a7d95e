import { type Sql } from '@sluice/kernel/db';
import { type RevenueBatch } from '@sluice/systems/revenue';
import { batchMoveRoutes } from '../../http/batch-moves';
import { ANYONE_SIGNED_IN, defineRoute, type Reply, type Route } from '../../http/route';
import { eventsRoute } from '../../live';
import { type SystemDeps } from '../../systems';
import {
  batchAnswer,
  batchFilesAnswer,
  batchListAnswer,
  batchWithFilesAnswer,
  cancelAnswer,
  deletedAnswer,
  progressAnswer,
  retryAnswer,
} from './revenue.answers';
import { envelope, ok, okText } from './revenue.envelope';
import { type CancelledBatch, type RetriedBatch, RevenueMoves } from './revenue.moves';
import { paginationOf, presentBatch, presentFile } from './revenue.presenter';
import { batchListQuery, fileListQuery, idParams, newBatchBody } from './revenue.schemas';
import { RevenueService } from './revenue.service';
import { batchStates } from './revenue.states';
import { senderOf } from './sender';
import { moreFilesOf } from './upload-results';

/** Batches: made, listed, looked at, listened to, stopped, taken up again, deleted. */
export function revenueBatchRoutes(deps: SystemDeps): Route[] {
  const revenue = new RevenueService(deps);
  const moves = new RevenueMoves(deps);
  return [
    ...listRoutes(revenue),
    ...oneRoutes(revenue),
    eventsRoute(
      {
        path: '/api/revenue/batches/:id/events',
        access: ANYONE_SIGNED_IN,
        params: idParams,
        find: (actor, { id }) => revenue.batchState(actor, id),
        load: batchStates(deps.db),
      },
      deps.live,
    ),
    ...batchMoveRoutes({
      path: '/api/revenue/batches/:id',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      cancel: async (actor, { id }) => cancelled(await moves.cancel(actor, id)),
      cancelAnswer,
      retry: async (actor, { id }) => retried(await moves.retryBatch(actor, id)),
      retryAnswer,
    }),
  ];
}

function listRoutes(revenue: RevenueService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/revenue/batches',
      summary: 'Batches, newest first: own ones, for admins all of the tenant',
      access: ANYONE_SIGNED_IN,
      query: batchListQuery,
      responses: { 200: { description: 'A page of batches', schema: batchListAnswer } },
      async handler({ actor, query }) {
        const { batches, total } = await revenue.batches(actor, query);
        const data = { batches: batches.map(presentBatch), pagination: paginationOf(query, total) };
        return ok(data, 'ดึงรายการ batches สำเร็จ');
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/revenue/batches',
      summary: 'Make an empty batch, for files to be uploaded into',
      access: ANYONE_SIGNED_IN,
      body: newBatchBody,
      idempotent: true,
      responses: { 201: { description: 'Made', schema: batchAnswer } },
      async handler({ actor, body, address, headers, keepAnswer }) {
        const { batchName, ...named } = body;
        const sender = { ...senderOf(actor, address, headers), ...named };
        const keep = (sql: Sql, batch: RevenueBatch): Promise<void> => keepAnswer(sql, created(batch));
        return created(await revenue.createBatch(actor, batchName, sender, keep));
      },
    }),
  ];
}

function oneRoutes(revenue: RevenueService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/revenue/batches/:id',
      summary: 'A batch with its files',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      responses: { 200: { description: 'The batch', schema: batchWithFilesAnswer } },
      async handler({ actor, params }) {
        const { batch, files } = await revenue.batchWithFiles(actor, params.id);
        const more = batch.totalFiles > files.length && { moreFiles: moreFilesOf(batch.id) };
        // The document prints the files behind its own fields of the batch; ours come after them.
        const { checkState, checkedAt, cancelledAt, ...printed } = presentBatch(batch);
        const own = { checkState, checkedAt, cancelledAt };
        const data = { ...printed, files: files.map(presentFile), ...own, ...more };
        return ok(data, 'ดึงข้อมูล batch สำเร็จ');
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/api/revenue/batches/:id',
      summary: 'Delete a batch with its files, records and work; a running one is stopped first',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      responses: { 200: { description: 'Gone', schema: deletedAnswer } },
      async handler({ actor, params }) {
        await revenue.removeBatch(actor, params.id);
        return ok({ id: params.id }, 'ลบ batch สำเร็จ');
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/revenue/batches/:id/files',
      summary: 'Files of a batch in the order they were sent, members in the place of their ZIP',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      query: fileListQuery,
      responses: { 200: { description: 'A page of files', schema: batchFilesAnswer } },
      async handler({ actor, params, query }) {
        const { batch, files, total } = await revenue.batchFiles(actor, params.id, query);
        const data = {
          batch: presentBatch(batch),
          files: files.map(presentFile),
          pagination: paginationOf(query, total),
        };
        return ok(data, 'ดึงไฟล์ใน batch สำเร็จ');
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/revenue/batches/:id/progress',
      summary: 'How far a batch is; cheap, made for polling',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      responses: { 200: { description: 'Progress', schema: progressAnswer } },
      async handler({ actor, params }) {
        return okText(await revenue.progressJson(actor, params.id), 'ดึงความคืบหน้าของ batch สำเร็จ');
      },
    }),
  ];
}

function created(batch: RevenueBatch): Reply {
  return {
    status: 201,
    headers: { Location: `/api/revenue/batches/${batch.id}` },
    json: envelope(presentBatch(batch), 'สร้าง batch สำเร็จ'),
  };
}

function cancelled({ batch, notDoneCount, notDone }: CancelledBatch): object {
  const files = notDone.map(({ id, filename, validRecords, invalidRecords }) => {
    return { fileId: id, filename, storedRecords: validRecords + invalidRecords };
  });
  return envelope({ ...presentBatch(batch), notDoneCount, notDone: files }, 'ยกเลิก batch สำเร็จ');
}

function retried({ batch, files }: RetriedBatch): object {
  const message = files === 0 ? 'เริ่มตรวจสอบข้ามไฟล์ใหม่' : `เริ่มประมวลผลไฟล์ที่ล้มเหลวใหม่ (${files} ไฟล์)`;
  return envelope({ ...presentBatch(batch), retriedFiles: files }, message);
}
