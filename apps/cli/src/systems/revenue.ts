import { asForm, dataOf, type SluiceClient } from '@sluice/client';
import { type Answer, type Batch } from '../api-answers';
import { CliError, EXIT } from '../exit-codes';
import { type LocalFile } from '../local-files';
import { allPages } from './all-pages';
import { type Sender } from './sender';
import { type Download, type Sent, type System, type UploadOptions, type Wrong } from './system';

const LIMIT = 100;

type RevenueFile = Answer<'/api/revenue/batches/{id}/files', 'get'>['data']['files'][number];

/** Files of one upload are a batch: a set of claims, and memo files with their tables. */
export const revenue: System = {
  name: 'revenue',
  strategies: [],
  fieldsOf: () => ['batchName'],
  groupsOf: (files) => [files],
  upload: sendBatch,
  async details({ http }, { id, kind }) {
    const params = { path: { id } };
    if (kind === 'file') return (await dataOf(http.GET('/api/revenue/files/{id}', { params }))).data;
    return (await dataOf(http.GET('/api/revenue/batches/{id}', { params }))).data;
  },
  errorColumns: ['file', 'rowNumber', 'column', 'code', 'message', 'value', 'severity'],
  async *errors(client, batch) {
    for await (const { id, filename } of filesOf(client, batch)) {
      for await (const wrong of wrongIn(client, id)) yield { fileId: id, file: filename, ...wrong };
    }
  },
  async errorsCsv(client, batch, fileId) {
    const id = fileId ?? (await theWrongFile(client, batch));
    const params = { path: { id }, query: { format: 'csv' as const } };
    return client.http.GET('/api/revenue/files/{id}/errors', { params, parseAs: 'stream' });
  },
  exports({ id, kind }): ReturnType<System['exports']> {
    const path = { id };
    if (kind === 'file') {
      return {
        file: ({ http }) =>
          http.GET('/api/revenue/files/{id}/download', { params: { path }, parseAs: 'stream' }),
      };
    }
    return {
      csv: ({ http }) => {
        const params = { path, query: { format: 'csv' as const } };
        return http.GET('/api/revenue/batches/{id}/report', { params, parseAs: 'stream' });
      },
      json: (client) => wholeReport(client, id),
    };
  },
  retry({ http }, { id, kind }) {
    const params = { path: { id } };
    if (kind === 'file') return dataOf(http.POST('/api/revenue/files/{id}/retry', { params }));
    return dataOf(http.POST('/api/revenue/batches/{id}/retry', { params }));
  },
  cancel({ http }, { id, kind }) {
    if (kind === 'file') throw new CliError(EXIT.failed, 'A file without a batch can’t be cancelled');
    return dataOf(http.POST('/api/revenue/batches/{id}/cancel', { params: { path: { id } } }));
  },
};

async function sendBatch(sender: Sender, files: LocalFile[], { fields }: UploadOptions): Promise<Sent> {
  const parts = [];
  // One after the other: each has the whole line.
  for (const file of files) parts.push(await sender.partOf(file));
  const body = {
    ...fields,
    files: parts.flatMap(({ file }) => file ?? []),
    upload_id: parts.flatMap(({ upload_id: id }) => id ?? []),
  };
  const answer = await sender.withForm(files, (key) =>
    dataOf(
      sender.client.http.POST('/api/revenue/upload/batch', {
        params: { header: { 'Idempotency-Key': key } },
        headers: { Prefer: 'respond-async' },
        body,
        bodySerializer: asForm,
      }),
    ),
  );
  return { id: answer.data.batchId, answer };
}

/** Of a batch its files; a file by itself is its own. */
async function* filesOf(
  { http }: SluiceClient,
  { id, kind, name }: Batch,
): AsyncGenerator<Pick<RevenueFile, 'id' | 'filename'>> {
  if (kind === 'file') return yield { id, filename: name };
  yield* allPages(async (page) => {
    const params = { path: { id }, query: { page, limit: LIMIT } };
    const { data } = await dataOf(http.GET('/api/revenue/batches/{id}/files', { params }));
    return { items: data.files.filter(isWrong), isLast: page >= data.pagination.totalPages };
  });
}

function isWrong({ invalidRecords, errors }: RevenueFile): boolean {
  return invalidRecords > 0 || errors.length > 0;
}

/** What is wrong with a file, then in its records. */
async function* wrongIn({ http }: SluiceClient, id: string): AsyncGenerator<Wrong> {
  yield* allPages<Wrong>(async (page) => {
    const params = { path: { id }, query: { page, limit: LIMIT } };
    const { data } = await dataOf(http.GET('/api/revenue/files/{id}/errors', { params }));
    const ofFile = data.fileErrors.map(({ code, message, detail }) => {
      return { code, message: detail === undefined ? message : `${message}: ${detail}`, severity: 'error' };
    });
    const items = page === 1 ? [...ofFile, ...data.errors] : data.errors;
    return { items, isLast: page >= data.pagination.totalPages };
  });
}

/** The report with the claims of all its pages in one. */
async function wholeReport({ http }: SluiceClient, id: string): Download {
  const pageOf = (page: number) => {
    const params = { path: { id }, query: { format: 'json' as const, page, limit: LIMIT } };
    return dataOf(http.GET('/api/revenue/batches/{id}/report', { params }));
  };
  const report = await pageOf(1);
  const { claims, pagination } = report.data;
  for (let page = 2; page <= pagination.totalPages; page++) claims.push(...(await pageOf(page)).data.claims);
  return { data: new Response(JSON.stringify(report)).body };
}

/** The API has a CSV for each file. @throws CliError when it is not clear which one is meant */
async function theWrongFile(client: SluiceClient, batch: Batch): Promise<string> {
  const files = [];
  for await (const file of filesOf(client, batch)) files.push(file);
  const [first, ...more] = files;
  if (!first) throw new CliError(EXIT.failed, 'No file of it has errors');
  if (more.length === 0) return first.id;
  const names = files.map(({ id, filename }) => `  --file ${id}  ${filename}`).join('\n');
  throw new CliError(EXIT.usage, `Several files have errors; name one of them:\n${names}`);
}
