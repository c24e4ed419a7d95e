import { asForm, dataOf } from '@sluice/client';
import { client } from '../app/session';
import { type Sending, type SentSystem } from './sending';

/** Files that have been sent, by the ids of their uploads; images go with the request itself. */
type Begin = (sending: Sending, uploadIds: string[]) => Promise<string>;

/** True when the files of a sending go up by themselves first, resumably. */
export function isResumable({ system, fields }: Sending): boolean {
  return !(system === 'omr' && fields.strategy === 'direct_images');
}

/** Begins a batch of what has been sent. @returns the page that shows it @throws SluiceError */
export function beginBatch(sending: Sending, uploadIds: string[]): Promise<string> {
  return BEGIN[sending.system](sending, uploadIds);
}

const BEGIN: Readonly<Record<SentSystem, Begin>> = {
  async omr({ fields, files, key }, [uploadId]) {
    const hasQr = fields.strategy === 'zip_with_qr';
    const task = fields.taskId === '' ? {} : { task_id: fields.taskId };
    const body =
      fields.strategy === 'direct_images'
        ? { files: files as unknown as string[], ...task }
        : { upload_id: uploadId as string, has_qr: hasQr, ...task };
    const answer = await dataOf(
      client.http.POST('/api/batches/upload', { params: headers(key), body, bodySerializer: asForm }),
    );
    return `/batches/omr/${answer.batch_id}`;
  },
  async revenue({ fields, files, key }, uploadIds) {
    const batchName = fields.name === '' ? files[0]?.name : fields.name;
    const answer = await dataOf(
      client.http.POST('/api/revenue/upload/batch', {
        params: headers(key),
        body: { upload_id: uploadIds, ...(batchName !== undefined && { batchName }) },
        bodySerializer: asForm,
      }),
    );
    return `/batches/revenue/${answer.data.batchId}`;
  },
  async audience({ fields, files, key }, [uploadId]) {
    const answer = await dataOf(
      client.http.POST('/api/audience/batch-upload/file', {
        params: headers(key),
        body: {
          upload_id: uploadId as string,
          upload_name: fields.name === '' ? (files[0]?.name ?? '') : fields.name,
        },
        bodySerializer: asForm,
      }),
    );
    return `/batches/audience/${answer.upload_id}`;
  },
  async content({ key }, [uploadId]) {
    await client.http.POST('/api/contents/import', {
      params: { ...headers(key), query: {} },
      body: { upload_id: uploadId as string },
      bodySerializer: asForm,
    });
    return '/contents';
  },
};

function headers(key: string) {
  // Nobody waits for the work here: its page shows it.
  return { header: { 'Idempotency-Key': key, Prefer: 'respond-async' } };
}
