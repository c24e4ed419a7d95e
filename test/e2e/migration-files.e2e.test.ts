import { gzipSync } from 'node:zlib';
import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { type CsvForm, csvBytes } from '@sluice/test/fixtures/pilgrims-csv';
import { ImportFile } from '@sluice/test/fixtures/pilgrims-file';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { makePilgrims, PILGRIM_HEADER } from '@sluice/test/fixtures/pilgrims';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { MigrationClient } from './migration-client';
import { expectImported, storedRows } from './migration-outcome';

const FORMS: readonly (CsvForm & { told: string })[] = [
  { encoding: 'utf-8', delimiter: ';', lineEnd: '\n', told: 'utf-8' },
  { encoding: 'utf-8-bom', delimiter: ',', told: 'utf-8' },
  { encoding: 'utf-16le', delimiter: '\t', told: 'utf-16le' },
  { encoding: 'utf-16be', delimiter: ',', lineEnd: '\n', told: 'utf-16be' },
  { encoding: 'windows-1252', delimiter: ';', told: 'windows-1252' },
  { encoding: 'windows-1252', delimiter: '|', told: 'windows-1252' },
];
const MIB = 2 ** 20;

describe('migration: files of all kinds', () => {
  let stack: Stack;
  let admin: MigrationClient;
  let db: Database;

  before(async () => {
    stack = await startStack({ workers: 1, env: { RATE_LIMIT_MIGRATION: '0' } });
    admin = await MigrationClient.login(stack.apis[0]?.url as string, 'admin');
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    await admin.import({ importType: 'package', bytes: makePackages(20).bytes() });
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  FORMS.forEach(({ told, ...form }, at) => {
    it(`are read in ${form.encoding} with ${JSON.stringify(form.delimiter)} between cells`, async () => {
      const file = withAccents(makePilgrims({ rows: 320, faultEvery: 10, firstIndex: 10_000 * (at + 1) }));
      const { status, body } = await admin.send({ importType: 'jamaah', bytes: file.bytes(form) });
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({
          encoding: told,
          delimiter: form.delimiter,
          columns: [...PILGRIM_HEADER],
          total_rows: file.rows.length,
        }),
      ]);
      expect(body.preview_rows[1]?.['tempat_lahir']).toBe(file.rows[1]?.[7]);
      await expectImported(db, admin, await admin.run(body.job_id), file);
    });
  });

  it('have their columns mapped by synonyms, by what is given, and by what was given before', async () => {
    const sound = makePilgrims({ rows: 5, firstIndex: 100_000 });
    const header = [
      'Peserta',
      'Surat',
      'No. HP (WhatsApp)',
      'Kode Paket',
      'NIK/KTP',
      ...PILGRIM_HEADER.slice(5),
    ];
    const bytes = csvBytes([header, ...sound.rows]);
    const upload = { importType: 'jamaah', bytes };

    const preview = await admin.send(upload, '?preview=true');
    expect([preview.status, preview.body]).toEqual([
      200,
      expect.objectContaining({
        job_id: null,
        total_rows: 5,
        missing_columns: ['nama'],
        mapping_source: 'header',
      }),
    ]);
    const suggested = new Map(preview.body.suggested_mapping.map((one) => [one.csv_column, one]));
    expect(suggested.get('No. HP (WhatsApp)')).toMatchObject({ column: 'telepon', confidence: 0.95 });
    expect(suggested.get('tanggal_lahir')).toMatchObject({ column: 'tanggal_lahir', confidence: 1 });
    const mail = suggested.get('Surat');
    expect(mail?.column).toBe('email');
    expect(mail?.confidence).toBeLessThan(0.95);

    const refused = await admin.send(upload);
    expect([refused.status, refused.body.message]).toEqual([
      400,
      'Kolom yang diperlukan tidak ditemukan: nama',
    ]);
    const mapped = await admin.send({
      ...upload,
      fields: { column_mapping: '{"Peserta":"nama","Surat":"email"}' },
    });
    expect([mapped.status, mapped.body.mapping_source]).toEqual([200, 'given']);
    expect(mapped.body.column_mapping).toMatchObject({
      Peserta: 'nama',
      Surat: 'email',
      'Kode Paket': 'paket_id',
    });

    const again = await admin.send(upload);
    expect([again.status, again.body.mapping_source]).toEqual([200, 'remembered']);
    expect(again.body.column_mapping).toEqual(mapped.body.column_mapping);
    const job = await admin.run(again.body.job_id);
    expect(job).toMatchObject({ status: 'completed', imported_rows: 5 });
    expect(await storedRows(db, job.id, sound)).toEqual(sound.stored);
  });

  it('may name their columns in brackets', async () => {
    const { rows: lines } = makePilgrims({ rows: 3, firstIndex: 110_000 });
    const bytes = csvBytes([['A', 'B'], ...lines.map((cells) => [cells[0] as string, cells[3] as string])]);
    const fields = { 'column_mapping[A]': 'nama', 'column_mapping[B]': 'paket_id' };
    const job = await admin.import({ importType: 'jamaah', bytes, fields });
    expect(job).toMatchObject({ status: 'completed', imported_rows: 3 });
  });

  it('may have line breaks in cells, one name twice and blank rows, which do not count', async () => {
    const text = [
      'nama,paket_id,nama,catatan,',
      '',
      'Ahmad Satu,UMR-001,x,"kata ""satu""\r\ndan, dua",',
      ' , , , ,',
      'Ahmad Dua,UMR-001,y,,,,,',
      `Ahmad Tiga,UMR-001,z,${'a'.repeat(1000)},`,
      '\r\n',
    ].join('\r\n');
    const { body } = await admin.send({ importType: 'jamaah', bytes: Buffer.from(text) });
    expect(body).toMatchObject({
      total_rows: 3,
      columns: ['nama', 'paket_id', 'nama_2', 'catatan', 'kolom_5'],
    });
    const job = await admin.run(body.job_id);
    expect(job).toMatchObject({ status: 'completed', imported_rows: 3, invalid_rows: 0 });
    const header = ['nama', 'catatan'];
    expect(await storedRows(db, job.id, { importType: 'jamaah', header })).toEqual(
      new Map([
        [1, ['Ahmad Satu', 'kata "satu"\ndan, dua']],
        [2, ['Ahmad Dua', null]],
        [3, ['Ahmad Tiga', 'a'.repeat(1000)]],
      ]),
    );
  });

  it('lose only the rows that are broken', async () => {
    const lines = [
      'nama,paket_id,catatan',
      'Budi Satu,UMR-001,baik',
      'Budi Dua,UMR-001,"teks" sesudahnya',
      'Budi Tiga,UMR-001,baik',
      `Budi Empat,UMR-001,${'x'.repeat(MIB + 10)}`,
      'Budi Lima,UMR-001,baik',
      `Budi Enam,UMR-001,"${'y'.repeat(MIB / 2)}"`,
      'Budi Tujuh,UMR-001,"tidak ditutup',
      'Budi Delapan,UMR-001,baik',
    ];
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const job = await admin.import({ importType: 'jamaah', bytes });
    expect(job).toMatchObject({ status: 'completed', imported_rows: 3 + 1, invalid_rows: 4 });
    const stored = await storedRows(db, job.id, { importType: 'jamaah', header: ['nama'] });
    expect([...stored.values()].flat()).toEqual(['Budi Satu', 'Budi Tiga', 'Budi Lima', 'Budi Delapan']);
    const report = (await admin.download(`/migration/${job.id}/errors`)).bytes.toString().split('\r\n');
    expect(report.slice(1, -1).map((line) => line.split(',').slice(0, 4))).toEqual([
      ['2', 'invalid_format', '', 'Ada teks setelah tanda kutip penutup'],
      ['4', 'invalid_format', '', 'Baris terlalu panjang (maksimal 1 MiB)'],
      ['6', 'invalid_format', 'catatan', 'Catatan maksimal 1000 karakter'],
      ['7', 'invalid_format', '', 'Tanda kutip pada baris ini tidak ditutup'],
    ]);
  });

  it('are refused when they are no CSV, with what they seem to be', async () => {
    const good = makePilgrims({ rows: 5 }).bytes();
    const xlsx = await makeZip([{ name: 'xl/workbook.xml', bytes: Buffer.from('<workbook/>') }]);
    const hostile: Record<string, Buffer> = {
      'an Excel file': xlsx,
      gzip: gzipSync(good),
      'a picture': Buffer.concat([Buffer.from([0x89]), Buffer.from('PNG\r\n'), Buffer.alloc(100)]),
      nothing: Buffer.alloc(0),
      'blank lines': Buffer.from('\r\n\r\n  \r\n'),
      'a header alone': Buffer.from('nama,paket_id\r\n'),
      'NUL bytes': Buffer.concat([good, Buffer.alloc(10)]),
      'a quote that is never closed': Buffer.from(`"nama,paket_id\n${'a,b\n'.repeat(10)}`),
      'a thousand columns': Buffer.from(`${Array.from({ length: 1000 }, (_, n) => `k${n}`).join(',')}\nx\n`),
      noise: Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7919 + (n >> 3) * 104729) & 0xff)),
    };
    for (const [kind, bytes] of Object.entries(hostile)) {
      const { status, body } = await admin.send({ importType: 'jamaah', bytes, name: 'jamaah.csv' });
      expect([kind, status, body.message, body.error]).toEqual([
        kind,
        400,
        'File CSV kosong atau tidak valid',
        'Bad Request',
      ]);
    }
    const { body } = await admin.send<object>({ importType: 'jamaah', bytes: xlsx });
    expect(JSON.stringify(body)).toMatch(/simpan sebagai CSV/);
  });

  it('cannot run formulas in what is given out', async () => {
    const cells = ['=HYPERLINK("http://x")', '@SUM(1)', '+1+cmd', '-2+3', '\t=1'];
    const wrong = cells.map((cell) => ['Nama', 'UMR-001', cell]);
    const bytes = csvBytes([['nama', 'paket_id', 'email'], ...wrong, ['Ahmad Rumus', 'UMR-001', '']]);
    const job = await admin.import({ importType: 'jamaah', bytes });
    expect(job).toMatchObject({ status: 'completed', invalid_rows: cells.length });
    for (const path of ['errors', 'failed-rows.csv']) {
      const text = (await admin.download(`/migration/${job.id}/${path}`)).bytes.toString();
      expect(text.match(/'[=@+-]/g)).toHaveLength(cells.length);
      expect(text).not.toMatch(/(^|[,"\n])[=@][A-Z]/);
    }
  });
});

/** The same file with names that need more than ASCII; they are in windows-1252, too. */
function withAccents(file: ImportFile): ImportFile {
  const accented = new ImportFile(file.importType, file.header);
  const accent = <Cell extends string | null>(cells: Cell[]): Cell[] =>
    cells.map((cell, at) => (at === 7 && cell ? (`${cell} – “Šé€ñ”` as Cell) : cell));
  file.rows.forEach((cells, at) => {
    const rowNumber = at + 1;
    const stored = file.stored.get(rowNumber);
    const errors = file.errors.filter((error) => error.rowNumber === rowNumber);
    const warnings = file.warnings.filter((warning) => warning.rowNumber === rowNumber);
    if (stored) accented.add({ cells: accent(cells), stored: accent(stored) }, warnings);
    else accented.addWrong(accent(cells), errors, { cells, stored: [] });
  });
  return accented;
}
