import { type Database, rows } from '@sluice/kernel/db';
import { REVENUE_BATCH_STATUSES, REVENUE_FILE_STATUSES } from '@sluice/systems/revenue';

interface FileGroup {
  status: string;
  fileType: string;
  claimTable: string | null;
  files: number;
  size: number;
  total: number;
  valid: number;
  invalid: number;
  skipped: number;
}

interface Uploads {
  date: string;
  files: number;
  size: number;
  records: number;
}

/** Sums over all that is visible: to an owner the own, to an admin (no `ownerId`) the tenant's. */
export async function statisticsOf(
  db: Database,
  { tenantId, ownerId = null }: { tenantId: string; ownerId?: string | null },
  days: number,
) {
  const batches = await rows<{ status: string; batches: number }>(
    db,
    `SELECT status, count(*)::int AS batches FROM revenue_batches
     WHERE tenant_id = $1 AND ($2::uuid IS NULL OR owner_id = $2) GROUP BY status`,
    [tenantId, ownerId],
  );
  const groups = await rows<FileGroup>(
    db,
    `SELECT status, file_type AS "fileType", claim_table AS "claimTable", count(*)::int AS files,
       sum(file_size)::float8 AS size, sum(total_records)::float8 AS total, sum(valid_records)::float8 AS valid,
       sum(invalid_records)::float8 AS invalid, sum(skipped_records)::float8 AS skipped
     FROM revenue_files
     WHERE tenant_id = $1 AND ($2::uuid IS NULL OR owner_id = $2) AND NOT is_container
     GROUP BY status, file_type, claim_table`,
    [tenantId, ownerId],
  );
  return {
    batches: {
      total: sum(batches, (one) => one.batches),
      byStatus: tally(REVENUE_BATCH_STATUSES, batches, (one) => one.batches),
    },
    files: {
      total: sum(groups, (group) => group.files),
      totalSize: sum(groups, (group) => group.size),
      byStatus: tally(REVENUE_FILE_STATUSES, groups, (group) => group.files),
      byType: byName(groups, 'fileType').map(([fileType, own]) => {
        return { fileType, files: sum(own, (one) => one.files), size: sum(own, (one) => one.size) };
      }),
    },
    records: recordsOf(groups),
    claimTables: byName(groups, 'claimTable').map(([claimTable, own]) => {
      const { total, valid, invalid } = recordsOf(own);
      const files = sum(own, (one) => one.files);
      return { claimTable, files, totalRecords: total, validRecords: valid, invalidRecords: invalid };
    }),
    uploads: await uploadsByDay(db, tenantId, ownerId, days),
  };
}

/** Days of UTC, the latest first; days without uploads are there with zeros. */
function uploadsByDay(
  db: Database,
  tenantId: string,
  ownerId: string | null,
  days: number,
): Promise<Uploads[]> {
  return rows<Uploads>(
    db,
    `WITH sent AS (
       SELECT (created_at AT TIME ZONE 'UTC')::date AS day, count(*)::int AS files,
         sum(file_size)::float8 AS size, sum(total_records)::float8 AS records
       FROM revenue_files
       WHERE tenant_id = $1 AND ($2::uuid IS NULL OR owner_id = $2) AND NOT is_container
         AND created_at > now() - ($3::int + 1) * interval '1 day'
       GROUP BY 1
     )
     SELECT day::text AS date, coalesce(files, 0) AS files, coalesce(size, 0) AS size,
       coalesce(records, 0) AS records
     FROM generate_series(0, $3::int - 1) AS ago
     CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE 'UTC')::date - ago AS day) AS past
     LEFT JOIN sent USING (day) ORDER BY day DESC`,
    [tenantId, ownerId, days],
  );
}

function sum<T>(items: T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}

function tally<T extends { status: string }>(
  statuses: readonly string[],
  items: T[],
  count: (item: T) => number,
): Record<string, number> {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      sum(
        items.filter((item) => item.status === status),
        count,
      ),
    ]),
  );
}

/** In order of the names; files without one are left out. */
function byName(groups: FileGroup[], key: 'fileType' | 'claimTable'): [name: string, groups: FileGroup[]][] {
  const names = [...new Set(groups.flatMap((group) => group[key] ?? []))].sort();
  return names.map((name) => [name, groups.filter((group) => group[key] === name)]);
}

function recordsOf(groups: FileGroup[]) {
  return {
    total: sum(groups, (group) => group.total),
    valid: sum(groups, (group) => group.valid),
    invalid: sum(groups, (group) => group.invalid),
    skipped: sum(groups, (group) => group.skipped),
  };
}
