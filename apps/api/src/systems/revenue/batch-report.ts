import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { type RevenueBatch, type RevenueFile } from '@sluice/systems/revenue';
import { type PageLimit } from '../../http/paging';
import { firstFiles } from './file-lists';
import { paginationOf, presentBatch } from './revenue.presenter';
import { moreFilesOf } from './upload-results';

/** Kinds of errors told of each file, the most frequent ones. */
const KINDS_OF_A_FILE = 20;
/** Findings told of each claim. */
const FINDINGS_OF_A_CLAIM = 100;

/** Files with their counts and errors, and a page of the claims that may not be paid, the dearest first. */
export async function batchReport(db: Database, batch: RevenueBatch, page: PageLimit) {
  const files = await firstFiles(db.manager, batch.id);
  const kinds = await errorKinds(
    db,
    files.map(({ id }) => id),
  );
  const totals = await totalsOf(db, batch.id);
  return {
    batch: presentBatch(batch),
    totals,
    files: files.map((file) => presentFile(file, kinds.get(file.id) ?? [])),
    ...(batch.totalFiles > files.length && { moreFiles: moreFilesOf(batch.id) }),
    claims: await claimsOf(db, batch.id, page),
    pagination: paginationOf(page, totals.claims),
  };
}

interface ErrorKind {
  code: string;
  column: string | null;
  severity: string;
  count: number;
}

async function errorKinds(db: Database, fileIds: string[]): Promise<Map<string, ErrorKind[]>> {
  const kinds = await rows<ErrorKind & { file_id: string }>(
    db,
    `SELECT file_id, code, "column", severity, count FROM (
       SELECT file_id, code, column_name AS "column", count(*)::int AS count,
         CASE WHEN is_warning THEN 'warning' ELSE 'error' END AS severity,
         row_number() OVER (PARTITION BY file_id ORDER BY is_warning, count(*) DESC, code, column_name) AS place
       FROM revenue_record_errors WHERE file_id = ANY($1) GROUP BY file_id, code, column_name, is_warning
     ) AS kinds WHERE place <= ${KINDS_OF_A_FILE} ORDER BY file_id, place`,
    [fileIds],
  );
  const byFile = new Map<string, ErrorKind[]>();
  for (const { file_id: fileId, ...kind } of kinds) {
    byFile.set(fileId, [...(byFile.get(fileId) ?? []), kind]);
  }
  return byFile;
}

function presentFile(file: RevenueFile, errorSummary: ErrorKind[]) {
  const { id: fileId, filename, fileType, claimTable, status, errors } = file;
  const { totalRecords, validRecords, invalidRecords, skippedRecords } = file;
  return {
    fileId,
    filename,
    fileType,
    claimTable,
    status,
    totalRecords,
    validRecords,
    invalidRecords,
    skippedRecords,
    errors,
    errorSummary,
  };
}

/** Records, findings and money of a batch. */
export interface Totals {
  totalRecords: number;
  validRecords: number;
  invalidRecords: number;
  skippedRecords: number;
  findings: number;
  claims: number;
  amountAtRisk: number;
}

/** Money is added up by Postgres, to the satang; a claim counts once, whatever is found in it. */
export async function totalsOf(sql: Sql, batchId: string): Promise<Totals> {
  const [totals] = await rows<Totals>(
    sql,
    `WITH claims AS (
       SELECT count(*) AS findings, max(amount) AS amount FROM revenue_findings
       WHERE batch_id = $1 GROUP BY claim_kind, claim
     ), found AS (
       SELECT count(*)::int AS claims, coalesce(sum(findings), 0)::int AS findings,
         coalesce(sum(amount), 0)::float8 AS "amountAtRisk" FROM claims
     ), records AS (
       SELECT coalesce(sum(total_records), 0)::float8 AS "totalRecords",
         coalesce(sum(valid_records), 0)::float8 AS "validRecords",
         coalesce(sum(invalid_records), 0)::float8 AS "invalidRecords",
         coalesce(sum(skipped_records), 0)::float8 AS "skippedRecords"
       FROM revenue_files WHERE batch_id = $1 AND NOT is_container
     )
     SELECT "totalRecords", "validRecords", "invalidRecords", "skippedRecords", findings, claims, "amountAtRisk"
     FROM records, found`,
    [batchId],
  );
  if (!totals) throw new Error('An aggregate has one row');
  return totals;
}

interface Finding {
  rule: string;
  table: string;
  fileId: string | null;
  rowNumber: number | null;
  message: string;
  details: object;
}

interface Claim {
  claimKind: string;
  claim: string;
  amountAtRisk: number;
  findingCount: number;
  findings: Finding[];
}

async function claimsOf(db: Database, batchId: string, { page, limit }: PageLimit): Promise<Claim[]> {
  return rows<Claim>(
    db,
    `WITH claims AS (
       SELECT claim_kind, claim, max(amount) AS amount, count(*)::int AS findings FROM revenue_findings
       WHERE batch_id = $1 GROUP BY claim_kind, claim
       ORDER BY amount DESC, claim_kind, claim LIMIT $2 OFFSET $3
     )
     SELECT claim_kind AS "claimKind", claim, amount::float8 AS "amountAtRisk", findings AS "findingCount", (
       SELECT coalesce(jsonb_agg(jsonb_build_object('rule', rule, 'table', claim_table, 'fileId', file_id,
         'rowNumber', row_number, 'message', message, 'details', details) ORDER BY id), '[]')
       FROM (
         SELECT * FROM revenue_findings AS one
         WHERE one.batch_id = $1 AND one.claim_kind = claims.claim_kind AND one.claim = claims.claim
         ORDER BY id LIMIT ${FINDINGS_OF_A_CLAIM}
       ) AS first
     ) AS findings
     FROM claims ORDER BY amount DESC, claim_kind, claim`,
    [batchId, limit, (page - 1) * limit],
  );
}
