import { defineRoute, type Route } from '../../http/route';
import { type SystemDeps } from '../../systems';
import { changeRecord } from './change-record';
import { READERS, WRITERS } from './csv-migration.access';
import { RECORD_KINDS, type RecordKind } from './record-kinds';
import { findRecord, pageOfRecords } from './record-lists';
import { changeOf, listQueryOf, recordAnswer, recordListAnswer, recordParams } from './records.schemas';

/** What was imported: pilgrims, packages and payments of the tenant. */
export function recordRoutes(deps: SystemDeps): Route[] {
  return RECORD_KINDS.flatMap((kind) => routesOf(deps, kind));
}

function routesOf({ db }: SystemDeps, kind: RecordKind): Route[] {
  const path = `/api/v1/onboarding/${kind.path}`;
  return [
    defineRoute({
      method: 'get',
      path,
      summary: `Imported ${kind.path} of the tenant, newest first; filters by column in the forms that an import takes`,
      access: READERS,
      query: listQueryOf(kind),
      responses: { 200: { description: 'A page of them', schema: recordListAnswer(kind) } },
      async handler({ actor, query }) {
        const { page, limit } = query;
        const { records, total } = await pageOfRecords(db, actor, kind, query);
        return { status: 200, json: { data: records, total, page, limit } };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${path}/:id`,
      summary: `One of the imported ${kind.path}`,
      access: READERS,
      params: recordParams,
      responses: { 200: { description: 'All of it', schema: recordAnswer(kind) } },
      handler: async ({ actor, params }) => ({
        status: 200,
        json: await findRecord(db, actor, kind, params.id),
      }),
    }),
    defineRoute({
      method: 'patch',
      path: `${path}/:id`,
      summary: `Change one of the imported ${kind.path}, by the rules of its import; a rollback leaves it alone then`,
      access: WRITERS,
      params: recordParams,
      body: changeOf(kind),
      responses: { 200: { description: 'Changed', schema: recordAnswer(kind) } },
      handler: async ({ actor, params, body }) => ({
        status: 200,
        json: await changeRecord(db, actor, kind, params.id, body),
      }),
    }),
  ];
}
