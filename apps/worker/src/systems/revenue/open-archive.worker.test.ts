import { after, before, describe, it } from 'node:test';
import { claimMonthFiles, claimMonthZip } from '@sluice/test/fixtures/claim-files';
import { makeClaimMonth } from '@sluice/test/fixtures/claim-month';
import { writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { rawZip } from '@sluice/test/fixtures/raw-zip';
import { hostileZips, makeZip } from '@sluice/test/fixtures/zips';
import { rows } from '@sluice/kernel/db';
import { expect } from 'expect';
import { createImportBed, type ImportBed } from './testing/import-bed';

const month = makeClaimMonth({ seed: 5, patients: 6 });
const [ins, pat] = claimMonthFiles(month) as [
  { name: string; bytes: Buffer },
  { name: string; bytes: Buffer },
];

function notes(): { dbf: Buffer; memo: Buffer } {
  const columns = [{ name: 'NOTE', type: 'M' }];
  const { dbf, memo } = writeDbf({ columns, records: [['a memo']], version: 0x30 });
  return { dbf, memo: memo as Buffer };
}

describe('a ZIP', () => {
  let bed: ImportBed;
  before(async () => {
    bed = await createImportBed();
  });
  after(() => bed.close());

  async function open(zip: Buffer): Promise<{ batchId: string; zipId: string }> {
    const batchId = await bed.addBatch();
    const zipId = await bed.addFile('month.zip', zip, { batchId });
    await bed.run(zipId);
    return { batchId, zipId };
  }
  const jobsOf = (batchId: string) =>
    rows<{ name: string; state: string; payload: { fileId: string } }>(
      bed.db,
      'SELECT name, state, payload FROM jobs WHERE subject_id = $1 ORDER BY id',
      [batchId],
    );

  it('of a month becomes a file with a job of each member, and the batch ends when they have', async () => {
    const { batchId, zipId } = await open(await claimMonthZip(month));
    expect(await bed.file(zipId)).toMatchObject({
      status: 'completed',
      isContainer: true,
      isValid: true,
      errors: [],
    });
    const files = await bed.filesOf(batchId);
    expect(files.map((file) => file.filename)).toEqual(
      claimMonthFiles(month)
        .map(({ name }) => name)
        .sort(),
    );
    const [first] = files;
    expect(first).toMatchObject({
      archiveId: zipId,
      batchId,
      position: 1,
      originalName: 'ADP6805.DBF',
      fileType: 'DBF',
      claimTable: 'ADP',
      status: 'pending',
      userId: 'u',
    });
    expect(await bed.batch(batchId)).toMatchObject({
      status: 'processing',
      totalFiles: 17,
      processingFiles: 17,
    });
    for (const { id } of files) await bed.run(id);
    expect(await bed.batch(batchId)).toMatchObject({
      successFiles: 17,
      processingFiles: 0,
      totalRecords: Object.values(month.records).reduce((sum, records) => sum + records.length, 0),
      checkState: 'waiting',
    });
    expect(
      (await jobsOf(batchId)).map(({ name }) => name).filter((name) => name === 'revenue.check-batch'),
    ).toHaveLength(1);
  });

  it('gives memo files to the tables of their names, and passes over what systems leave behind', async () => {
    const { dbf, memo } = notes();
    const { batchId } = await open(
      await makeZip([
        { name: 'a/Notes.DBF', bytes: dbf },
        { name: 'a/NOTES.fpt', bytes: memo },
        { name: 'b/notes.fpt', bytes: memo },
        { name: '__MACOSX/a/._Notes.DBF', bytes: dbf },
        { name: 'Thumbs.db', bytes: dbf },
        { name: 'inner.zip', bytes: dbf },
        { name: 'readme.pdf', bytes: dbf },
      ]),
    );
    const files = await bed.filesOf(batchId);
    expect(
      files.map((file) => [file.originalName, file.status, file.errors.map(({ code }) => code)]),
    ).toEqual([
      ['a/Notes.DBF', 'pending', []],
      ['b/notes.fpt', 'error', ['memo_without_table']],
      ['inner.zip', 'error', ['nested_archive']],
      ['readme.pdf', 'error', ['unsupported_type']],
    ]);
    const table = await bed.run(files[0]!.id);
    expect(table).toMatchObject({ status: 'completed', validRecords: 1 });
    expect(await bed.records(table.id)).toMatchObject([{ values: ['a memo'] }]);
    expect(await bed.batch(batchId)).toMatchObject({ status: 'partial', successFiles: 1, errorFiles: 3 });
  });

  it('that holds a damaged member loses only that one', async () => {
    const { batchId } = await open(
      rawZip([
        { name: pat.name, bytes: pat.bytes, declaredCrc32: 1 },
        { name: ins.name, bytes: ins.bytes },
      ]),
    );
    expect(
      (await bed.filesOf(batchId)).map(({ filename, status, errors }) => [filename, status, errors[0]]),
    ).toEqual([
      [ins.name, 'pending', undefined],
      [
        pat.name,
        'error',
        { code: 'wrong_crc', message: 'Invalid file format', detail: expect.stringContaining(pat.name) },
      ],
    ]);
  });

  it('that is hostile, unreadable or without tables is itself the file that failed', async () => {
    const bad = (await hostileZips(pat.bytes)).map(({ bytes }) => bytes);
    const none = await makeZip([{ name: 'photo.jpg', bytes: pat.bytes }]);
    for (const zip of [...bad, none, Buffer.from('no ZIP at all'), Buffer.alloc(0)]) {
      const { batchId, zipId } = await open(zip);
      expect(await bed.filesOf(batchId)).toMatchObject([
        {
          id: zipId,
          status: 'error',
          isValid: false,
          errors: [{ message: 'Invalid file format', detail: expect.stringMatching(/[\u0E00-\u0E7F]/) }],
        },
      ]);
      expect(await bed.batch(batchId)).toMatchObject({ status: 'error', errorFiles: 1, totalFiles: 1 });
      expect((await jobsOf(batchId)).map(({ state }) => state)).toEqual(['done']);
    }
  });

  it('is opened once, however often its job is tried', async () => {
    const batchId = await bed.addBatch();
    const zipId = await bed.addFile('month.zip', await makeZip([pat, ins]), { batchId });
    const zombie = await bed.take(zipId);
    const next = await bed.take(zipId, 'w2');
    await Promise.allSettled([zombie.run(), next.run()]);
    await (await bed.take(zipId, 'w3')).run();
    expect(await bed.filesOf(batchId)).toHaveLength(2);
    expect(await jobsOf(batchId)).toHaveLength(3);
  });

  it('of thousands of members is opened whole', async () => {
    const members = Array.from({ length: 2_100 }, (_, i) => ({
      name: `f${i}.csv`,
      bytes: Buffer.from('A,B\r\n1,2\r\n'),
    }));
    const { batchId } = await open(await makeZip(members));
    const files = await bed.filesOf(batchId);
    expect(files.map((file) => file.filename)).toEqual(members.map(({ name }) => name));
    expect(files.map((file) => file.position)).toEqual(members.map((_, i) => i + 1));
    expect(await jobsOf(batchId)).toHaveLength(2_101);
  });

  it('whose members are gone from the store is an error that says so', async () => {
    const { batchId } = await open(await makeZip([pat]));
    const [file] = await bed.filesOf(batchId);
    await bed.store.delete(file!.fileKey);
    expect(await bed.run(file!.id)).toMatchObject({ status: 'error', errors: [{ code: 'file_missing' }] });
  });
});
