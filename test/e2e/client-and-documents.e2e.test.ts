import { after, before, describe, it } from 'node:test';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { asForm, dataOf, SluiceClient, type Subject } from '@sluice/client';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { ContentClient, CREATOR } from './content-client';
import { signIn } from './sign-in';

/** Examples of the documents in `specs`, as they are printed; omr and content print forms of requests instead. */
const REVENUE_CREATES = `
const batchResponse = await fetch('/api/revenue/batches', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    batchName: 'Monthly Upload - January 2024',
    userId: 'user123'
  })
});

const batch = await batchResponse.json();

// 2. อัปโหลดไฟล์ใน batch
const formData = new FormData();
formData.append('file', file);
formData.append('batchId', batch.data.id);

const uploadResponse = await fetch('/api/revenue/upload', {
  method: 'POST',
  body: formData
});
`;
const REVENUE_UPLOADS_MANY = `
const formData = new FormData();
files.forEach(file => formData.append('files', file));
formData.append('batchName', 'Monthly Upload - January 2024');

const batchUploadResponse = await fetch('/api/revenue/upload/batch', {
  method: 'POST',
  body: formData
});
`;
const MIGRATION_UPLOADS = `
const formData = new FormData();
formData.append('file', file);
formData.append('import_type', 'jamaah');

const response = await fetch('/api/v1/onboarding/migration/upload', {
  method: 'POST',
  headers: {
    'Authorization': \`Bearer \${token}\`
  },
  body: formData
});
`;
const AUDIENCE_UPLOADS = `
const response = await fetch('/api/audience/batch-upload', {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
    'Authorization': \`Bearer \${token}\`
  },
  body: JSON.stringify({
    upload_name: 'my_upload',
    records: [
      { business_email: 'user@company.com', first_name: 'John' }
    ]
  })
});
`;

