import { after, before, beforeEach, describe, it } from 'node:test';
import { LeaseLostError } from '@sluice/kernel/errors';
import { expect } from 'expect';
import { createMigrationBed, type HeldJob, type MigrationBed } from './testing/migration-bed';
import { seededPilgrims, type SeededPilgrims } from './testing/seeded-pilgrims';

const PACKAGES = 'kode_paket,nama_paket,harga,tanggal_berangkat\nUMR-1,Umrah,25000000,2027-03-01\n';
const ROWS = 2_000;
/** Rows that are done after each piece but the last. */
const ENDS = [0, 100, 300, 700, 1500];

class Killed extends Error {}

/**
 * Lets a worker die instead of its commit number `at`, or do something before it. The first one begins the run; a piece
 * takes two when it is the first to meet a duplicate.
 */
function atCommit(held: HeldJob, at: number, work: () => Promise<unknown>): void {
  const { lease } = held.tools;
  const commit = lease.commit.bind(lease);
  let count = 0;
  lease.commit = async (body, options) => {
    count += 1;
    if (count === at) await work();
    return commit(body, options);
  };
}

const die = (): Promise<never> => Promise.reject(new Killed());

describe('a run that is broken off', () => {
  let bed: MigrationBed;
  before(async () => {
    bed = await createMigrationBed();
  });
  after(() => bed.close());

  beforeEach(async () => {
    await bed.db.query('TRUNCATE onboarding_packages, onboarding_jamaah, onboarding_payments');
    await bed.import('package', PACKAGES);
  });

  async function expectFindings(id: string, { rows, imported, errors }: SeededPilgrims): Promise<void> {
    const job = await bed.job(id);
    expect(job).toMatchObject({
      totalRows: rows,
      processedRows: rows,
      validRows: imported.size,
      invalidRows: rows - imported.size,
    });
    const found = await bed.errors(id);
    expect(found.map((e) => `${e.row_number} ${e.error_type} ${e.field_name}`)).toEqual(errors);
    const sum = Object.values(job.errorSummary ?? {}).reduce((total, count) => total + count, 0);
    expect(sum).toBe(errors.length);
  }

  async function expectImported(id: string, pilgrims: SeededPilgrims): Promise<void> {
    await expectFindings(id, pilgrims);
    expect(await bed.job(id)).toMatchObject({ status: 'completed', importedRows: pilgrims.imported.size });
    const stored = await bed.imported(id);
    expect(stored.map((row) => [row['row_number'], row['nama']])).toEqual([...pilgrims.imported]);
    expect(new Set(stored.map((row) => row['id'])).size).toBe(stored.length);
  }

  for (const seed of [1, 2, 3]) {
    it(`or not, an import gives what was worked out from the file (seed ${seed})`, async () => {
      const pilgrims = seededPilgrims(seed, ROWS);
      const { id } = await bed.import('jamaah', pilgrims.csv, { totalRows: ROWS });
      await expectImported(id, pilgrims);
    });
  }

  for (const at of [2, 3, 5, 6]) {
    it(`before its commit ${at} is carried on by another worker, each row once`, async () => {
      const pilgrims = seededPilgrims(at, ROWS);
      const id = await bed.addJob('jamaah', pilgrims.csv);
      const work = await bed.set(id, 'import');
      const first = await bed.take(work);
      atCommit(first, at, die);
      await expect(first.run()).rejects.toThrow(Killed);
      const half = await bed.job(id);
      expect(half.status).toBe('importing');
      expect(ENDS).toContain(half.processedRows);
      expect(await bed.imported(id)).toHaveLength(half.importedRows);
      await (await bed.take(work, 'w2')).run();
      await expectImported(id, pilgrims);
    });
  }

  it('in UTF-16 goes on at the same row', async () => {
    const pilgrims = seededPilgrims(7, 500);
    const bytes = Buffer.from(`\uFEFF${pilgrims.csv}`, 'utf16le');
    const id = await bed.addJob('jamaah', bytes, { encoding: 'utf-16le' });
    const work = await bed.set(id, 'import');
    const first = await bed.take(work);
    atCommit(first, 3, die);
    await expect(first.run()).rejects.toThrow(Killed);
    await (await bed.take(work, 'w2')).run();
    await expectImported(id, pilgrims);
  });

  it('as a validation finds the duplicates of what was read before', async () => {
    const pilgrims = seededPilgrims(8, ROWS);
    const id = await bed.addJob('jamaah', pilgrims.csv);
    const work = await bed.set(id, 'validate');
    const first = await bed.take(work);
    atCommit(first, 4, die);
    await expect(first.run()).rejects.toThrow(Killed);
    await (await bed.take(work, 'w2')).run();
    await expectFindings(id, pilgrims);
    expect(await bed.job(id)).toMatchObject({ status: 'pending', importedRows: 0 });
  });

  it('whose worker was only thought dead gets nothing of it any more', async () => {
    const pilgrims = seededPilgrims(9, ROWS);
    const id = await bed.addJob('jamaah', pilgrims.csv);
    const work = await bed.set(id, 'import');
    const zombie = await bed.take(work);
    let successor: HeldJob | undefined;
    atCommit(zombie, 3, async () => {
      successor = await bed.take(work, 'w2');
    });
    await expect(zombie.run()).rejects.toThrow(LeaseLostError);
    await successor?.run();
    await expectImported(id, pilgrims);
  });

  it('by a cancel writes nothing more, and a retry puts in only what is not in', async () => {
    const pilgrims = seededPilgrims(10, ROWS);
    const id = await bed.addJob('jamaah', pilgrims.csv);
    const work = await bed.set(id, 'import');
    const held = await bed.take(work);
    atCommit(held, 4, async () => {
      await bed.db.query(`UPDATE jobs SET state = 'cancelled' WHERE id = $1`, [work]);
      await bed.db.query(`UPDATE migration_jobs SET status = 'failed', cancelled_at = now() WHERE id = $1`, [
        id,
      ]);
    });
    await expect(held.run()).rejects.toThrow(LeaseLostError);
    const before = await bed.imported(id);
    expect(await bed.job(id)).toMatchObject({ status: 'failed', importedRows: before.length });
    expect(before.length).toBeGreaterThan(0);
    await bed.run(id, 'import');
    await expectImported(id, pilgrims);
    expect((await bed.imported(id)).slice(0, before.length)).toEqual(before);
  });

  it('three times at one place fails with a reason; what is in stays in and counts', async () => {
    const pilgrims = seededPilgrims(11, ROWS);
    const id = await bed.addJob('jamaah', pilgrims.csv);
    const work = await bed.set(id, 'import');
    const first = await bed.take(work);
    atCommit(first, 5, die);
    await expect(first.run()).rejects.toThrow(Killed);
    await (await bed.take(work)).giveUp('poison', 'three workers died on it');
    const failed = await bed.job(id);
    expect(failed).toMatchObject({
      status: 'failed',
      errorMessage: 'Proses dihentikan karena tiga kali terputus di tempat yang sama',
    });
    expect(ENDS.slice(1)).toContain(failed.processedRows);
    expect(await bed.imported(id)).toHaveLength(failed.importedRows);
    await bed.run(id, 'import');
    await expectImported(id, pilgrims);
  });

  it('may meet another import of the same pilgrims: each goes in once', async () => {
    const pilgrims = seededPilgrims(12, 1_000);
    const ids = [await bed.addJob('jamaah', pilgrims.csv), await bed.addJob('jamaah', pilgrims.csv)];
    const [one, two] = await Promise.all(ids.map(async (id) => bed.take(await bed.set(id, 'import'))));
    // The second writes its first rows between the look and the write of nobody: they wait for each other's keys.
    await Promise.all([one!.run(), two!.run()]);
    const jobs = await Promise.all(ids.map((id) => bed.job(id)));
    expect(jobs.reduce((sum, job) => sum + job.importedRows, 0)).toBe(pilgrims.imported.size);
    for (const job of jobs) {
      expect(await bed.imported(job.id)).toHaveLength(job.importedRows);
      expect(job.validRows + job.invalidRows).toBe(1_000);
    }
  });
});
