import { resolveObjectURL } from 'node:buffer';
import { after, before, describe, it } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { ImportFile } from '@sluice/test/fixtures/pilgrims-file';
import { makePilgrims } from '@sluice/test/fixtures/pilgrims';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import axios from 'axios';
import { expect } from 'expect';
import { type Socket } from 'socket.io-client';
import { MigrationClient } from './migration-client';
import { MigrationClient as DocumentClient } from './migration-document-client';
import { differencesFromPrint } from './printed-body';

const JOB_ID = '01919c3e-4a1b-7f00-8a00-000000000001';

const UPLOAD = {
  job_id: 'uuid',
  import_type: 'jamaah',
  file_name: 'jamaah-import.csv',
  total_rows: 150,
  columns: ['nama', 'email', 'telepon'],
  preview_rows: [{ nama: 'Ahmad Rizki', email: 'ahmad@email.com' }],
  encoding: 'utf-8',
  delimiter: ',',
};
const STATUS = {
  id: 'uuid',
  tenant_id: 'uuid',
  user_id: 'uuid',
  import_type: 'jamaah',
  file_name: 'jamaah-import.csv',
  file_size: 102400,
  status: 'importing',
  status_display: 'Mengimpor',
  total_rows: 150,
  processed_rows: 100,
  valid_rows: 98,
  invalid_rows: 2,
  progress_percentage: 67,
  error_report_url: null,
  started_at: '2025-01-15T10:30:00Z',
  completed_at: null,
  created_at: '2025-01-15T10:25:00Z',
  updated_at: '2025-01-15T10:35:00Z',
};
const LIST = {
  data: [
    {
      id: 'uuid',
      import_type: 'jamaah',
      file_name: 'jamaah-import.csv',
      status: 'completed',
      total_rows: 150,
      valid_rows: 148,
      invalid_rows: 2,
      created_at: '2025-01-15T10:00:00Z',
    },
  ],
  total: 25,
  page: 1,
  limit: 20,
};
/** `MigrationJob` of the data models. */
const MODEL = {
  id: 'uuid',
  tenant_id: 'uuid',
  user_id: 'uuid',
  import_type: 'jamaah',
  file_name: 'jamaah-import.csv',
  file_url: '',
  file_size: 1,
  status: 'completed',
  status_display: 'Selesai',
  total_rows: 150,
  processed_rows: 150,
  valid_rows: 148,
  invalid_rows: 2,
  progress_percentage: 100,
  error_report_url: '',
  error_message: null,
  started_at: '2025-01-15T10:30:00Z',
  completed_at: '2025-01-15T10:30:00Z',
  metadata: {
    fileName: '',
    fileSize: 1,
    encoding: 'utf-8',
    delimiter: ',',
    columnMapping: {},
    importType: 'jamaah',
    errorSummary: { missingRequired: 0, invalidFormat: 2, duplicate: 0, constraintViolation: 0 },
  },
  created_at: '2025-01-15T10:30:00Z',
  updated_at: '2025-01-15T10:30:00Z',
};

