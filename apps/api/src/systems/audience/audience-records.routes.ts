import { AppError } from '@sluice/kernel/errors';
import { offsetHeaders } from '../../http/paging';
import { ANYONE_SIGNED_IN, defineRoute, type Reply, type Route } from '../../http/route';
import { type SystemDeps } from '../../systems';
import {
  changedAnswer,
  deletedRecordsAnswer,
  deletedUploadsAnswer,
  deletedAnswer,
  recordAnswer,
  recordsAnswer,
} from './audience.answers';
import { AudienceEdits } from './audience.edits';
import { success, UPLOADS_PATH } from './audience.presenter';
import {
  recordChange,
  recordChanges,
  recordDeletion,
  recordParams,
  recordsQuery,
  uploadDeletion,
  uploadParams,
} from './audience.schemas';
import { AudienceService } from './audience.service';
import { type RecordOutcome } from './change-records';
import { itemsOf, pageOfRecords, recordItem, recordNotFound } from './record-lists';
import { streamOf } from './tell-records';

const RECORDS_PATH = `${UPLOADS_PATH}/:id/records`;
const LOADING = { 409: { description: 'Its records are still being loaded' } };

/** Records one by one, and deleting. */
export function audienceRecordRoutes(deps: SystemDeps): Route[] {
  const audience = new AudienceService(deps);
  const edits = new AudienceEdits(deps);
  return [...lookRoutes(deps, audience), ...changeRoutes(deps, edits), ...deleteRoutes(audience, edits)];
}

function lookRoutes({ db }: SystemDeps, audience: AudienceService): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: RECORDS_PATH,
      summary: 'Records that are in, each with what is known of it; duplicates=true for only those',
      access: ANYONE_SIGNED_IN,
      params: uploadParams,
      query: recordsQuery,
      responses: { 200: { description: 'A page of records', schema: recordsAnswer } },
      async handler({ actor, params, query }) {
        const upload = await audience.find(actor, params.id);
        const { records, total } = await pageOfRecords(db, upload, query);
        const path = RECORDS_PATH.replace(':id', upload.uploadId);
        const text = around(success(upload, {}), itemsOf(db, upload, records), { total });
        return {
          status: 200,
          headers: {
            ...offsetHeaders(path, query, total),
            'Content-Type': 'application/json; charset=utf-8',
          },
          stream: streamOf(text),
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${RECORDS_PATH}/:number`,
      summary: 'One record, by the number it has in its upload, counted from 1',
      access: ANYONE_SIGNED_IN,
      params: recordParams,
      responses: { 200: { description: 'The record', schema: recordAnswer } },
      async handler({ actor, params }) {
        const upload = await audience.find(actor, params.id);
        return oneRecord(success(upload, {}), await recordItem(db, upload, params.number));
      },
    }),
  ];
}

/** `{…,"records":[…],…}`, the records as they come. */
async function* around(head: object, items: AsyncIterable<string>, tail: object): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"records":[`;
  yield* items;
  yield `],${JSON.stringify(tail).slice(1)}`;
}

function oneRecord(head: object, item: string): Reply {
  return { status: 200, text: `${JSON.stringify(head).slice(0, -1)},${item.slice(1)}` };
}

function changeRoutes({ db }: SystemDeps, edits: AudienceEdits): Route[] {
  return [
    defineRoute({
      method: 'patch',
      path: `${RECORDS_PATH}/:number`,
      summary: 'Set members of a record, or take them away; the others stay as they were sent',
      access: ANYONE_SIGNED_IN,
      params: recordParams,
      body: recordChange,
      responses: { 200: { description: 'Changed', schema: recordAnswer }, ...LOADING },
      async handler({ actor, params: { id, number }, body }) {
        const { upload, outcomes } = await edits.change(actor, id, [{ record_number: number, ...body }]);
        const [outcome] = outcomes;
        if (outcome?.fault) throw refused(outcome);
        return oneRecord(success(upload, {}), await recordItem(db, upload, number));
      },
    }),
    defineRoute({
      method: 'patch',
      path: RECORDS_PATH,
      summary: 'The same of up to 1,000 records; one that can’t be changed keeps none of the others',
      access: ANYONE_SIGNED_IN,
      params: uploadParams,
      body: recordChanges,
      responses: { 200: { description: 'What became of each', schema: changedAnswer }, ...LOADING },
      async handler({ actor, params, body }) {
        const { upload, outcomes } = await edits.change(actor, params.id, body.updates);
        const failed = outcomes.filter(({ fault }) => fault).length;
        const counts = { rows_updated: outcomes.length - failed, rows_failed: failed };
        return { status: 200, json: success(upload, { ...counts, results: outcomes.map(presentOutcome) }) };
      },
    }),
  ];
}

function presentOutcome({ recordNumber, fault }: RecordOutcome) {
  return {
    record_number: recordNumber,
    updated: !fault,
    code: fault?.code ?? null,
    message: fault?.message ?? null,
  };
}

function refused({ recordNumber, fault }: RecordOutcome): AppError {
  if (!fault || fault.code === 'record_not_found') return recordNotFound(recordNumber);
  const { code, message } = fault;
  return new AppError(code, 400, message, { details: [{ record: recordNumber, code, message }] });
}

function deleteRoutes(audience: AudienceService, edits: AudienceEdits): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: `${RECORDS_PATH}/delete`,
      summary: 'Delete up to 10,000 records of an upload',
      access: ANYONE_SIGNED_IN,
      params: uploadParams,
      body: recordDeletion,
      responses: { 200: { description: 'Gone', schema: deletedRecordsAnswer }, ...LOADING },
      async handler({ actor, params, body }) {
        const { upload, deleted, notFound } = await edits.remove(actor, params.id, body.record_numbers);
        return { status: 200, json: success(upload, { rows_deleted: deleted, not_found: notFound }) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: `${UPLOADS_PATH}/:id`,
      summary: 'Delete an upload with its records; one that is being loaded is stopped first',
      access: ANYONE_SIGNED_IN,
      params: uploadParams,
      responses: { 200: { description: 'Gone', schema: deletedAnswer } },
      async handler({ actor, params }) {
        await audience.remove(actor, params.id);
        return { status: 200, json: { status: 'success', message: 'Batch upload deleted successfully' } };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${UPLOADS_PATH}/delete`,
      summary: 'Delete up to 100 uploads; one that can’t be deleted keeps none of the others',
      access: ANYONE_SIGNED_IN,
      body: uploadDeletion,
      responses: { 200: { description: 'Which are gone', schema: deletedUploadsAnswer } },
      async handler({ actor, body }) {
        const { deleted, failed } = await audience.removeAll(actor, body.upload_ids);
        const message = `${deleted.length} batch uploads deleted successfully`;
        return { status: 200, json: { status: 'success', message, deleted, failed } };
      },
    }),
  ];
}
