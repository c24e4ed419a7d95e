import { rows } from '@sluice/kernel/db';
import { type MigrationJob } from '@sluice/systems/csv-migration';
import { type EntityManager } from 'typeorm';
import { type Candidates } from './candidates';
import { forceIndexes, indexed } from './force-index';

/** A candidate that has a key of an earlier row, or of another import. */
export interface Duplicate {
  candidate: number;
  key: string;
  /** The row of the same file that has the key; null when it is in the tenant's data since before. */
  earlierRow: number | null;
}

/** Keys that are taken: position among those asked for → row of the same file, null for one of another import. */
type TakenKeys = Map<number, number | null>;

const PAKET_ID_LENGTH = 36;

/**
 * Finds candidates that cannot go in because of their keys: of two rows with the same one the later stays out, unless
 * the earlier does so itself. Keys of the tenant's data and of earlier pieces are found by one statement each;
 * what is new is compared here, in the order of the file.
 * @param out candidates that stay out anyway
 * @param isDryRun earlier rows of the file are in `migration_checked_keys`, not among the tenant's data
 */
export async function findDuplicates(
  sql: EntityManager,
  job: MigrationJob,
  candidates: Candidates,
  out: ReadonlySet<number>,
  isDryRun: boolean,
): Promise<Duplicate[]> {
  const { keyRows, numbers } = candidates;
  const keys = candidates.keys();
  await forceIndexes(sql);
  const taken = await keysInData(sql, job, keys);
  if (isDryRun) for (const [at, row] of await keysChecked(sql, job.id, keys)) taken.set(at, row);
  const duplicates: Duplicate[] = [];
  const seen = new Map<string, number>();
  for (let at = 0; at < keys.length;) {
    const candidate = keyRows[at] as number;
    const first = at;
    while (at < keys.length && keyRows[at] === candidate) at++;
    if (out.has(candidate)) continue;
    let duplicate: Duplicate | undefined;
    for (let own = first; own < at && !duplicate; own++) {
      const key = keys[own] as string;
      const earlierRow = taken.has(own) ? taken.get(own) : seen.get(key);
      if (earlierRow !== undefined) duplicate = { candidate, key, earlierRow };
    }
    if (duplicate) duplicates.push(duplicate);
    else for (let own = first; own < at; own++) seen.set(keys[own] as string, numbers[candidate] as number);
  }
  return duplicates;
}

async function keysInData(
  sql: EntityManager,
  job: MigrationJob,
  keys: readonly string[],
): Promise<TakenKeys> {
  switch (job.importType) {
    case 'jamaah': {
      const given = keys.map((key) => key.slice(PAKET_ID_LENGTH + 1));
      const within = keys.map((key) => key.slice(0, PAKET_ID_LENGTH));
      return takenKeys(
        sql,
        `SELECT given.at::int, found.* FROM unnest($3::text[], $4::uuid[]) WITH ORDINALITY AS given (key, paket_id, at)
         CROSS JOIN LATERAL (${ownRow('onboarding_jamaah')} AND t.paket_id = given.paket_id
           AND ${indexed('t.dup_key', 'given.key', 1)}) found`,
        [job.tenantId, job.id, given, within],
      );
    }
    case 'package':
      return takenKeys(sql, lookUp('onboarding_packages', 'kode_paket'), [job.tenantId, job.id, keys]);
    case 'payment': {
      // Each key begins with what it is; of the other kind it is nobody's.
      const receipts = await takenKeys(sql, lookUp('onboarding_payments', 'kwitansi_key'), [
        job.tenantId,
        job.id,
        keys.map((key) => (key.startsWith('no_kwitansi:') ? key : null)),
      ]);
      const transfers = await takenKeys(sql, lookUp('onboarding_payments', 'referensi_key'), [
        job.tenantId,
        job.id,
        keys.map((key) => (key.startsWith('no_referensi:') ? key : null)),
      ]);
      return new Map([...receipts, ...transfers]);
    }
  }
}

function keysChecked(sql: EntityManager, jobId: string, keys: readonly string[]): Promise<TakenKeys> {
  return takenKeys(
    sql,
    `SELECT given.at::int, found.* FROM unnest($2::text[]) WITH ORDINALITY AS given (key, at)
     CROSS JOIN LATERAL (SELECT c.row_number AS "earlierRow" FROM migration_checked_keys c
       WHERE c.migration_job_id = $1 AND c.dup_key = given.key LIMIT 1) found`,
    [jobId, keys],
  );
}

function lookUp(table: string, column: string): string {
  return `SELECT given.at::int, found.* FROM unnest($3::text[]) WITH ORDINALITY AS given (key, at)
    CROSS JOIN LATERAL (${ownRow(table)} AND ${indexed(`t.${column}`, 'given.key', 1)}) found`;
}

function ownRow(table: string): string {
  return `SELECT CASE WHEN t.migration_job_id = $2 THEN t.row_number END AS "earlierRow"
    FROM ${table} t WHERE t.tenant_id = $1`;
}

async function takenKeys(sql: EntityManager, statement: string, parameters: unknown[]): Promise<TakenKeys> {
  const found = await rows<{ at: number; earlierRow: number | null }>(sql, statement, parameters);
  return new Map(found.map(({ at, earlierRow }) => [at - 1, earlierRow]));
}
