import { csvReply, wantsCsv } from '../../http/csv-reply';
import { offsetHeaders } from '../../http/paging';
import { ANYONE_SIGNED_IN, defineRoute, type Reply, type Route } from '../../http/route';
import { eventsRoute } from '../../live';
import { reportRoute } from '../../report';
import { type SystemDeps } from '../../systems';
import {
  analyticsAnswer,
  listAnswer,
  progressAnswer,
  rejectionsAnswer,
  statisticsAnswer,
  wholeAnswer,
} from './audience.answers';
import { aroundRecords, presentUpload, success, UPLOADS_PATH } from './audience.presenter';
import { audienceReport } from './audience.report';
import { listQuery, rejectionsQuery, uploadParams, wholeQuery, type WholeQuery } from './audience.schemas';
import { AudienceService } from './audience.service';
import { uploadStates } from './audience.states';
import { recordTextsOf } from './record-texts';
import { pageOfRejections, rejectionLines } from './rejection-lists';
import { ownStatistics } from './statistics';
import { csvOf, jsonArrayOf, linesOf, streamOf } from './tell-records';
import { type AudienceUpload } from '@sluice/systems/audience';

/** Uploads, looked at and listened to. */
export function audienceViewRoutes(deps: SystemDeps): Route[] {
  const audience = new AudienceService(deps);
  return [
    listRoute(audience),
    wholeRoute(deps, audience),
    ...progressRoutes(deps, audience),
    rejectionsRoute(deps, audience),
    ...figureRoutes(deps, audience),
    reportRoute({
      path: `${UPLOADS_PATH}/:id`,
      access: ANYONE_SIGNED_IN,
      params: uploadParams,
      make: (actor, { id }) => audienceReport(deps.db, actor, id),
    }),
  ];
}

function listRoute(audience: AudienceService): Route {
  return defineRoute({
    method: 'get',
    path: UPLOADS_PATH,
    summary: 'Own uploads, newest first; without limit the last hundred',
    access: ANYONE_SIGNED_IN,
    query: listQuery,
    responses: { 200: { description: 'A page of uploads', schema: listAnswer } },
    async handler({ actor, query }) {
      const { total, uploads } = await audience.list(actor, query);
      return {
        status: 200,
        headers: offsetHeaders(UPLOADS_PATH, query, total),
        json: { status: 'success', uploads: uploads.map(presentUpload), total },
      };
    },
  });
}

function wholeRoute(deps: SystemDeps, audience: AudienceService): Route {
  return defineRoute({
    method: 'get',
    path: `${UPLOADS_PATH}/:id`,
    summary: 'An upload with its records as they were sent; as CSV or NDJSON, too (Accept or ?format=)',
    access: ANYONE_SIGNED_IN,
    params: uploadParams,
    query: wholeQuery,
    responses: { 200: { description: 'The upload; a stream', schema: wholeAnswer } },
    async handler({ actor, params, query, headers }) {
      const upload = await audience.find(actor, params.id);
      return wholeReply(deps, upload, query, headers.accept);
    },
  });
}

async function wholeReply(
  deps: SystemDeps,
  upload: AudienceUpload,
  query: WholeQuery,
  accept: string | undefined,
): Promise<Reply> {
  const format = query.format ?? formatOf(accept);
  const range = { offset: query.offset, limit: query.limit ?? Infinity };
  const texts = await recordTextsOf(deps, upload);
  if (format === 'csv') {
    const isComplete = upload.loadedAt !== null && !upload.hasGivenFields;
    return csvReply(`${upload.uploadId}.csv`, csvOf(texts, range, upload.fields, isComplete));
  }
  if (format === 'ndjson') {
    const headers = { 'Content-Type': 'application/x-ndjson; charset=utf-8', Vary: 'Accept' };
    return { status: 200, headers, stream: streamOf(linesOf(texts(range))) };
  }
  const headers = { 'Content-Type': 'application/json; charset=utf-8', Vary: 'Accept' };
  return { status: 200, headers, stream: streamOf(wholeText(upload, texts(range))) };
}

async function* wholeText(upload: AudienceUpload, texts: AsyncIterable<string[]>): AsyncGenerator<string> {
  const { head, tail } = aroundRecords(upload);
  yield head;
  yield* jsonArrayOf(texts);
  yield tail;
}

function formatOf(accept: string | undefined): 'json' | 'ndjson' | 'csv' {
  if (wantsCsv({}, accept)) return 'csv';
  return accept !== undefined && /\bapplication\/(x-)?ndjson\b/i.test(accept) ? 'ndjson' : 'json';
}

function progressRoutes({ db, live }: SystemDeps, audience: AudienceService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: `${UPLOADS_PATH}/:id/progress`,
      summary: 'How far an upload is; cheap, made for polling',
      access: ANYONE_SIGNED_IN,
      params: uploadParams,
      responses: { 200: { description: 'Progress', schema: progressAnswer } },
      handler: async ({ actor, params }) => ({
        status: 200,
        text: await audience.progressJson(actor, params.id),
      }),
    }),
    eventsRoute(
      {
        path: `${UPLOADS_PATH}/:id/events`,
        access: ANYONE_SIGNED_IN,
        params: uploadParams,
        find: (actor, { id }) => audience.state(actor, id),
        load: uploadStates(db),
      },
      live,
    ),
  ];
}

function rejectionsRoute({ db }: SystemDeps, audience: AudienceService): Route {
  return defineRoute({
    method: 'get',
    path: `${UPLOADS_PATH}/:id/rejections`,
    summary: 'Records that stayed out and why; all of them as CSV (Accept: text/csv or ?format=csv)',
    access: ANYONE_SIGNED_IN,
    params: uploadParams,
    query: rejectionsQuery,
    responses: { 200: { description: 'A page of them', schema: rejectionsAnswer } },
    async handler({ actor, params, query, headers }) {
      const upload = await audience.find(actor, params.id);
      if (wantsCsv(query, headers.accept)) {
        return csvReply(`rejections-${upload.uploadId}.csv`, rejectionLines(db, upload));
      }
      const { rejections, total } = await pageOfRejections(db, upload, query);
      const path = `${UPLOADS_PATH}/${upload.uploadId}/rejections`;
      return {
        status: 200,
        headers: { ...offsetHeaders(path, query, total), Vary: 'Accept' },
        json: success(upload, { rejections, total }),
      };
    },
  });
}

function figureRoutes({ db }: SystemDeps, audience: AudienceService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: `${UPLOADS_PATH}/:id/analytics`,
      summary: 'Fill rate of each field, domains and duplicates, once they were found; null before',
      access: ANYONE_SIGNED_IN,
      params: uploadParams,
      responses: { 200: { description: 'Figures', schema: analyticsAnswer } },
      async handler({ actor, params }) {
        const { upload, analytics } = await audience.analytics(actor, params.id);
        return {
          status: 200,
          json: success(upload, { processing_status: upload.processingStatus, analytics }),
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/audience/analytics',
      summary: 'Figures over all own uploads',
      access: ANYONE_SIGNED_IN,
      responses: { 200: { description: 'Figures', schema: statisticsAnswer } },
      handler: async ({ actor }) => ({
        status: 200,
        json: { status: 'success', analytics: await ownStatistics(db, actor) },
      }),
    }),
  ];
}
