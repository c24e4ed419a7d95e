import { asForm, dataOf } from '@sluice/client';
import { CliError, EXIT } from '../exit-codes';
import { type LocalFile, readWhole } from '../local-files';
import { allPages } from './all-pages';
import { batchMoves } from './batch-moves';
import { inForm, type Sender } from './sender';
import { type Sent, type System, type UploadOptions } from './system';

const LIMIT = 200;
const IMAGE = /\.(jpe?g|png|tiff?|webp|bmp|gif)$/i;

/** True for what is sent as it is, not in a ZIP. */
export function isImage({ name }: LocalFile): boolean {
  return IMAGE.test(name);
}

export const omr: System = {
  name: 'omr',
  strategies: ['zip_with_qr', 'zip_without_qr', 'direct_images'],
  fieldsOf: () => ['task_id', 'has_qr'],
  groupsOf(files, { strategy }) {
    if (strategy !== 'direct_images' && !files.every(isImage)) return files.map((file) => [file]);
    return [files];
  },
  async upload(sender, files, options) {
    const isDirect = options.strategy === 'direct_images' || files.every(isImage);
    return isDirect ? sendImages(sender, files, options) : sendZip(sender, files[0] as LocalFile, options);
  },
  async details({ http }, { id }) {
    const params = { path: { id }, query: { limit: 1 } };
    const status = await dataOf(http.GET('/api/batches/{id}/status', { params }));
    return { ...status, sheets: undefined };
  },
  errorColumns: ['index', 'filename', 'page', 'error'],
  errors: ({ http }, { id }) =>
    allPages(async (page) => {
      const query = { status: 'failed' as const, limit: LIMIT, offset: (page - 1) * LIMIT };
      const params = { path: { id }, query };
      const status = await dataOf(http.GET('/api/batches/{id}/status', { params }));
      const sheets = 'sheets' in status ? status.sheets : [];
      return { items: sheets, isLast: sheets.length < LIMIT };
    }),
  exports: ({ id }) => ({
    csv: ({ http }) =>
      http.GET('/api/batches/{id}/export.csv', { params: { path: { id } }, parseAs: 'stream' }),
    json: ({ http }) =>
      http.GET('/api/batches/{id}/export.json', { params: { path: { id } }, parseAs: 'stream' }),
  }),
  ...batchMoves,
};

async function sendZip(sender: Sender, file: LocalFile, options: UploadOptions): Promise<Sent> {
  const { strategy, fields } = options;
  const qr = strategy === undefined ? {} : { has_qr: strategy === 'zip_with_qr' };
  const part = await sender.partOf(file);
  return sender.withForm([file], (key) => send(sender, { ...qr, ...fields, ...part }, key));
}

async function sendImages(sender: Sender, files: LocalFile[], options: UploadOptions): Promise<Sent> {
  if (options.fields['task_id'] === undefined) {
    throw new CliError(EXIT.usage, 'Images need the task that they are of: --field task_id=14900113');
  }
  const images = await Promise.all(files.map(async (file) => inForm(await readWhole(file))));
  return sender.withForm(files, (key) => send(sender, { ...options.fields, files: images }, key));
}

async function send({ client }: Sender, body: object, key: string): Promise<Sent> {
  const params = { header: { 'Idempotency-Key': key } };
  const answer = await dataOf(
    client.http.POST('/api/batches/upload', { params, body, bodySerializer: asForm }),
  );
  return { id: answer.batch_id, answer };
}