describe('the examples of the documents and the client', () => {
  let stack: Stack;
  let url: string;
  let client: SluiceClient;

  before(async () => {
    stack = await startStack({ chain: true });
    url = stack.apis[0]?.url as string;
  });
  after(() => stack?.stop());

  async function clientOf(username: string): Promise<SluiceClient> {
    client = new SluiceClient({ baseUrl: url });
    await client.login(username, `${username}123`);
    return client;
  }

  /** Runs an example as a page would that somebody has signed in to. @returns the value of its `answer` */
  async function run(
    example: string,
    answer: string,
    username: string,
    values: object = {},
  ): Promise<unknown> {
    const token = await signIn(url, username);
    const page = {
      token,
      fetch: (path: string, init: RequestInit = {}) =>
        fetch(`${url}${path}`, { ...init, headers: { Authorization: `Bearer ${token}`, ...init.headers } }),
      ...values,
    };
    const body = `return (async () => { ${example} return ${answer}; })()`;
    return (new Function(...Object.keys(page), body) as (...given: unknown[]) => Promise<unknown>)(
      ...Object.values(page),
    );
  }

  /** The last that is heard of it. */
  async function endOf(subject: Subject): Promise<object | undefined> {
    let last: object | undefined;
    for await (const { data } of client.watch(subject)) last = data;
    return last;
  }

  it('of revenue: a batch, then a file into it; many files at once', async () => {
    const file = new File(['HN|NAME\r\n1|A\r\n'], 'names.txt', { type: 'text/plain' });
    const printed = await run(REVENUE_CREATES, '[batch, await uploadResponse.json()]', 'user', { file });
    const { http } = await clientOf('user');
    const batch = await dataOf(
      http.POST('/api/revenue/batches', { body: { batchName: 'Monthly Upload - January 2024' } }),
    );
    const uploaded = await dataOf(
      http.POST('/api/revenue/upload', {
        body: { file: file as unknown as string, batchId: batch.data.id },
        bodySerializer: asForm,
      }),
    );
    expect(shapeOf(printed)).toEqual(shapeOf([batch, uploaded]));
    expect(await endOf({ system: 'revenue', id: batch.data.id })).toMatchObject({ processed: 1, failed: 0 });

    const files = [file, new File(['HN|NAME\r\n2|B\r\n'], 'more.txt', { type: 'text/plain' })];
    const printedMany = await run(REVENUE_UPLOADS_MANY, 'batchUploadResponse.json()', 'user', { files });
    const many = await dataOf(
      http.POST('/api/revenue/upload/batch', {
        body: { files: files as unknown as string[], batchName: 'Monthly Upload - January 2024' },
        bodySerializer: asForm,
      }),
    );
    expect(shapeOf(printedMany)).toEqual(shapeOf(many));
  });

  it('of migration: a file in', async () => {
    const file = new File(
      ['nama,email,telepon,paket_id\r\nAhmad Rizki,ahmad@email.com,,P-1\r\n'],
      'jamaah-import.csv',
    );
    const printed = await run(MIGRATION_UPLOADS, 'response.json()', 'admin', { file });
    const { http } = await clientOf('admin');
    const made = await dataOf(
      http.POST('/api/v1/onboarding/migration/upload', {
        body: { file: file as unknown as string, import_type: 'jamaah' },
        bodySerializer: asForm,
      }),
    );
    expect(shapeOf(printed)).toEqual(shapeOf(made));
  });

  it('of audience: records in a body', async () => {
    const printed = await run(AUDIENCE_UPLOADS, 'response.json()', 'user');
    const { http } = await clientOf('owner');
    const made = await dataOf(
      http.POST('/api/audience/batch-upload', {
        body: {
          upload_name: 'my_upload',
          records: [{ business_email: 'user@company.com', first_name: 'John' }],
        },
      }),
    );
    expect(shapeOf(printed)).toEqual(shapeOf(made));
  });

  it('of omr: a ZIP whose codes name the task', async () => {
    const zip = await makeZip([{ name: '1.jpg', bytes: await makeSheet({ dpi: 60, taskId: '14900113' }) }]);
    const file = new File([zip as Uint8Array<ArrayBuffer>], 'sheets.zip', { type: 'application/zip' });
    const form = new FormData();
    form.append('file', file);
    form.append('has_qr', 'true');
    const printed = await run(
      `const response = await fetch('/api/batches/upload', { method: 'POST', body: form });`,
      '[response.status, await response.json()]',
      'user',
      { form },
    );
    await clientOf('user');
    const uploadId = await client.uploadFile({ file: zip as unknown as Blob, filename: file.name });
    const { response, data } = await client.http.POST('/api/batches/upload', {
      body: { upload_id: uploadId, has_qr: true },
      bodySerializer: asForm,
    });
    expect(shapeOf(printed)).toEqual(shapeOf([response.status, data]));
    const { batch_id: id } = data as { batch_id: string };
    expect(await endOf({ system: 'omr', id })).toMatchObject({
      status: 'completed',
      processed: 1,
      failed: 0,
    });
  });

  it('of content: new prices', async () => {
    const creator = await ContentClient.login(url);
    await creator.makeContents(['content-1'], 1);
    const body = { creator: CREATOR, contentIds: ['content-1'], newPrice: 1_000_000 };
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    };
    const printed = await run(
      `const response = await fetch('/api/batches/batch-update-price', init);`,
      'response.json()',
      'creator',
      { init },
    );
    const { http } = await clientOf('creator');
    const begun = await dataOf(http.POST('/api/batches/batch-update-price', { body }));
    expect(shapeOf(printed)).toEqual(shapeOf(begun));
    expect(await endOf({ system: 'content', id: begun.batchId })).toMatchObject({ processed: 1, failed: 0 });
  });
});

/** What differs from one request to the next: ids, keys, moments and measured times. */
const OWN = /^([0-9a-f]{8}-[0-9a-f-]{27}|upl_\w+|\d{4}-\d\d-\d\d[T ][\d:.]+Z?)$/;
const MEASURED = /(time|token|session|path|user|owner|requestId)/i;

/** An answer without what is never twice the same. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, MEASURED.test(name) ? typeof one : shapeOf(one)]),
    );
  }
  return typeof value === 'string' && OWN.test(value) ? 'its own' : value;
}
