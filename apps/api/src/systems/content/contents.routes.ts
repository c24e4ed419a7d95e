import { type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type Content } from '@sluice/systems/content';
import { skipHeaders } from '../../http/paging';
import { RAW_BODY_FIELD } from '../../http/raw-body';
import { ANYONE_SIGNED_IN, defineRoute, type Reply, type Route } from '../../http/route';
import { type ReceivedFile } from '../../http/uploads';
import { type SystemDeps } from '../../systems';
import { contentAnswer, contentsAnswer, importAnswer } from './content.answers';
import { presentContent } from './content.presenter';
import {
  contentParams,
  contentsQuery,
  importBody,
  importFields,
  type ImportFields,
  importQuery,
  newContentBody,
} from './content.schemas';
import { ContentsImport, type ImportOutcome, importTooLarge, type NewImport } from './contents.import';
import { ContentsService } from './contents.service';
import { MAX_IMPORT_BYTES } from './read-import';

/** Contents themselves. */
export function contentsRoutes(deps: SystemDeps): Route[] {
  const contents = new ContentsService(deps.db);
  return [
    defineRoute({
      method: 'post',
      path: '/api/contents',
      summary: 'Make a content',
      access: ANYONE_SIGNED_IN,
      body: newContentBody,
      idempotent: true,
      responses: {
        201: { description: 'Made', schema: contentAnswer },
        409: { description: 'There is one with that id' },
      },
      async handler({ actor, body, keepAnswer }) {
        const keep = (sql: Sql, content: Content): Promise<void> => keepAnswer(sql, created(content));
        return created(await contents.create(actor, body, keep));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/contents',
      summary: 'Contents of a creator, newest first',
      access: 'optional',
      query: contentsQuery,
      responses: { 200: { description: 'A page of contents', schema: contentsAnswer } },
      async handler({ query }) {
        const { creator, removed } = query;
        const { total, contents: page } = await contents.ofCreator(query);
        return {
          status: 200,
          headers: skipHeaders('/api/contents', query, total, { creator, removed }),
          json: await contents.presented(page),
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/api/contents/:id',
      summary: 'A content, whether it was removed or not',
      access: 'optional',
      params: contentParams,
      responses: { 200: { description: 'The content', schema: contentAnswer } },
      handler: async ({ params }) => ({
        status: 200,
        json: (await contents.presented([await contents.one(params.id)]))[0],
      }),
    }),
    importRoute(deps),
  ];
}

function created(content: Content): Reply {
  const headers = { Location: `/api/contents/${encodeURIComponent(content.id)}` };
  return { status: 201, headers, json: presentContent(content, undefined) };
}

function importRoute(deps: SystemDeps): Route {
  const imports = new ContentsImport(deps);
  return defineRoute({
    method: 'post',
    path: '/api/contents/import',
    summary:
      'Make up to 10,000 contents of a CSV or JSON file (file, or upload_id of a finished upload), or of a JSON body',
    access: ANYONE_SIGNED_IN,
    upload: {
      system: 'content',
      files: [{ name: 'file', maxCount: 1 }],
      maxFileBytes: MAX_IMPORT_BYTES,
      refusals: { tooLarge: importTooLarge },
    },
    rawBody: { system: 'content', type: 'application/json', maxBytes: MAX_IMPORT_BYTES, schema: importBody },
    query: importQuery,
    body: importFields,
    idempotent: true,
    responses: { 201: { description: 'Imported, as far as its rows are right', schema: importAnswer } },
    async handler({ actor, query, body, files, keepAnswer }) {
      const what = { source: sourceOf(body, files), creator: body.creator, onError: query.on_error };
      const keep = (sql: Sql, outcome: ImportOutcome): Promise<void> => keepAnswer(sql, imported(outcome));
      return imported(await imports.run(actor, what, keep));
    },
  });
}

function imported(json: ImportOutcome): Reply {
  return { status: 201, json };
}

function sourceOf({ upload_id: uploadId }: ImportFields, [file]: ReceivedFile[]): NewImport['source'] {
  if (file && uploadId !== undefined) throw invalid('Only one of "file" and "upload_id" may be sent');
  if (file?.field === RAW_BODY_FIELD && file.bytes === 0) throw invalid('The body is empty');
  if (file) return { file };
  if (uploadId !== undefined) return { uploadId };
  throw invalid('A CSV or JSON file is required in "file", or a finished upload in "upload_id"');
}

function invalid(message: string): AppError {
  return new AppError('validation_failed', 400, message);
}
