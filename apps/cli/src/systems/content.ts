import { asForm, dataOf, idempotencyKey } from '@sluice/client';
import { CliError, EXIT } from '../exit-codes';
import { type LocalFile, readWhole } from '../local-files';
import { batchMoves } from './batch-moves';
import { type Sender } from './sender';
import { type Sent, type System, type UploadOptions } from './system';

/** Contents are made of a file (`import`); the other strategies are operations on contents, of a list of their ids. */
const FIELDS: Record<string, readonly string[]> = {
  import: ['creator', 'on_error'],
  'update-price': ['creator', 'newPrice'],
  remove: ['creator', 'removalReason'],
  'update-metadata': ['creator'],
};

export const content: System = {
  name: 'content',
  strategies: Object.keys(FIELDS),
  fieldsOf: (strategy = 'import') => FIELDS[strategy] ?? [],
  groupsOf: (files) => files.map((file) => [file]),
  upload(sender, files, options) {
    const file = files[0] as LocalFile;
    const { strategy = 'import' } = options;
    return strategy === 'import'
      ? importContents(sender, file, options)
      : operate(sender, file, strategy, options);
  },
  details: ({ http }, { id }) => dataOf(http.GET('/api/batches/{id}', { params: { path: { id } } })),
  errorColumns: ['contentId', 'error', 'reason'],
  async *errors({ http }, { id }) {
    const batch = await dataOf(http.GET('/api/batches/{id}', { params: { path: { id } } }));
    if ('results' in batch) yield* batch.results.filter(({ success }) => !success);
  },
  exports: ({ id }) => ({
    json: ({ http }) => http.GET('/api/batches/{id}', { params: { path: { id } }, parseAs: 'stream' }),
  }),
  ...batchMoves,
};

async function importContents(sender: Sender, file: LocalFile, { fields }: UploadOptions): Promise<Sent> {
  const { on_error: onError, ...form } = fields;
  if (onError !== undefined && onError !== 'reject' && onError !== 'partial') {
    throw new CliError(EXIT.usage, '"on_error" must be reject or partial');
  }
  const part = await sender.partOf(file);
  const answer = await sender.withForm([file], (key) =>
    dataOf(
      sender.client.http.POST('/api/contents/import', {
        params: { header: { 'Idempotency-Key': key }, query: { on_error: onError } },
        body: { ...form, ...part },
        bodySerializer: asForm,
      }),
    ),
  );
  const { imported, total, failed, errors } = answer;
  const wrong = errors.map(({ row, field, message }) => `\n  row ${row}, ${field}: ${message}`).join('');
  const outcome = `${file.name}: ${imported} of ${total} contents imported${wrong}`;
  return { answer, outcome, hasFailures: failed > 0 };
}

/** The body of an operation as documented, or only its `contentIds`; fields are put into it. */
async function operate(
  { client }: Sender,
  file: LocalFile,
  strategy: string,
  { fields }: UploadOptions,
): Promise<Sent> {
  const given = await readJson(file);
  const { creator_address: creator } = await dataOf(client.http.GET('/api/auth/me'));
  const body = { creator, ...(Array.isArray(given) ? { contentIds: given } : given), ...fields };
  const answer = await dataOf(
    client.http.POST(OPERATION_PATHS[strategy] as OperationPath, {
      params: { header: { 'Idempotency-Key': idempotencyKey() } },
      // Whatever the file says: the API judges it.
      body: body as never,
    }),
  );
  return { id: answer.batchId, answer };
}

type OperationPath =
  '/api/batches/batch-update-price' | '/api/batches/batch-remove' | '/api/batches/batch-update-metadata';

const OPERATION_PATHS: Record<string, OperationPath> = {
  'update-price': '/api/batches/batch-update-price',
  remove: '/api/batches/batch-remove',
  'update-metadata': '/api/batches/batch-update-metadata',
};

/** The largest body that an operation may have; what is larger is another file. */
const MAX_JSON_BYTES = 2 ** 20;

async function readJson(file: LocalFile): Promise<object> {
  const wrong = `${file.name} must be JSON: an array of content ids, or the body of the operation`;
  if (file.bytes > MAX_JSON_BYTES) throw new CliError(EXIT.usage, wrong);
  try {
    const value: unknown = JSON.parse(await (await readWhole(file)).text());
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw new CliError(EXIT.usage, wrong, { cause: error });
  }
  throw new CliError(EXIT.usage, wrong);
}
