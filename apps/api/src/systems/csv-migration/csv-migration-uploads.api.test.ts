import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { columnsOf } from '@sluice/systems/csv-migration';
import { expect } from 'expect';
import { uploadAnswer } from './csv-migration.answers';
import {
  expectAsDocumented,
  expectRefused,
  fieldsOf,
  JOBS,
  type MigrationApi,
  SAMPLES,
  startMigrationApi,
  UNKNOWN_ID,
} from './testing/migration-api';

const BAD_FILE = 'File CSV kosong atau tidak valid';

describe('uploads of migration', () => {
  let api: MigrationApi;

  before(async () => {
    api = await startMigrationApi();
  });
  after(() => api?.stop());

  const stored = async (): Promise<number> => (await api.storedFiles()).length;

  it('make a job, and are answered with what the file looks like', async () => {
    const csv = 'Nama Lengkap;Paket;Hobi\r\n"Ahmad; Rizki";P-01;Bogor\r\n\r\nSiti;P-02\r\n';
    const answer = await api.upload('owner', { csv, name: 'C:\\data\\jamaah.csv' });
    expectAsDocumented(uploadAnswer, answer);
    expect(answer.body).toEqual({
      job_id: expect.any(String),
      import_type: 'jamaah',
      file_name: 'jamaah.csv',
      total_rows: 2,
      columns: ['Nama Lengkap', 'Paket', 'Hobi'],
      preview_rows: [
        { 'Nama Lengkap': 'Ahmad; Rizki', Paket: 'P-01', Hobi: 'Bogor' },
        { 'Nama Lengkap': 'Siti', Paket: 'P-02', Hobi: '' },
      ],
      encoding: 'utf-8',
      delimiter: ';',
      status: 'pending',
      status_display: 'Menunggu',
      file_size: Buffer.byteLength(csv),
      column_mapping: { 'Nama Lengkap': 'nama', Paket: 'paket_id' },
      unmapped_columns: ['Hobi'],
      mapping_source: 'header',
      parent_job_id: null,
    });
    expect(fieldsOf(answer.body).slice(0, 8)).toEqual([
      'job_id',
      'import_type',
      'file_name',
      'total_rows',
      'columns',
      'preview_rows',
      'encoding',
      'delimiter',
    ]);
    const id = answer.body['job_id'] as string;
    expect(await api.audited(id)).toEqual(['migration.job.upload']);
    expect(await api.jobs(id)).toEqual([]);
    const file = await api.get('owner', `${JOBS}/${id}/file`);
    expect([file.text, file.headers.get('Content-Disposition')]).toEqual([
      csv,
      'attachment; filename=jamaah.csv',
    ]);
  });

  it('show no more than the first five rows and count all of them', async () => {
    const csv = `nama,paket_id\n${Array.from({ length: 3_000 }, (_, at) => `Nama ${at},P\n`).join('')}`;
    const { body } = await api.upload('admin', { csv });
    expect(body['total_rows']).toBe(3_000);
    expect(body['preview_rows']).toEqual(
      [0, 1, 2, 3, 4].map((at) => ({ nama: `Nama ${at}`, paket_id: 'P' })),
    );
  });

  it('take the templates', async () => {
    for (const type of ['package', 'jamaah', 'payment'] as const) {
      const { status, body } = await api.upload('admin', { csv: SAMPLES[type], type });
      expect([status, body['total_rows'], body['unmapped_columns']]).toEqual([200, 1, []]);
      expect(body['columns']).toEqual(columnsOf(type).map(({ name }) => name));
    }
  });

  describe('find out the encoding and the delimiter', () => {
    const text = 'nama,paket_id\r\nCafé Ré,P-01\r\n';
    const utf16 = (order: 'le' | 'be', mark = '\ufeff'): Buffer => {
      const bytes = Buffer.from(mark + text, 'utf16le');
      return order === 'le' ? bytes : bytes.swap16();
    };
    const files: [title: string, encoding: string, bytes: Buffer][] = [
      ['UTF-8', 'utf-8', Buffer.from(text)],
      ['UTF-8 with a byte order mark', 'utf-8', Buffer.from(`\ufeff${text}`)],
      ['UTF-16, little end first', 'utf-16le', utf16('le')],
      ['UTF-16, big end first', 'utf-16be', utf16('be')],
      ['UTF-16 without a mark', 'utf-16le', utf16('le', '')],
      ['windows-1252', 'windows-1252', Buffer.from(text, 'latin1')],
    ];
    for (const [title, encoding, csv] of files) {
      it(`of ${title}`, async () => {
        const { body } = await api.upload('admin', { csv });
        expect(body).toMatchObject({
          encoding,
          total_rows: 1,
          preview_rows: [{ nama: 'Café Ré', paket_id: 'P-01' }],
        });
      });
    }
    for (const delimiter of [',', ';', '\t', '|']) {
      it(`of a file with ${JSON.stringify(delimiter)} between its cells`, async () => {
        const csv = text.replaceAll(',', delimiter);
        const { body } = await api.upload('admin', { csv });
        expect(body).toMatchObject({ delimiter, preview_rows: [{ nama: 'Café Ré', paket_id: 'P-01' }] });
      });
    }
  });

  it('tell columns of the same name apart, and blank ones by their place; the first one counts', async () => {
    const { body } = await api.upload('admin', { csv: 'nama,,nama,paket_id,\nA,b,C,P,\n' });
    expect(body).toMatchObject({
      columns: ['nama', 'kolom_2', 'nama_2', 'paket_id', 'kolom_5'],
      preview_rows: [{ nama: 'A', kolom_2: 'b', nama_2: 'C', paket_id: 'P', kolom_5: '' }],
      column_mapping: { nama: 'nama', paket_id: 'paket_id' },
    });
  });

  it('cut endless cells in what they show', async () => {
    const { body } = await api.upload('admin', { csv: `nama,paket_id\n"${'é'.repeat(300_000)}",P\n` });
    const [row] = body['preview_rows'] as { nama: string }[];
    expect(row?.nama).toBe(`${'é'.repeat(1_000)}…`);
  });

  describe('are refused, nothing of them kept,', () => {
    const refusals: [title: string, csv: string | Buffer, message: string][] = [
      ['without a byte', '', BAD_FILE],
      ['with blank lines only', '\r\n , \r\n', BAD_FILE],
      ['with a header only', 'nama,paket_id\r\n', BAD_FILE],
      ['with a NUL among the data', 'nama,paket_id\nAh\0mad,P\n', BAD_FILE],
      ['with a header that never ends', '"nama,paket_id\nA,P\n', BAD_FILE],
      ['with a header of control characters', 'na\u0001ma,paket_id\nA,P\n', BAD_FILE],
      ['with thousands of columns', `${Array(4_000).fill('nama').join(',')}\nA\n`, BAD_FILE],
      [
        'that are Excel by their bytes',
        Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(99, 7)]),
        BAD_FILE,
      ],
      ['that are junk', Buffer.alloc(5_000, 0), BAD_FILE],
      [
        'without what must be there, in the order of the schema',
        'email,telepon\na@b.id,081234567890\n',
        'Kolom yang diperlukan tidak ditemukan: nama, paket_id',
      ],
    ];
    for (const [title, csv, message] of refusals) {
      it(title, async () => {
        const files = await stored();
        expectRefused(await api.upload('admin', { csv }), 400, message, 'Bad Request');
        expect(await stored()).toBe(files);
      });
    }

    it('that say why', async () => {
      const xlsx = Buffer.from('PK\u0003\u0004 xl/workbook.xml');
      expect((await api.upload('admin', { csv: xlsx })).body['details']).toEqual([
        {
          field: 'file',
          message: 'File adalah Excel atau ZIP, bukan CSV; simpan sebagai CSV lalu unggah kembali',
        },
      ]);
    });

    it('above ten mebibytes, and taken at just that', async () => {
      const files = await stored();
      const row = `${'x'.repeat(99)},P\n`;
      const full = `nama,paket_id\n${row.repeat(100_000)}`.padEnd(10 * 2 ** 20, '\n');
      for (const csv of [`${full}\n`, `${full}${row.repeat(30_000)}`]) {
        const answer = await api.upload('admin', { csv });
        expectRefused(answer, 400, 'Ukuran file terlalu besar (maksimal 10MB)', 'Bad Request');
      }
      expect(await stored()).toBe(files);
      expect((await api.upload('admin', { csv: full })).body['total_rows']).toBe(100_000);
    });

    it('without a file, with two, without a type or with an unknown one', async () => {
      const send = (fields: [string, string | Blob][]): Promise<Response> => {
        const body = new FormData();
        for (const [name, value] of fields) body.append(name, value);
        return api.request('POST', `${JOBS}/upload`, { as: 'admin', body }) as never;
      };
      const file = (): [string, Blob] => ['file', new Blob([SAMPLES.jamaah])];
      const answers = await Promise.all([
        send([['import_type', 'jamaah']]),
        send([]),
        send([file(), file(), ['import_type', 'jamaah']]),
        send([file()]),
        send([file(), ['import_type', 'hotel']]),
      ]);
      expect(answers.map((answer) => [answer.status, (answer.body as never)['message']])).toEqual([
        [400, 'File CSV wajib diunggah'],
        [400, expect.any(String)],
        [400, 'Hanya satu file CSV yang dapat diunggah dalam satu permintaan'],
        [400, '"import_type" wajib diisi: jamaah, payment, package'],
        [400, 'Data tidak valid: "import_type" harus salah satu dari: jamaah, payment, package'],
      ]);
    });
  });

  it('are for admins and owners', async () => {
    for (const as of ['agent', 'user']) {
      expectRefused(await api.upload(as), 403, 'Forbidden', 'Forbidden');
    }
    const answer = await api.request('POST', `${JOBS}/upload`, { body: new FormData() });
    expectRefused(answer, 401, 'Unauthorized', 'Unauthorized');
  });

  it('are made once under an Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': 'migration-1' };
    const first = await api.upload('admin', { headers });
    const second = await api.upload('admin', { headers });
    expect([second.text, second.headers.get('Idempotency-Replayed')]).toEqual([first.text, 'true']);
    const preview = await api.upload('admin', {
      headers: { 'Idempotency-Key': 'p' },
      query: '?preview=true',
    });
    expect(preview.status).toBe(200);
  });

  describe('with a mapping', () => {
    const csv = 'A,B,C\nAhmad,P-01,x\n';

    it('follow it as JSON text or as fields in brackets', async () => {
      const asJson: [string, string][] = [['column_mapping', '{"A":"nama","B":"paket_id"}']];
      const asFields: [string, string][] = [
        ['column_mapping[A]', 'nama'],
        ['column_mapping[B]', 'paket_id'],
      ];
      for (const fields of [asJson, asFields]) {
        const { body } = await api.upload('admin', { csv, fields });
        expect(body).toMatchObject({
          column_mapping: { A: 'nama', B: 'paket_id' },
          unmapped_columns: ['C'],
          mapping_source: 'given',
        });
      }
    });

    it('remember it for the tenant’s next file with that header, and for nobody else', async () => {
      await api.upload('admin', { csv, fields: [['column_mapping', '{"A":"paket_id","B":"nama"}']] });
      const { body } = await api.upload('owner', { csv: 'a,b,c\nP-01,Ahmad,x\n' });
      expect(body).toMatchObject({
        column_mapping: { a: 'paket_id', b: 'nama' },
        mapping_source: 'remembered',
      });
      const elsewhere = await api.upload('overseer', { csv });
      expectRefused(elsewhere, 400, 'Kolom yang diperlukan tidak ditemukan: nama, paket_id', 'Bad Request');
    });

    it('that can’t be followed are refused', async () => {
      const refused = async (mapping: string): Promise<unknown> => {
        const { status, body } = await api.upload('admin', { csv, fields: [['column_mapping', mapping]] });
        return [status, body['message']];
      };
      expect(await refused('{"D":"nama"}')).toEqual([
        400,
        'Pemetaan kolom tidak valid: kolom CSV "D" tidak ada',
      ]);
      expect(await refused('{"A":"umur"}')).toEqual([
        400,
        'Pemetaan kolom tidak valid: kolom tujuan "umur" tidak dikenal',
      ]);
      expect(await refused('{"A":"nama","B":"nama"}')).toEqual([
        400,
        'Pemetaan kolom tidak valid: kolom tujuan "nama" dipakai lebih dari sekali',
      ]);
      for (const mapping of ['{bad', '[]', '"A"', '{"A":{"B":"C"}}']) {
        expect(await refused(mapping)).toEqual([400, expect.stringContaining('Pemetaan kolom tidak valid')]);
      }
    });
  });

  it('that are previews make no job, keep no file, and suggest a mapping', async () => {
    const files = await stored();
    const jobs = (): Promise<unknown[]> => rows(api.db, 'SELECT id FROM migration_jobs');
    const before_ = await jobs();
    const csv = 'Nama Lengkap,Surat Elektronik\nAhmad,ahmad@email.com\nSiti,siti@email.com\n';
    const answer = await api.upload('admin', { csv, query: '?preview=true' });
    expectAsDocumented(uploadAnswer, answer);
    expect(answer.body).toMatchObject({
      job_id: null,
      total_rows: 2,
      missing_columns: ['paket_id'],
      suggested_mapping: [
        { csv_column: 'Nama Lengkap', column: 'nama', confidence: expect.any(Number) },
        { csv_column: 'Surat Elektronik', column: 'email', confidence: expect.any(Number) },
      ],
    });
    expect(await stored()).toBe(files);
    expect(await jobs()).toEqual(before_);
  });

  describe('of failed rows', () => {
    const corrected = 'error_row_number,error_reason,Siapa,Apa\n2,"Nama wajib",Ahmad,P-01\n';
    const fieldsFor = (id: string): [string, string][] => [['parent_job_id', id]];

    it('are tied to the first job, take over its mapping and leave the reasons out', async () => {
      const parent = await api.newJob({
        csv: 'Siapa,Apa\nA,B\n',
        fields: [['column_mapping', '{"Siapa":"nama","Apa":"paket_id"}']],
      });
      await api.db.query('DELETE FROM migration_mappings');
      await api.change(parent, { status: 'completed' });
      const { body } = await api.upload('owner', { csv: corrected, fields: fieldsFor(parent) });
      expect(body).toMatchObject({
        parent_job_id: parent,
        column_mapping: { Siapa: 'nama', Apa: 'paket_id' },
        unmapped_columns: ['error_row_number', 'error_reason'],
        mapping_source: 'parent',
      });
    });

    it('need a job of the tenant and of that type that has ended', async () => {
      const pending = await api.newJob();
      const payments = await api.newJob({ csv: SAMPLES.payment, type: 'payment' });
      await api.change(payments, { status: 'completed' });
      const others = await api.newJob({}, 'overseer');
      const refused = async (id: string): Promise<unknown> => {
        const { status, body } = await api.upload('admin', { fields: fieldsFor(id) });
        return [status, body['message']];
      };
      expect(await refused(pending)).toEqual([400, 'parent_job_id tidak dapat dipakai: statusnya pending']);
      expect(await refused(payments)).toEqual([
        400,
        'parent_job_id tidak dapat dipakai: tipe importnya payment',
      ]);
      for (const id of [others, UNKNOWN_ID, 'x']) {
        expect(await refused(id)).toEqual([404, 'Job migrasi tidak ditemukan']);
      }
    });
  });

  it('take a finished resumable upload instead of a file, once, and look at it without taking it', async () => {
    const bytes = Buffer.from(SAMPLES.jamaah);
    const tus = { 'Tus-Resumable': '1.0.0' };
    const created = await api.request('POST', '/api/uploads', {
      as: 'admin',
      headers: {
        ...tus,
        'Upload-Length': String(bytes.length),
        'Upload-Metadata': `filename ${Buffer.from('besar.csv').toString('base64')}`,
        'Content-Type': 'application/offset+octet-stream',
      },
      body: new Uint8Array(bytes),
    });
    const uploadId = created.headers.get('Location')?.split('/').at(-1) as string;
    const send = async (query = ''): Promise<unknown> => {
      const body = new FormData();
      body.append('upload_id', uploadId);
      body.append('import_type', 'jamaah');
      const answer = await api.request('POST', `${JOBS}/upload${query}`, { as: 'admin', body });
      return [answer.status, answer.body['file_name'] ?? answer.body['message']];
    };
    expect(await send('?preview=true')).toEqual([200, 'besar.csv']);
    expect(await send()).toEqual([200, 'besar.csv']);
    expect(await send()).toEqual([409, 'upload_id ini sudah dipakai']);
  });
});