describe('migration: the examples of the document', () => {
  let stack: Stack;
  let admin: MigrationClient;
  let baseURL: string;
  const sockets: Socket[] = [];
  const file = sampleOf150();
  const csv = (name = 'jamaah-import.csv'): File => new File([new Uint8Array(file.bytes())], name);

  before(async () => {
    stack = await startStack({ workers: 1 });
    admin = await MigrationClient.login(stack.apis[0]?.url as string, 'admin');
    baseURL = `${admin.baseUrl}/api/v1/onboarding`;
    // Of the hundred requests a minute, waiting is to take none of the admin's.
    const owner = await MigrationClient.login(admin.baseUrl, 'owner');
    await owner.import({ importType: 'package', bytes: makePackages(20).bytes() });
  });
  after(async () => {
    for (const socket of sockets) socket.disconnect();
    await stack?.stop();
  });

  /** The document's client, whose socket is closed at the end. */
  function documentClient(token = admin.token): DocumentClient {
    const client = new DocumentClient(baseURL, token);
    sockets.push((client as unknown as { socket: Socket }).socket);
    return client;
  }

  let jobId: string;

  it('lets its client upload, track, import and download errors, word for word', async () => {
    const client = documentClient();
    const [socket] = sockets as [Socket];
    const heard: { event: string; data: { job_id: string } }[] = [];
    socket.onAny((event: string, data: { job_id: string }) => heard.push({ event, data }));
    await eventually('the socket to connect', () => socket.connected);

    const result = (await client.uploadCSV(csv(), 'jamaah')) as { job_id: string; columns: string[] };
    expect(differencesFromPrint(result, { ...UPLOAD, columns: result.columns, preview_rows: [] })).toEqual(
      [],
    );
    expect(result).toMatchObject({ total_rows: 150, encoding: 'utf-8', delimiter: ',' });
    jobId = result.job_id;
    const progress: { processed: number }[] = [];
    client.trackProgress(jobId, (data: { processed: number }) => progress.push(data));
    expect(await client.startImport(jobId)).toEqual({
      message: 'Import dimulai. Progress akan diupdate secara real-time.',
      job_id: jobId,
    });
    const of = (name: string) => heard.filter(({ event, data }) => event === name && data.job_id === jobId);
    await eventually('the import to be completed', () => of('migration:completed').length > 0);
    expect(progress).toEqual([
      { job_id: jobId, processed: 100, total: 150, progress_percentage: 67 },
      { job_id: jobId, processed: 150, total: 150, progress_percentage: 100 },
    ]);
    expect(of('migration:completed')).toEqual([
      {
        event: 'migration:completed',
        data: {
          job_id: jobId,
          status: 'completed',
          imported: 148,
          failed: 2,
          duration_seconds: expect.any(Number),
        },
      },
    ]);
    await eventually('the last status', () => of('migration:status').length === 3);
    expect(of('migration:status').map(({ data }) => data)).toEqual(
      [
        ['pending', 'Menunggu'],
        ['importing', 'Mengimpor'],
        ['completed', 'Selesai'],
      ].map(([status, status_display]) => ({ job_id: jobId, status, status_display, error_message: null })),
    );
    const status: unknown = await client.getStatus(jobId);
    expect(
      differencesFromPrint(status, { ...STATUS, error_report_url: '', completed_at: '2025-01-15T10:35:00Z' }),
    ).toEqual([]);
    expect(await downloaded(client)).toEqual(file.errorReport);
  });

  /** Runs `downloadErrors` in what it takes for a browser. @returns what lands in the user's folder */
  async function downloaded(client: DocumentClient): Promise<string> {
    const link = { href: '', name: '', clicks: 0 };
    const element = {
      set href(url: string) {
        link.href = url;
      },
      setAttribute: (_: string, value: string) => (link.name = value),
      click: () => link.clicks++,
    };
    const page = { createElement: () => element, body: { appendChild: () => undefined } };
    Object.assign(globalThis, { window: { URL }, document: page });
    await client.downloadErrors(jobId);
    expect(link).toMatchObject({ name: `errors-${jobId}.csv`, clicks: 1 });
    return (resolveObjectURL(link.href) as Blob).text();
  }

  it('prints the two lines of its error report', async () => {
    const { status, headers, bytes } = await admin.download(`/migration/${jobId}/errors`);
    expect(status).toBe(200);
    expect(bytes.toString().split('\r\n')).toEqual([
      'row_number,error_type,field_name,error_message,received_value',
      '5,invalid_format,email,Email tidak valid: ahmad@email,ahmad@email',
      "12,missing_required,paket_id,Field 'paket_id' wajib diisi,",
      '',
    ]);
    expect(headers.get('Content-Type')).toMatch(/^text\/csv/);
    expect(headers.get('Content-Disposition')).toBe(`attachment; filename="errors-${jobId}.csv"`);
  });

  it('validates in the background and tells what it found', async () => {
    const client = documentClient();
    const socket = sockets.at(-1) as Socket;
    await eventually('the socket to connect', () => socket.connected);
    const { job_id: id } = (await client.uploadCSV(csv('again.csv'), 'jamaah')) as { job_id: string };
    const validated: unknown[] = [];
    socket.on('migration:validated', (data: unknown) => validated.push(data));
    const { status, body } = await admin.validate(id);
    expect([status, body]).toEqual([
      200,
      { message: 'Validasi dimulai. Anda akan menerima notifikasi saat selesai.', job_id: id },
    ]);
    await eventually('the outcome', () => validated.length > 0);
    expect(validated).toEqual([
      {
        job_id: id,
        // All is in by now.
        is_valid: false,
        total_rows: 150,
        valid_rows: 0,
        invalid_rows: 150,
        errors: expect.any(Array),
        error_summary: { missing_required: 1, invalid_format: 1, duplicate: 148, constraint_violation: 0 },
        can_proceed: false,
      },
    ]);
    const [{ errors } = { errors: [] }] = validated as { errors: object[] }[];
    expect(errors).toHaveLength(100);
    expect(Object.keys(errors[4] as object)).toEqual([
      'row_number',
      'field_name',
      'error_type',
      'error_message',
      'received_value',
    ]);
    expect(errors[4]).toEqual({
      row_number: 5,
      field_name: 'email',
      error_type: 'invalid_format',
      error_message: 'Email tidak valid: ahmad@email',
      received_value: 'ahmad@email',
    });
  });

  it('answers list, job and status with the printed fields first, in their order', async () => {
    const list = await admin.request(
      'GET',
      '/migration?import_type=jamaah&status=completed&sort_by=created_at&sort_order=DESC',
    );
    expect(list.status).toBe(200);
    expect(differencesFromPrint(list.body, LIST)).toEqual([]);
    expect(list.body).toMatchObject({ total: 1, page: 1, limit: 20, data: [{ id: jobId, valid_rows: 148 }] });
    const job = await admin.request('GET', `/migration/${jobId}`);
    expect(differencesFromPrint(job.body, MODEL)).toEqual([]);
  });

  it('gives templates to download', async () => {
    for (const type of ['jamaah', 'payment', 'package']) {
      const { status, headers, bytes } = await admin.download(`/migration/templates/${type}`);
      expect([status, headers.get('Content-Type'), headers.get('Content-Disposition')]).toEqual([
        200,
        expect.stringMatching(/^text\/csv/),
        `attachment; filename="template-${type}.csv"`,
      ]);
      expect(bytes.toString().trim().split('\r\n')).toHaveLength(2);
    }
  });

  it('says of every request how many are left in the minute', async () => {
    const { headers } = await admin.request('GET', `/migration/${jobId}/status`);
    const left = async (): Promise<number> => {
      const answer = await admin.request('GET', `/migration/${jobId}/status`);
      return Number(answer.headers.get('X-RateLimit-Remaining'));
    };
    expect(headers.get('X-RateLimit-Limit')).toBe('100');
    expect(Number(headers.get('X-RateLimit-Reset'))).toBeGreaterThan(Date.now() / 1000 - 5);
    // A new minute may begin in between.
    await eventually('two requests of one minute', async () => (await left()) === 1 + (await left()));
  });

  it('rolls back, and refuses what cannot be rolled back, in the printed words', async () => {
    const { body: waiting } = await admin.send({ importType: 'jamaah', bytes: file.bytes() });
    const refused = await admin.rollback(waiting.job_id);
    expect([refused.status, refused.body]).toEqual([
      400,
      refusal(400, 'Tidak dapat melakukan rollback untuk status: pending', 'Bad Request'),
    ]);
    const done = await admin.rollback(jobId);
    expect(done.status).toBe(200);
    expect(
      differencesFromPrint(done.body, {
        message: 'Rollback berhasil dilakukan',
        job: { id: 'uuid', status: 'rolled_back', rollback_at: '2025-01-15T12:00:00Z' },
      }),
    ).toEqual([]);
    expect(done.body).toMatchObject({
      message: 'Rollback berhasil dilakukan',
      job: { id: jobId, status: 'rolled_back' },
    });
    const again = await admin.rollback(jobId);
    expect([again.status, again.body.message]).toEqual([
      400,
      'Tidak dapat melakukan rollback untuk status: rolled_back',
    ]);
  });

  it('deletes what has ended, and only that, in the printed words', async () => {
    const { body: waiting } = await admin.send({ importType: 'jamaah', bytes: file.bytes() });
    const early = await admin.request('DELETE', `/migration/${waiting.job_id}`);
    expect([early.status, early.body]).toEqual([
      400,
      refusal(400, 'Hanya job yang sudah selesai yang dapat dihapus', 'Bad Request'),
    ]);
    const { status, body } = await admin.request('DELETE', `/migration/${jobId}`);
    expect([status, body]).toEqual([200, { message: 'Job migrasi berhasil dihapus' }]);
    expect((await admin.request('GET', `/migration/${jobId}`)).status).toBe(404);
  });

  it('refuses uploads in the printed words', async () => {
    const sent = async (bytes: Buffer): Promise<unknown[]> => {
      const { status, body } = await admin.send({ importType: 'jamaah', bytes });
      return [status, body.message, body.error];
    };
    const bad = (message: string): unknown[] => [400, message, 'Bad Request'];
    expect(await sent(Buffer.alloc(10 * 2 ** 20 + 1, 'a,b\n'))).toEqual(
      bad('Ukuran file terlalu besar (maksimal 10MB)'),
    );
    expect(await sent(Buffer.alloc(0))).toEqual(bad('File CSV kosong atau tidak valid'));
    expect(await sent(Buffer.from('email,alamat\na@b.id,x\n'))).toEqual(
      bad('Kolom yang diperlukan tidak ditemukan: nama, paket_id'),
    );
    const form = new FormData();
    form.append('import_type', 'jamaah');
    const { status, body } = await admin.request('POST', '/migration/upload', { form });
    expect([status, body]).toEqual([400, refusal(400, 'File CSV wajib diunggah', 'Bad Request')]);
  });

  it('refuses strangers, people without the right, and ids that are not there, in the printed words', async () => {
    const answered = async (client: MigrationClient): Promise<[number, unknown]> => {
      const { status, body } = await client.request('GET', `/migration/${JOB_ID}/status`);
      return [status, body];
    };
    const user = await MigrationClient.login(admin.baseUrl, 'user');
    expect(await answered(admin)).toEqual([404, refusal(404, 'Job migrasi tidak ditemukan', 'Not Found')]);
    expect(await answered(user)).toEqual([403, refusal(403, 'Forbidden', 'Forbidden')]);
    const stranger = await axios.get(`${baseURL}/migration`, { validateStatus: () => true });
    expect([stranger.status, stranger.data]).toEqual([401, refusal(401, 'Unauthorized', 'Unauthorized')]);
  });

  it('answers the hundred and first request of a minute 429', async () => {
    const agent = await MigrationClient.login(admin.baseUrl, 'agent');
    let requests = 0;
    let last: { status: number; bytes: Buffer };
    do {
      last = await agent.download('/migration/templates/jamaah');
      requests++;
    } while (last.status === 200 && requests < 250);
    expect(requests).toBeGreaterThan(100);
    expect(last.status).toBe(429);
    expect(JSON.parse(last.bytes.toString())).toEqual(refusal(429, 'Too Many Requests', 'Too Many Requests'));
  });
});

function refusal(statusCode: number, message: string, error: string): object {
  return { statusCode, message, error };
}

/** 150 pilgrims of whom the fifth and the twelfth are wrong, as the document prints it. */
function sampleOf150(): ImportFile {
  const sound = makePilgrims({ rows: 150 });
  const file = new ImportFile('jamaah', sound.header);
  const wrong = new Map([
    [
      5,
      {
        column: 1,
        type: 'invalid_format',
        field: 'email',
        value: 'ahmad@email',
        message: 'Email tidak valid: ahmad@email',
      },
    ],
    [
      12,
      {
        column: 3,
        type: 'missing_required',
        field: 'paket_id',
        value: null,
        message: "Field 'paket_id' wajib diisi",
      },
    ],
  ] as const);
  sound.rows.forEach((cells, at) => {
    const row = { cells, stored: sound.stored.get(at + 1) as (string | null)[] };
    const fault = wrong.get((at + 1) as 5);
    if (!fault) return file.add(row);
    const { column, ...error } = fault;
    return file.addWrong(
      cells.map((cell, n) => (n === column ? (error.value ?? '') : cell)),
      [error],
      row,
    );
  });
  return file;
}
