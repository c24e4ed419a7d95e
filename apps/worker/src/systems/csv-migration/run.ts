import { rows } from '@sluice/kernel/db';
import { columnNamed, type MigrationJob, shown, todayInIndonesia } from '@sluice/systems/csv-migration';
import { ChunkPool } from '../../copy/copy-chunks';
import { type JobTools } from '../../job-handler';
import { type MigrationDeps } from './csv-migration.handlers';
import { TargetLines } from './candidates';
import { createRowJudge, type PackageReference, type RowJudge } from './judge';
import { type Finding } from './row-faults';
import { RowCells } from './row-cells';
import { charsetOf, readRows } from './stored-csv';

/** One pass over a file, to judge it alone or to import it. */
export interface Run {
  readonly deps: MigrationDeps;
  readonly tools: JobTools;
  /** As the run found it; its counters grow elsewhere. */
  readonly job: MigrationJob;
  readonly isDryRun: boolean;
  readonly judge: RowJudge;
  readonly target: TargetLines;
  readonly pool: ChunkPool;
  /** A key was met twice: from now on keys are looked up before rows are written. */
  hasMetDuplicates: boolean;
  /** Cells of rows given as they stand in the file. */
  readAgain(rows: Buffer): AsyncGenerator<string[]>;
  /** Adds the value, as uploaded, that a finding is about. */
  complete(finding: Omit<Finding, 'expected' | 'value'>, cells: readonly string[]): Finding;
}

export async function createRun(deps: MigrationDeps, tools: JobTools, job: MigrationJob): Promise<Run> {
  const { importType, columnMapping: mapping, header } = job;
  const packages = await packagesOf(deps, job);
  const judge = createRowJudge({ importType, mapping, header, packages, today: todayInIndonesia() });
  const cells = new RowCells(charsetOf(job));
  return {
    deps,
    tools,
    job,
    isDryRun: job.status === 'validating',
    judge,
    target: new TargetLines(job, judge),
    pool: new ChunkPool(),
    hasMetDuplicates: false,
    async *readAgain(bytes) {
      for await (const block of readRows(bytes, job)) while (block.next()) yield cells.all(block.row);
    },
    complete: (finding, values) => {
      const column = header.findIndex((name) => mapping[name] === finding.field);
      const value = values[column] || null;
      const isNamed = finding.type === 'duplicate' && value !== null;
      return {
        ...finding,
        message: isNamed ? `${finding.message}: ${shown(value)}` : finding.message,
        expected: finding.type === 'duplicate' ? null : columnNamed(importType, finding.field ?? '').expected,
        value: value === null ? null : shown(value),
      };
    },
  };
}

/** Packages of the tenant by uuid and by code, as rows refer to them. */
async function packagesOf(
  { db }: MigrationDeps,
  { importType, tenantId }: MigrationJob,
): Promise<Map<string, PackageReference>> {
  const packages = new Map<string, PackageReference>();
  if (importType === 'package') return packages;
  const found = await rows<PackageReference & { code: string }>(
    db,
    `SELECT id, kode_paket AS code, tanggal_berangkat::text AS departure FROM onboarding_packages WHERE tenant_id = $1`,
    [tenantId],
  );
  for (const { id, code, departure } of found) {
    packages.set(code, { id, departure });
    packages.set(id, { id, departure });
  }
  return packages;
}
