import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { AudienceClient } from './audience-client';
import { differencesFromPrint } from './printed-body';

/** The commands of `specs/audience.md`, as they are printed. */
const BASIC_UPLOAD = `curl -X POST "http://localhost:3000/api/audience/batch-upload" \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer YOUR_TOKEN" \\
  -d '{
    "upload_name": "test_upload",
    "records": [
      {"business_email": "test@example.com", "first_name": "Test"}
    ]
  }'`;
const LIST_UPLOADS = `curl -X GET "http://localhost:3000/api/audience/batch-upload" \\
  -H "Authorization: Bearer YOUR_TOKEN"`;
const GET_UPLOAD = `curl -X GET "http://localhost:3000/api/audience/batch-upload/UPLOAD_ID" \\
  -H "Authorization: Bearer YOUR_TOKEN"`;

/** The script of the document, as it is printed. */
const UPLOAD_SCRIPT = `
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

const result = await response.json();
console.log('Upload ID:', result.upload_id);
`;

const UPLOADED = {
  status: 'success',
  upload_id: 'upl_1234567890_abc123',
  session_token: 'sess_1234567890_def456',
  rows_received: 10,
  message: 'Batch upload successful',
};
const LIST = {
  status: 'success',
  uploads: [
    {
      upload_id: 'upl_1234567890_abc123',
      upload_name: 'test_batch_upload',
      created_at: '2025-01-15T10:30:00Z',
      rows_received: 10,
      status: 'uploaded',
    },
  ],
};
/** Its `status` is printed twice; the second one is the one that a reader of JSON sees. */
const WHOLE = {
  status: 'uploaded',
  upload_id: 'upl_1234567890_abc123',
  upload_name: 'test_batch_upload',
  records: [{ business_email: 'test@example.com', first_name: 'Test' }],
  fields: ['business_email', 'first_name'],
  created_at: '2025-01-15T10:30:00Z',
  rows_received: 10,
};
const DELETED = { status: 'success', message: 'Batch upload deleted successfully' };
const REFUSED = { status: 'error', message: 'Descriptive error message' };

const hasCurl = spawnSync('curl', ['--version']).error === undefined;

describe('a client written from the document of audience', () => {
  let stack: Stack;
  let user: AudienceClient;
  before(async () => {
    stack = await startStack({ workers: 1 });
    user = await AudienceClient.login(stack.apis[0]?.url as string, 'user');
  });
  after(() => stack?.stop());

  /** Runs a printed command in a shell; only what a reader has to put in is put in. */
  async function run(command: string, uploadId = ''): Promise<unknown> {
    const put = command
      .replace('http://localhost:3000', user.baseUrl)
      .replace('YOUR_TOKEN', user.token)
      .replace('UPLOAD_ID', uploadId);
    const shell = spawn('bash', ['-c', put], { stdio: ['ignore', 'pipe', 'ignore'] });
    return JSON.parse(await text(shell.stdout));
  }

  it(
    'uploads, lists and reads with the printed commands',
    { skip: !hasCurl && 'there is no curl' },
    async () => {
      const uploaded = await run(BASIC_UPLOAD);
      expect(differencesFromPrint(uploaded, UPLOADED)).toEqual([]);
      expect(uploaded).toMatchObject({ status: 'success', rows_received: 1, message: UPLOADED.message });
      const { upload_id: uploadId } = uploaded as typeof UPLOADED;

      const list = (await run(LIST_UPLOADS)) as typeof LIST;
      expect(differencesFromPrint(list, LIST)).toEqual([]);
      expect(list.uploads[0]).toMatchObject({
        upload_id: uploadId,
        upload_name: 'test_upload',
        rows_received: 1,
        status: 'uploaded',
      });

      const whole = await run(GET_UPLOAD, uploadId);
      expect(differencesFromPrint(whole, WHOLE)).toEqual([]);
      const { records, fields, status } = WHOLE;
      expect(whole).toMatchObject({ status, upload_id: uploadId, records, fields, rows_received: 1 });
    },
  );

  it('uploads with the printed script', async () => {
    const printed: unknown[][] = [];
    const scope = {
      // In a browser a path is one of the page's own host.
      fetch: (path: string, init: RequestInit) => fetch(user.baseUrl + path, init),
      console: { log: (...values: unknown[]) => printed.push(values) },
      token: user.token,
    };
    const AsyncFunction = (async () => undefined).constructor as new (
      ...parts: string[]
    ) => (...values: unknown[]) => Promise<void>;
    await new AsyncFunction(...Object.keys(scope), UPLOAD_SCRIPT)(...Object.values(scope));
    expect(printed).toEqual([['Upload ID:', expect.stringMatching(/^upl_[0-9]{10}_[a-z0-9]{6}$/)]]);
  });

  it('deletes an upload, which is gone then', async () => {
    const { body } = await user.upload('{"upload_name":"x","records":[{"email":"a@b.example"}]}');
    const deleted = await user.request<object>('DELETE', `/${body.upload_id}`);
    expect([deleted.status, differencesFromPrint(deleted.body, DELETED)]).toEqual([200, []]);
    expect(deleted.body).toMatchObject(DELETED);
    const gone = await user.request<object>('GET', `/${body.upload_id}`);
    expect([gone.status, differencesFromPrint(gone.body, REFUSED)]).toEqual([404, []]);
  });

  it('is told in the printed form what is wrong', async () => {
    const record = '{"email":"a@b.example"}';
    const stranger = await AudienceClient.login(user.baseUrl, 'admin');
    const { body } = await user.upload(`{"upload_name":"x","records":[${record}]}`);
    const answers = [
      await user.upload(`{"records":[${record}]}`),
      await user.upload('{"upload_name":"x","records":[{"first_name":"nobody"}]}'),
      await user.upload(
        `{"upload_name":"x","records":[${Array.from({ length: 50_001 }, () => '{}').join()}]}`,
      ),
      await user.upload(`{"upload_name":"x","records":[${record}]${' '.repeat(5 * 1024 * 1024)}}`),
      await user.request('GET', '', { headers: { Authorization: 'Bearer none' } }),
      await stranger.request('GET', `/${body.upload_id}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 413, 401, 403]);
    for (const answer of answers) {
      expect(differencesFromPrint(answer.body, REFUSED)).toEqual([]);
      expect(answer.body).toMatchObject({ status: 'error' });
    }
  });
});
