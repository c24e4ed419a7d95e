import Joi from 'joi';
import { csvReply, wantsCsv } from '../../http/csv-reply';
import { contentDispositionOf } from '../../http/download-name';
import { ANYONE_SIGNED_IN, defineRoute, type Route } from '../../http/route';
import { eventsRoute } from '../../live';
import { type SystemDeps } from '../../systems';
import { errorLines } from './csv-exports';
import { pageOfErrors, pageOfRecords } from './record-lists';
import { errorsAnswer, recordsAnswer } from './revenue-contents.answers';
import { deletedAnswer, fileAnswer, fileListAnswer } from './revenue.answers';
import { envelope, ok } from './revenue.envelope';
import { RevenueMoves } from './revenue.moves';
import { paginationOf, presentFile, presentFileDetails } from './revenue.presenter';
import { fileListQuery, formatQuery, idParams, recordsQuery } from './revenue.schemas';
import { RevenueService } from './revenue.service';
import { fileStates } from './revenue.states';

/** Single files: looked at, listened to, their records and errors, read again, fetched, deleted. */
export function revenueFileRoutes(deps: SystemDeps): Route[] {
  const revenue = new RevenueService(deps);
  return [
    ...wholeFileRoutes(revenue, new RevenueMoves(deps)),
    ...contentRoutes(deps, revenue),
    eventsRoute(
      {
        path: '/api/revenue/files/:id/events',
        access: ANYONE_SIGNED_IN,
        params: idParams,
        find: (actor, { id }) => revenue.fileState(actor, id),
        load: fileStates(deps.db),
      },
      deps.live,
    ),
  ];
}

function wholeFileRoutes(revenue: RevenueService, moves: RevenueMoves): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/revenue/files',
      summary: 'Files, newest first, in batches or not: own ones, for admins all of the tenant',
      access: ANYONE_SIGNED_IN,
      query: fileListQuery,
      responses: { 200: { description: 'A page of files', schema: fileListAnswer } },
      async handler({ actor, query }) {
        const { files, total } = await revenue.files(actor, query);
        const data = { files: files.map(presentFile), pagination: paginationOf(query, total) };
        return ok(data, 'ดึงรายการไฟล์สำเร็จ');
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/revenue/files/:id',
      summary: 'A file with its columns, or a ZIP',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      responses: { 200: { description: 'The file', schema: fileAnswer } },
      async handler({ actor, params }) {
        return ok(presentFileDetails(await revenue.file(actor, params.id)), 'ดึงข้อมูลไฟล์สำเร็จ');
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/api/revenue/files/:id',
      summary: 'Delete a file with its records; in a batch only one that has ended',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      responses: {
        200: { description: 'Gone', schema: deletedAnswer },
        409: { description: 'Its batch works on it' },
      },
      async handler({ actor, params }) {
        await revenue.removeFile(actor, params.id);
        return ok({ id: params.id }, 'ลบไฟล์สำเร็จ');
      },
    }),
    defineRoute({
      method: 'post',
      path: '/api/revenue/files/:id/retry',
      summary: 'Read a failed file again from its beginning, whatever else of its batch is under way',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      responses: {
        202: { description: 'Accepted', schema: fileAnswer },
        409: { description: 'It has not failed' },
      },
      async handler({ actor, params }) {
        const file = await moves.retryFile(actor, params.id);
        return { status: 202, json: envelope(presentFileDetails(file), 'เริ่มประมวลผลไฟล์ใหม่') };
      },
    }),
  ];
}

function contentRoutes({ db, store }: SystemDeps, revenue: RevenueService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/revenue/files/:id/records',
      summary: 'Records of a file by row, each with what is wrong in it; valid=true or false for only those',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      query: recordsQuery,
      responses: { 200: { description: 'A page of records', schema: recordsAnswer } },
      async handler({ actor, params, query }) {
        const file = await revenue.file(actor, params.id);
        const { records, total } = await pageOfRecords(db, file, query);
        const data = { columns: file.columns ?? [], records, pagination: paginationOf(query, total) };
        return ok(data, 'ดึงระเบียนของไฟล์สำเร็จ');
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/revenue/files/:id/errors',
      summary:
        'What is wrong with a file and in its records; all of it as CSV (Accept: text/csv or ?format=csv)',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      query: formatQuery,
      responses: { 200: { description: 'A page of errors', schema: errorsAnswer } },
      async handler({ actor, params, query, headers }) {
        const file = await revenue.file(actor, params.id);
        if (wantsCsv(query, headers.accept)) return csvReply(`errors-${file.id}.csv`, errorLines(db, file));
        const { errors, total } = await pageOfErrors(db, file, query);
        const data = { fileErrors: file.errors, errors, pagination: paginationOf(query, total) };
        const reply = ok(data, 'ดึงข้อผิดพลาดของไฟล์สำเร็จ');
        return { ...reply, headers: { Vary: 'Accept' } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/revenue/files/:id/download',
      summary: 'The bytes of a file as they were sent',
      access: ANYONE_SIGNED_IN,
      params: idParams,
      responses: {
        200: { description: 'The file', schema: Joi.binary(), contentType: 'application/octet-stream' },
      },
      async handler({ actor, params }) {
        const { fileKey, filename } = await revenue.file(actor, params.id);
        return {
          status: 200,
          headers: {
            'Content-Type': 'application/octet-stream',
            'Content-Length': String(await store.size(fileKey)),
            'Content-Disposition': contentDispositionOf(filename),
          },
          stream: await store.createReadStream(fileKey),
        };
      },
    }),
  ];
}
