import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { csvBytes } from '@sluice/test/fixtures/pilgrims-csv';
import { type ImportFile } from '@sluice/test/fixtures/pilgrims-file';
import { makePackages, PACKAGE_HEADER, packageCode } from '@sluice/test/fixtures/pilgrims-packages';
import { makePilgrims, PILGRIM_HEADER, rowsForAllFaults } from '@sluice/test/fixtures/pilgrims';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { parse } from 'csv-parse/sync';
import { expect } from 'expect';
import { MigrationClient, type StatusBody } from './migration-client';
import { ImportGate } from './migration-gate';
import { expectImported, storedRows } from './migration-outcome';

const RUNNING_IMPORTS = 10;

describe('migration: what can be done with jobs', () => {
  let stack: Stack;
  let admin: MigrationClient;
  let db: Database;
  let gate: ImportGate;

  before(async () => {
    stack = await startStack({ workers: 1, env: { RATE_LIMIT_MIGRATION: '0' } });
    admin = await MigrationClient.login(stack.apis[0]?.url as string, 'admin');
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    gate = await ImportGate.install(db);
    await admin.import({ importType: 'package', bytes: makePackages(20).bytes() });
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  it('imports the templates as they are, in the order package, jamaah, payment', async () => {
    for (const importType of ['package', 'jamaah', 'payment'] as const) {
      const { bytes } = await admin.download(`/migration/templates/${importType}`);
      const job = await admin.import({ importType, bytes });
      expect(job).toMatchObject({ status: 'completed', total_rows: 1, imported_rows: 1, warning_count: 0 });
    }
    const [payment] = await admin.records('payments');
    const [pilgrim] = await admin.records('jamaah');
    const [booked] = await admin.records('packages', 'kode_paket=UMRAH-REG-01');
    expect([payment?.['jamaah_id'], pilgrim?.['paket_id']]).toEqual([pilgrim?.id, booked?.id]);
  });

  describe('an import whose wrong rows are corrected', () => {
    const file = makePilgrims({ rows: rowsForAllFaults(10), faultEvery: 10, firstIndex: 1000 });
    const wrongRows = [...file.repairs.keys()];
    let parent: StatusBody;
    let report: string[][];

    it('gives its wrong rows as uploaded, the reasons in front, safe for spreadsheets', async () => {
      parent = await admin.import({ importType: 'jamaah', bytes: file.bytes() });
      await expectImported(db, admin, parent, file);
      const { headers, bytes } = await admin.download(`/migration/${parent.id}/failed-rows.csv`);
      expect(headers.get('Content-Disposition')).toBe(`attachment; filename="failed-rows-${parent.id}.csv"`);
      const [header, ...told] = parse(bytes, { relaxColumnCount: true });
      expect(header).toEqual(['error_row_number', 'error_reason', ...file.header]);
      expect(told).toEqual(wrongRows.map((row) => [String(row), reasonsOf(file, row), ...asTold(file, row)]));
      report = told;
    });

    it('takes them corrected as a job of their own, whose numbers count for the whole', async () => {
      const corrected = report.map(([row = '', reason = '']) => [
        row,
        reason,
        ...(file.repairs.get(Number(row))?.cells ?? []),
      ]);
      const bytes = csvBytes([['error_row_number', 'error_reason', ...file.header], ...corrected]);
      const child = await admin.import({
        importType: 'jamaah',
        bytes,
        fields: { parent_job_id: parent.id },
      });
      expect(child).toMatchObject({
        status: 'completed',
        parent_job_id: parent.id,
        total_rows: wrongRows.length,
        imported_rows: wrongRows.length,
        invalid_rows: 0,
      });
      expect(await admin.status(parent.id)).toMatchObject({
        status: 'completed',
        total_rows: file.rows.length,
        processed_rows: file.rows.length,
        valid_rows: file.rows.length,
        invalid_rows: 0,
        imported_rows: file.rows.length,
        recovered_rows: wrongRows.length,
        error_report_url: expect.any(String),
      });
      // Wherever the import is told of, the numbers are the same.
      interface Counts {
        id: string;
        done: number;
        failed: number;
      }
      const same = { done: file.rows.length, failed: 0 };
      const one = await admin.request<Counts>('GET', `/api/overview/batches/migration/${parent.id}`);
      expect(one.body).toMatchObject(same);
      const all = await admin.request<{ batches: Counts[] }>('GET', '/api/overview/batches?system=migration');
      expect(all.body.batches.find(({ id }) => id === parent.id)).toMatchObject(same);
      const printed = await admin.download(`/migration/${parent.id}/report.html`);
      const words = printed.bytes
        .toString()
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ');
      expect(words).toMatch(/ Salah 0 /);
      expect(words).toContain(`${wrongRows.length} baris di antaranya masuk lewat file perbaikan.`);
      const stored = await storedRows(db, child.id, file);
      expect([...stored.values()]).toEqual(wrongRows.map((row) => file.repairs.get(row)?.stored));
    });

    it('is no parent of a file of another type', async () => {
      const bytes = csvBytes([PACKAGE_HEADER, makePackages(1).rows[0] as string[]]);
      const { status, body } = await admin.send({
        importType: 'package',
        bytes,
        fields: { parent_job_id: parent.id },
      });
      expect([status, body.message]).toEqual([
        400,
        'parent_job_id tidak dapat dipakai: tipe importnya jamaah',
      ]);
    });
  });

  /** So many files with a package each. */
  async function uploadPackages(count: number, from: number): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 0; n < count; n++) {
      const row = makePackages(1).rows[0] as string[];
      const bytes = csvBytes([PACKAGE_HEADER, [packageCode(from + n), ...row.slice(1)]]);
      ids.push(await admin.upload({ importType: 'package', bytes }));
    }
    return ids;
  }

  it('refuses the eleventh running import of a tenant, however many are started together', async () => {
    const ids = await uploadPackages(RUNNING_IMPORTS + 2, 100);
    await stack.workers[0]?.stop();
    const answers = await Promise.all(ids.map((id) => admin.start(id)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(RUNNING_IMPORTS);
    expect(refused).toHaveLength(2);
    for (const { body } of refused) {
      expect(body).toMatchObject({
        statusCode: 429,
        message: 'Too Many Requests',
        error: 'Too Many Requests',
      });
    }
    const list = await admin.request<{ total: number }>('GET', '/migration?status=importing');
    expect(list.body.total).toBe(RUNNING_IMPORTS);
    await stack.workers[0]?.restart();
    for (const [at, id] of ids.entries()) {
      const isRefused = answers[at]?.status === 429;
      const job = await (isRefused ? admin.run(id) : admin.untilStill(id));
      expect(job).toMatchObject({ status: 'completed', imported_rows: 1 });
    }
  });

  it('stops an import that is cancelled, and does the rest of it when it is tried again', async () => {
    const file = makePilgrims({ rows: 2_000, faultEvery: 50, firstIndex: 10_000 });
    const id = await admin.upload({ importType: 'jamaah', bytes: file.bytes() });
    await gate.close('behind-rows', 500);
    await admin.start(id);
    await gate.met();
    const cancelled = await admin.request<StatusBody>('POST', `/migration/${id}/cancel`);
    await gate.open();
    expect([cancelled.status, cancelled.body.status, cancelled.body.error_message]).toEqual([
      200,
      'failed',
      expect.stringMatching(/^Dibatalkan oleh admin: \d+ dari \d+ baris diproses$/),
    ]);
    const { processed_rows: processed, imported_rows: imported, status } = await admin.status(id);
    expect(status).toBe('failed');
    expect(processed).toBeGreaterThanOrEqual(500);
    expect(processed).toBeLessThan(file.rows.length);
    const first = new Map([...file.stored].filter(([row]) => row <= processed));
    expect(imported).toBe(first.size);
    expect(await storedRows(db, id, file)).toEqual(first);

    const again = await admin.request<StatusBody>('POST', `/migration/${id}/retry`);
    expect([again.status, again.body.status]).toEqual([202, 'importing']);
    await expectImported(db, admin, await admin.untilStill(id), file);
    expect((await admin.request('POST', `/migration/${id}/cancel`)).status).toBe(409);
  });

  it('keeps what has ended: a rollback takes out what came in, a second one is refused', async () => {
    const file = makePilgrims({ rows: 100, firstIndex: 20_000 });
    const job = await admin.import({ importType: 'jamaah', bytes: file.bytes() });
    const removed = { removed: 100, kept_changed: 0, kept_used: 0 };
    expect((await admin.rollback(job.id)).body.summary).toEqual(removed);
    expect(await rows(db, 'SELECT 1 FROM onboarding_jamaah WHERE migration_job_id = $1', [job.id])).toEqual(
      [],
    );
    expect((await admin.rollback(job.id)).status).toBe(400);
  });
});

/** What was told against a row, in one cell. */
function reasonsOf({ errors }: ImportFile, row: number): string {
  return errors
    .filter(({ rowNumber }) => rowNumber === row)
    .map(({ message }) => message)
    .join('; ');
}

/** A row as it comes back: one that was too short is filled up, a dash alone is nothing, formulas are defused. */
function asTold({ rows: all }: ImportFile, row: number): string[] {
  const cells = all[row - 1] as string[];
  const filled = [...cells, ...Array<string>(Math.max(0, PILGRIM_HEADER.length - cells.length)).fill('')];
  return filled.map((cell) =>
    cell
      .trim()
      .replace(/^-$/, '')
      .replace(/^(?=[=@])/, "'"),
  );
}
