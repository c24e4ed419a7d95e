import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { newFileKey } from '@sluice/kernel/storage';
import { LeaseLostError } from '@sluice/kernel/errors';
import { writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { expect } from 'expect';
import { createImportBed, type HeldJob, type ImportBed } from './testing/import-bed';

/** Three pieces. */
const ROWS = 40_000;

/** Every tenth record is deleted, every seventh has no number in NUMBER. */
function numberedTable(): Buffer {
  const columns = [
    { name: 'NUMBER', type: 'N', width: 8 },
    { name: 'TEXT', type: 'C', width: 40 },
  ];
  const records = Array.from({ length: ROWS }, (_, i) => ({
    cells: [i % 7 === 0 ? Buffer.from('none') : i, `แถวที่ ${i}`],
    deleted: i % 10 === 9,
  }));
  return writeDbf({ columns, records }).dbf;
}

class Killed extends Error {}

/** Lets a worker die instead of its commit number `at`; the first one marks the file as begun. */
function dieAtCommit(held: HeldJob, at: number, before?: () => Promise<unknown>): void {
  const { lease } = held.tools;
  const commit = lease.commit.bind(lease);
  let count = 0;
  lease.commit = async (work, options) => {
    count += 1;
    if (count !== at) return commit(work, options);
    if (!before) throw new Killed();
    await before();
    return commit(work, options);
  };
}

describe('an import that is broken off', () => {
  const bytes = numberedTable();
  let bed: ImportBed;
  before(async () => {
    bed = await createImportBed();
  });
  after(() => bed.close());

  async function expectWhole(fileId: string): Promise<void> {
    const records = await bed.records(fileId);
    const live = Array.from({ length: ROWS }, (_, i) => i).filter((i) => i % 10 !== 9);
    expect(records.map((record) => record.row_number)).toEqual(live.map((i) => i + 1));
    expect(records.every(({ row_number, values }) => values[1] === `แถวที่ ${row_number - 1}`)).toBe(true);
    const invalid = live.filter((i) => i % 7 === 0).length;
    expect(records.filter((record) => !record.is_valid)).toHaveLength(invalid);
    expect(await bed.problems(fileId)).toHaveLength(invalid);
    expect(await bed.file(fileId)).toMatchObject({
      status: 'completed',
      totalRecords: ROWS,
      skippedRecords: ROWS / 10,
      invalidRecords: invalid,
      validRecords: live.length - invalid,
      processedRecords: live.length - invalid,
      readBytes: bytes.length,
    });
  }

  for (const at of [2, 3, 4]) {
    it(`before its commit ${at} is carried on by another worker, each record stored once`, async () => {
      const fileId = await bed.addFile('numbers.dbf', bytes);
      const first = await bed.take(fileId);
      dieAtCommit(first, at);
      await expect(first.run()).rejects.toThrow(Killed);
      const half = await bed.file(fileId);
      expect(half.status).toBe('processing');
      expect(half.totalRecords).toBe([0, 4_000, 24_000][at - 2]);
      const checkpoint = (await bed.jobOf(fileId))?.['checkpoint'];
      expect(checkpoint ?? null).toEqual(
        at === 2 ? null : expect.objectContaining({ row: half.totalRecords }),
      );
      await (await bed.take(fileId, 'w2')).run();
      await expectWhole(fileId);
      expect(await bed.jobOf(fileId)).toMatchObject({ state: 'done' });
    });
  }

  it('whose worker was only thought dead gets nothing of it any more', async () => {
    const fileId = await bed.addFile('numbers.dbf', bytes);
    const zombie = await bed.take(fileId);
    let successor: HeldJob | undefined;
    dieAtCommit(zombie, 3, async () => {
      successor = await bed.take(fileId, 'w2');
    });
    await expect(zombie.run()).rejects.toThrow(LeaseLostError);
    expect(await bed.file(fileId)).toMatchObject({ status: 'processing', totalRecords: 4_000 });
    await successor!.run();
    await expectWhole(fileId);
  });

  it('by poison ends as error; what was stored stays and the counters agree', async () => {
    const batchId = await bed.addBatch();
    const fileId = await bed.addFile('numbers.dbf', bytes, { batchId });
    const first = await bed.take(fileId);
    dieAtCommit(first, 3);
    await expect(first.run()).rejects.toThrow(Killed);
    const last = await bed.take(fileId, 'w2');
    await last.giveUp('poison', 'The work crashed 3 times and was stopped');
    const file = await bed.file(fileId);
    expect(file).toMatchObject({
      status: 'error',
      totalRecords: 4_000,
      errors: [{ code: 'poison', message: 'The work crashed 3 times and was stopped' }],
    });
    expect(await bed.records(fileId)).toHaveLength(file.validRecords + file.invalidRecords);
    expect(await bed.batch(batchId)).toMatchObject({ status: 'error', errorFiles: 1, totalRecords: 4_000 });
  });

  it('by a cancel stays as the cancel left it', async () => {
    const batchId = await bed.addBatch();
    const fileId = await bed.addFile('numbers.dbf', bytes, { batchId });
    const held = await bed.take(fileId);
    dieAtCommit(held, 3, async () => {
      await bed.db.query(`UPDATE jobs SET state = 'cancelled' WHERE subject_id = $1`, [batchId]);
      await bed.db.query(`UPDATE revenue_files SET status = 'error' WHERE id = $1`, [fileId]);
    });
    await expect(held.run()).rejects.toThrow(LeaseLostError);
    expect(await bed.file(fileId)).toMatchObject({ status: 'error', totalRecords: 4_000 });
    expect(await bed.records(fileId)).toHaveLength(3_600);
  });

  it('and whose file has ended or is gone is nothing to do', async () => {
    const fileId = await bed.addFile('numbers.dbf', bytes);
    await bed.db.query(`UPDATE revenue_files SET status = 'error' WHERE id = $1`, [fileId]);
    await (await bed.take(fileId)).run();
    expect(await bed.file(fileId)).toMatchObject({ status: 'error', totalRecords: 0 });
    const gone = await bed.addFile('numbers.dbf', bytes);
    await bed.db.query('DELETE FROM revenue_files WHERE id = $1', [gone]);
    await (await bed.take(gone)).run();
    expect(await bed.records(gone)).toEqual([]);
  });

  it('because nobody can read its job ends with all that has not ended of its batch', async () => {
    const batchId = await bed.addBatch();
    const done = await bed.addFile('done.csv', 'A\r\n1\r\n', { batchId });
    await bed.run(done);
    const fileId = await bed.addFile('numbers.dbf', bytes, { batchId });
    const other = await bed.addFile('other.dbf', bytes, { batchId });
    const { tools } = await bed.take(fileId);
    await bed.system.failSubject(batchId, tools, 'The payload is wrong');
    expect(await bed.file(done)).toMatchObject({ status: 'completed' });
    const errors = [{ code: 'failed', message: 'The payload is wrong' }];
    expect(await bed.file(fileId)).toMatchObject({ status: 'error', errors });
    expect(await bed.file(other)).toMatchObject({ status: 'error', errors });
    expect(await bed.jobOf(other)).toMatchObject({ state: 'cancelled' });
    expect(await bed.batch(batchId)).toMatchObject({ status: 'partial', successFiles: 1, errorFiles: 2 });
  });

  it('because its bytes are gone or are fewer than before takes back what was stored', async () => {
    const fileId = await bed.addFile('numbers.dbf', bytes);
    const first = await bed.take(fileId);
    dieAtCommit(first, 3);
    await expect(first.run()).rejects.toThrow(Killed);
    const { key } = await bed.store.put(newFileKey('revenue'), Readable.from([bytes.subarray(0, 900_000)]));
    await bed.db.query('UPDATE revenue_files SET file_key = $2 WHERE id = $1', [fileId, key]);
    const file = await bed.run(fileId);
    expect(file).toMatchObject({
      status: 'error',
      isValid: false,
      totalRecords: 0,
      errors: [{ message: 'Invalid file format' }],
    });
    expect(await bed.records(fileId)).toEqual([]);
    expect(await bed.problems(fileId)).toEqual([]);
  });
});
