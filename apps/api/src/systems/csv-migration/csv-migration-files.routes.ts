import { Readable } from 'node:stream';
import { columnsOf, type MigrationJob, templateCsv } from '@sluice/systems/csv-migration';
import { contentDispositionOf } from '../../http/download-name';
import { defineRoute, type Reply, type Route } from '../../http/route';
import { type SystemDeps } from '../../systems';
import { READERS, WRITERS } from './csv-migration.access';
import { columnListAnswer, csvAnswer, errorListAnswer } from './csv-migration.answers';
import { errorsQuery, type ErrorsQuery, idParams, templateParams } from './csv-migration.schemas';
import { MigrationService } from './csv-migration.service';
import { errorLines, failedRowLines, pageOfErrors } from './error-reports';

const JOBS = '/api/v1/onboarding/migration';
const CSV_TYPE = 'text/csv; charset=utf-8';

/** What is wrong in a file, its failing rows, the file itself, and templates for new ones. */
export function migrationFileRoutes(deps: SystemDeps): Route[] {
  const { db, store } = deps;
  const migration = new MigrationService(deps);
  const errorPage = async (job: MigrationJob, query: ErrorsQuery): Promise<Reply> => {
    const { page, limit } = query;
    const { errors, total } = await pageOfErrors(db, job, query.warnings, query);
    return { status: 200, json: { data: errors, total, page, limit } };
  };
  return [
    defineRoute({
      method: 'get',
      path: `${JOBS}/:id/errors`,
      summary: 'A line for each error as CSV; JSON in pages with ?format=json',
      access: WRITERS,
      params: idParams,
      query: errorsQuery,
      responses: { 200: { description: 'The errors', schema: csvAnswer, contentType: 'text/csv' } },
      // Not by Accept: clients ask for JSON first whatever they want, axios among them.
      async handler({ actor, params, query }) {
        const job = await migration.job(actor, params.id);
        if (query.format === 'json') return errorPage(job, query);
        return csvOf(`errors-${job.id}.csv`, errorLines(db, job, query.warnings));
      },
    }),
    defineRoute({
      method: 'get',
      path: `${JOBS}/:id/errors.json`,
      summary: 'The same as JSON, in pages, with rows as uploaded',
      access: WRITERS,
      params: idParams,
      query: errorsQuery,
      responses: { 200: { description: 'A page of errors', schema: errorListAnswer } },
      handler: async ({ actor, params, query }) => errorPage(await migration.job(actor, params.id), query),
    }),
    defineRoute({
      method: 'get',
      path: `${JOBS}/:id/failed-rows.csv`,
      summary:
        'Rows that were left out, as uploaded, and why; corrected they can be uploaded with this job as parent_job_id',
      access: WRITERS,
      params: idParams,
      responses: { 200: { description: 'The rows', schema: csvAnswer, contentType: 'text/csv' } },
      async handler({ actor, params }) {
        const job = await migration.job(actor, params.id);
        return csvOf(`failed-rows-${job.id}.csv`, failedRowLines(db, job));
      },
    }),
    defineRoute({
      method: 'get',
      path: `${JOBS}/:id/file`,
      summary: 'The file as uploaded',
      access: READERS,
      params: idParams,
      responses: { 200: { description: 'The file', schema: csvAnswer, contentType: 'text/csv' } },
      async handler({ actor, params }) {
        const { fileKey, fileName, fileSize } = await migration.job(actor, params.id);
        const headers = { ...csvHeaders(contentDispositionOf(fileName)), 'Content-Type': 'text/csv' };
        const stream = await store.createReadStream(fileKey);
        return { status: 200, headers: { ...headers, 'Content-Length': String(fileSize) }, stream };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${JOBS}/columns/:type`,
      summary: 'The columns of an import, for people who say which column of a file is which',
      access: READERS,
      params: templateParams,
      responses: { 200: { description: 'In the order of the template', schema: columnListAnswer } },
      handler: async ({ params: { type } }) => ({
        status: 200,
        json: {
          import_type: type,
          columns: columnsOf(type).map(({ name, label, isRequired, expected, example }) => ({
            name,
            label,
            required: isRequired,
            expected_format: expected,
            example,
          })),
        },
      }),
    }),
    defineRoute({
      method: 'get',
      path: `${JOBS}/templates/:type`,
      summary: 'A header and a row that can be imported, in the order package, jamaah, payment',
      access: READERS,
      params: templateParams,
      responses: { 200: { description: 'The template', schema: csvAnswer, contentType: 'text/csv' } },
      async handler({ params: { type } }) {
        const headers = csvHeaders(attachment(`template-${type}.csv`));
        return { status: 200, headers, stream: Readable.from([templateCsv(type)], { objectMode: false }) };
      },
    }),
  ];
}

function csvOf(filename: string, lines: AsyncIterable<string>): Reply {
  const headers = csvHeaders(attachment(filename));
  return { status: 200, headers, stream: Readable.from(lines, { objectMode: false }) };
}

function csvHeaders(disposition: string): Record<string, string> {
  return { 'Content-Type': CSV_TYPE, 'Content-Disposition': disposition };
}

/** As the document prints it; the name is one of ours, of letters, digits and hyphens. */
function attachment(filename: string): string {
  return `attachment; filename="${filename}"`;
}
