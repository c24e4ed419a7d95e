import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { createTestDatabase, type TestDatabase } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { columnsOf, TARGET_TABLES } from './columns';
import { IMPORT_TYPES } from './csv-migration.status';
import { lockReferences } from './reference-lock';

const TENANT = randomUUID();
const OTHER_TENANT = randomUUID();

describe('The tables that imports fill', () => {
  let database: TestDatabase;
  let db: Database;

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog, entities: [] });
  });
  after(async () => {
    await db.destroy();
    await database.drop();
  });
  beforeEach(() => db.query('TRUNCATE onboarding_packages, onboarding_jamaah, onboarding_payments'));

  type Sql = Pick<Database, 'query'>;
  let row = 0;
  /** Stores a row with what it must have. @returns its id */
  async function store(
    sql: Sql,
    table: string,
    columns: Record<string, string>,
    tenantId = TENANT,
  ): Promise<string> {
    const id = randomUUID();
    const all = {
      id,
      tenant_id: tenantId,
      migration_job_id: randomUUID(),
      row_number: String(++row),
      ...columns,
    };
    const names = Object.keys(all);
    await sql.query(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
      Object.values(all),
    );
    return id;
  }
  const storePackage = (code = 'UMR-1') =>
    store(db, 'onboarding_packages', {
      kode_paket: code,
      nama_paket: 'U',
      harga: '1',
      tanggal_berangkat: '2027-01-10',
    });
  const storeJamaah = (packageId: string, key = 'nik:1', sql: Sql = db, tenantId = TENANT) =>
    store(sql, 'onboarding_jamaah', { nama: 'Ahmad', paket_id: packageId, dup_key: key }, tenantId);
  const storePayment = (jamaahId: string) =>
    store(db, 'onboarding_payments', { jamaah_id: jamaahId, jumlah: '1', tanggal_bayar: '2025-01-15' });
  const countOf = async (table: string): Promise<number> =>
    Number((await rows<{ count: string }>(db, `SELECT count(*) FROM ${table}`))[0]?.count);

  it('have every column of the import, in its type, and none left empty that is required', async () => {
    for (const importType of IMPORT_TYPES) {
      const stored = await rows<{ name: string; type: string; required: boolean }>(
        db,
        `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AND NOT atthasdef AS required
         FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0`,
        [TARGET_TABLES[importType]],
      );
      const byName = new Map(stored.map((column) => [column.name, column]));
      for (const { name, sqlType, isRequired } of columnsOf(importType))
        expect(byName.get(name)).toEqual({ name, type: sqlType, required: isRequired });
    }
  });

  it('fill in what a file does not say', async () => {
    await storePackage();
    await storePayment(randomUUID());
    expect(await rows(db, 'SELECT mata_uang, status, version FROM onboarding_packages')).toEqual([
      { mata_uang: 'IDR', status: 'aktif', version: 1 },
    ]);
    expect(await rows(db, 'SELECT mata_uang, status, version FROM onboarding_payments')).toEqual([
      { mata_uang: 'IDR', status: 'pending', version: 1 },
    ]);
  });

  it('keep a key once in a tenant, for pilgrims once in a package', async () => {
    const first = await storePackage('UMR-1');
    const second = await storePackage('UMR-2');
    await expect(storePackage('UMR-1')).rejects.toMatchObject({ code: '23505' });
    await storeJamaah(first);
    await storeJamaah(second);
    await expect(storeJamaah(first)).rejects.toMatchObject({ code: '23505' });
    const payment = { jamaah_id: randomUUID(), jumlah: '1', tanggal_bayar: '2025-01-15', kwitansi_key: 'a' };
    await store(db, 'onboarding_payments', payment);
    await store(db, 'onboarding_payments', payment, OTHER_TENANT);
    await expect(store(db, 'onboarding_payments', payment)).rejects.toMatchObject({ code: '23505' });
  });

  it('take a row of a job once', async () => {
    const once = {
      migration_job_id: randomUUID(),
      row_number: '7',
      nama: 'A',
      paket_id: await storePackage(),
    };
    await store(db, 'onboarding_jamaah', { ...once, dup_key: 'nik:1' });
    await expect(store(db, 'onboarding_jamaah', { ...once, dup_key: 'nik:2' })).rejects.toMatchObject({
      constraint: 'onboarding_jamaah_job',
    });
  });

  it('refuse pilgrims of a package that is not there, or is another tenant’s', async () => {
    const packageId = await storePackage();
    await expect(storeJamaah(randomUUID())).rejects.toMatchObject({ code: '23503' });
    await expect(storeJamaah(packageId, 'nik:1', db, OTHER_TENANT)).rejects.toMatchObject({ code: '23503' });
    const jamaahId = await storeJamaah(packageId);
    const moved = db.query('UPDATE onboarding_jamaah SET paket_id = $1 WHERE id = $2', [
      randomUUID(),
      jamaahId,
    ]);
    await expect(moved).rejects.toMatchObject({ code: '23503' });
  });

  it('refuse to turn a payment to a pilgrim or package that is not there', async () => {
    const paymentId = await storePayment(await storeJamaah(await storePackage()));
    for (const column of ['jamaah_id', 'paket_id']) {
      const moved = db.query(`UPDATE onboarding_payments SET ${column} = $1 WHERE id = $2`, [
        randomUUID(),
        paymentId,
      ]);
      await expect(moved).rejects.toMatchObject({ code: '23503' });
    }
    await db.query('UPDATE onboarding_payments SET jumlah = 2 WHERE id = $1', [paymentId]);
  });

  it('let nothing go that is referred to', async () => {
    const packageId = await storePackage();
    const jamaahId = await storeJamaah(packageId);
    await storePayment(jamaahId);
    for (const [table, id] of [
      ['onboarding_packages', packageId],
      ['onboarding_jamaah', jamaahId],
    ] as const)
      // prettier-ignore
      await expect(db.query(`DELETE FROM ${table} WHERE id = $1`, [id])).rejects.toMatchObject({ code: '23503' });
    await db.query('DELETE FROM onboarding_payments');
    await db.query('DELETE FROM onboarding_jamaah');
    await db.query('DELETE FROM onboarding_packages');
    expect(await countOf('onboarding_packages')).toBe(0);
  });

  it('make whoever deletes wait for references under way, and then see them', async () => {
    const packageId = await storePackage();
    const importer = db.createQueryRunner();
    const deleter = db.createQueryRunner();
    try {
      await importer.startTransaction();
      await lockReferences(importer.manager, TENANT, 'shared');
      await storeJamaah(packageId, 'nik:1', importer.manager);
      await deleter.startTransaction();
      const deletion = lockReferences(deleter.manager, TENANT, 'alone').then(() =>
        deleter.query(
          `DELETE FROM onboarding_packages p WHERE NOT EXISTS (
             SELECT FROM onboarding_jamaah j WHERE j.tenant_id = p.tenant_id AND j.paket_id = p.id)`,
        ),
      );
      await importer.commitTransaction();
      await deletion;
      await deleter.commitTransaction();
    } finally {
      await importer.release();
      await deleter.release();
    }
    expect([await countOf('onboarding_packages'), await countOf('onboarding_jamaah')]).toEqual([1, 1]);
  });

  it('tell whoever adds a reference that what it looked up has gone meanwhile', async () => {
    const packageId = await storePackage();
    const deleter = db.createQueryRunner();
    try {
      await deleter.startTransaction();
      await lockReferences(deleter.manager, TENANT, 'alone');
      await deleter.query('DELETE FROM onboarding_packages');
      const addition = storeJamaah(packageId);
      const refused = expect(addition).rejects.toMatchObject({ code: '23503' });
      await deleter.commitTransaction();
      await refused;
    } finally {
      await deleter.release();
    }
    expect(await countOf('onboarding_jamaah')).toBe(0);
  });
});
