import { type Database, rows } from '@sluice/kernel/db';
import { type ImportFile } from '@sluice/test/fixtures/pilgrims-file';
import { expect } from 'expect';
import { type ImportType, type MigrationClient, type StatusBody } from './migration-client';

const TABLES: Readonly<Record<ImportType, string>> = {
  jamaah: 'onboarding_jamaah',
  payment: 'onboarding_payments',
  package: 'onboarding_packages',
};

/** References as people read them; all else as Postgres shows it. */
const SHOWN: Readonly<Record<string, string>> = {
  paket_id: 'p.kode_paket',
  jamaah_id: 'coalesce(j.nik, j.email)',
};

/** Differences that are told; more would hide what they have in common. */
const MAX_TOLD = 5;

/** The rows that a job has put in: what each column of its file holds, by row number. */
export async function storedRows(
  db: Database,
  jobId: string,
  { importType, header }: Pick<ImportFile, 'importType' | 'header'>,
): Promise<Map<number, (string | null)[]>> {
  const columns = header.map((name) => SHOWN[name] ?? `t.${name}::text`);
  const joins = {
    package: '',
    jamaah: 'LEFT JOIN onboarding_packages p ON p.tenant_id = t.tenant_id AND p.id = t.paket_id',
    payment: `LEFT JOIN onboarding_packages p ON p.tenant_id = t.tenant_id AND p.id = t.paket_id
      LEFT JOIN onboarding_jamaah j ON j.tenant_id = t.tenant_id AND j.id = t.jamaah_id`,
  };
  const stored = await rows<{ row: number; values: (string | null)[] }>(
    db,
    `SELECT t.row_number AS row, ARRAY[${columns.join(', ')}] AS values FROM ${TABLES[importType]} t
     ${joins[importType]} WHERE t.migration_job_id = $1 ORDER BY t.row_number`,
    [jobId],
  );
  expect(new Set(stored.map(({ row }) => row)).size).toBe(stored.length);
  return new Map(stored.map(({ row, values }) => [row, values]));
}

/** An import has ended as its file says it must: counters, reports and every row in the table. */
export async function expectImported(
  db: Database,
  client: MigrationClient,
  job: StatusBody,
  file: ImportFile,
): Promise<void> {
  const { id } = job;
  const wrong = file.rows.length - file.stored.size;
  expect(job).toMatchObject({
    status: 'completed',
    status_display: 'Selesai',
    total_rows: file.rows.length,
    processed_rows: file.rows.length,
    valid_rows: file.stored.size,
    invalid_rows: wrong,
    imported_rows: file.stored.size,
    warning_count: file.warnings.length,
    progress_percentage: 100,
    error_report_url: wrong > 0 ? `/api/v1/onboarding/migration/${id}/errors` : null,
    error_message: null,
  });
  await expectReports(client, id, file);
  expectSameRows(await storedRows(db, id, file), file.stored);
}

/** What is told of errors and warnings is what was planted. */
export async function expectReports(client: MigrationClient, jobId: string, file: ImportFile): Promise<void> {
  const report = await client.download(`/migration/${jobId}/errors`);
  expectSameLines(linesOf(report.bytes.toString()), linesOf(file.errorReport));
  const warnings = await client.download(`/migration/${jobId}/errors?warnings=true`);
  const planted = file.warnings.map(({ rowNumber, type, field }) => `${rowNumber},${type},${field},`);
  const told = linesOf(warnings.bytes.toString()).slice(1);
  expectSameLines(
    told.map((line, at) => line.slice(0, planted[at]?.length)),
    planted,
  );
}

function expectSameLines(found: string[], expected: string[]): void {
  const differences = expected.flatMap((line, at) => (found[at] === line ? [] : [[found[at], line]]));
  expect(differences.slice(0, MAX_TOLD)).toEqual([]);
  expect(found.length).toBe(expected.length);
}

function expectSameRows(
  found: ReadonlyMap<number, (string | null)[]>,
  expected: ReadonlyMap<number, (string | null)[]>,
): void {
  const differences: string[] = [];
  for (const [row, values] of expected) {
    const [there, wanted] = [JSON.stringify(found.get(row)), JSON.stringify(values)];
    if (there !== wanted) differences.push(`row ${row} is ${there}, expected ${wanted}`);
  }
  for (const row of found.keys()) if (!expected.has(row)) differences.push(`row ${row} is not expected`);
  expect(differences.slice(0, MAX_TOLD)).toEqual([]);
  expect(found.size).toBe(expected.size);
}

function linesOf(report: string): string[] {
  return report.split('\r\n').slice(0, -1);
}
