import { setTimeout as delay } from 'node:timers/promises';
import { asForm, dataOf, type SluiceClient } from '@sluice/client';
import { CliError, EXIT } from '../exit-codes';
import { type LocalFile } from '../local-files';
import { allPages } from './all-pages';
import { type Sender } from './sender';
import { type Sent, type System, type UploadOptions } from './system';

const LIMIT = 100;
const LOOK_EVERY_MS = 500;

export const migration: System = {
  name: 'migration',
  strategies: [],
  fieldsOf: () => ['import_type', 'column_mapping', 'parent_job_id'],
  groupsOf: (files) => files.map((file) => [file]),
  upload: sendAndBegin,
  details: ({ http }, { id }) =>
    dataOf(http.GET('/api/v1/onboarding/migration/{id}', { params: { path: { id } } })),
  errorColumns: [
    'row_number',
    'field_name',
    'error_type',
    'error_message',
    'expected_format',
    'received_value',
  ],
  errors: ({ http }, { id }) =>
    allPages(async (page) => {
      const params = { path: { id }, query: { page, limit: LIMIT } };
      const { data, total } = await dataOf(
        http.GET('/api/v1/onboarding/migration/{id}/errors.json', { params }),
      );
      return { items: data, isLast: data.length === 0 || page * LIMIT >= total };
    }),
  errorsCsv: ({ http }, { id }) =>
    http.GET('/api/v1/onboarding/migration/{id}/errors', { params: { path: { id } }, parseAs: 'stream' }),
  exports({ id }) {
    const params = { path: { id } };
    return {
      csv: ({ http }) =>
        http.GET('/api/v1/onboarding/migration/{id}/failed-rows.csv', { params, parseAs: 'stream' }),
      json: ({ http }) => http.GET('/api/v1/onboarding/migration/{id}', { params, parseAs: 'stream' }),
      file: ({ http }) => http.GET('/api/v1/onboarding/migration/{id}/file', { params, parseAs: 'stream' }),
    };
  },
  retry: ({ http }, { id }) =>
    dataOf(http.POST('/api/v1/onboarding/migration/{id}/retry', { params: { path: { id } } })),
  cancel: ({ http }, { id }) =>
    dataOf(http.POST('/api/v1/onboarding/migration/{id}/cancel', { params: { path: { id } } })),
};

/** The import begins at once, unless the rows are only to be judged. */
async function sendAndBegin(sender: Sender, files: LocalFile[], options: UploadOptions): Promise<Sent> {
  const { fields, isDryRun } = options;
  if (fields['import_type'] === undefined) {
    throw new CliError(EXIT.usage, 'Say what the rows are: --field import_type=jamaah, payment or package');
  }
  const part = await sender.partOf(files[0] as LocalFile);
  const answer = await sender.withForm(files, (key) =>
    dataOf(
      sender.client.http.POST('/api/v1/onboarding/migration/upload', {
        params: { header: { 'Idempotency-Key': key } },
        body: { ...fields, ...part },
        bodySerializer: asForm,
      }),
    ),
  );
  const id = answer.job_id as string;
  if (isDryRun) return judge(sender.client, id);
  await startImport(sender.client, id);
  return { id, answer };
}

/** Begins an import; it judges every row first if nobody has. */
export function startImport({ http }: SluiceClient, id: string): Promise<object> {
  return dataOf(http.POST('/api/v1/onboarding/migration/{id}/start', { params: { path: { id } } }));
}

/** Judges every row and waits for the outcome; nothing goes in. */
async function judge({ http }: SluiceClient, id: string): Promise<Sent> {
  const params = { path: { id } };
  await http.POST('/api/v1/onboarding/migration/{id}/validate', { params });
  for (;;) {
    const job = await dataOf(http.GET('/api/v1/onboarding/migration/{id}/status', { params }));
    if (job.status !== 'validating') {
      const { validation } = job;
      const hasFailures = validation === null || validation.invalid_rows > 0;
      const outcome =
        validation === null
          ? (job.error_message ?? job.status)
          : `${validation.valid_rows} of ${validation.total_rows} rows would go in, ` +
            `${validation.invalid_rows} not (sluice errors ${id}). To begin: sluice start ${id}`;
      return { id, answer: job, outcome, hasFailures };
    }
    await delay(LOOK_EVERY_MS);
  }
}
