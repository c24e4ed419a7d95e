import { type EntityManager } from 'typeorm';
import { CHECK_RULES, type CheckRule } from './check-rules';
import { gatherCheckedRows } from './checked-rows';

/** Findings of one rule that are kept: those with most at risk. A last one stands for the rest. */
export const MAX_FINDINGS = 10_000;
/** The claim of the finding that stands for the rest. */
const REST = '*';
/** Sorting and hashing in memory; a million rows still spill to disk. */
const WORK_MEM = '64MB';
/** One statement over a million records takes seconds; on a busy machine more. */
const STATEMENT_TIMEOUT = '15min';

/** Bills by (HN, SEQ|AN); claims and patients with what was charged for them. */
const GATHER_CHARGES = `
  CREATE TEMP TABLE bill ON COMMIT DROP AS
    SELECT hn, kind, claim, total, charged, cht_at, cha_at
    FROM (SELECT hn, kind, claim, sum(total) AS total, min(at) AS cht_at FROM checked_cht
          GROUP BY hn, kind, claim) AS t
    FULL JOIN (SELECT hn, kind, claim, sum(amount) AS charged, min(at) AS cha_at FROM checked_cha
          GROUP BY hn, kind, claim) AS a USING (hn, kind, claim);
  CREATE TEMP TABLE claim_charge ON COMMIT DROP AS
    SELECT kind, claim, coalesce(sum(total), sum(charged)) AS amount FROM bill GROUP BY kind, claim;
  CREATE TEMP TABLE patient_charge ON COMMIT DROP AS
    SELECT hn AS claim, sum(coalesce(total, charged)) AS amount FROM bill GROUP BY hn;
  CREATE TEMP TABLE found (
    rule text, kind text, claim text, claim_table text, at bigint, message text, amount numeric, details jsonb
  ) ON COMMIT DROP;
  ANALYZE bill;
  ANALYZE claim_charge;
  ANALYZE patient_charge`;

/** Compares the files of a batch; what it finds is in the temporary table `found` until the transaction ends. */
export async function findFaults(sql: EntityManager, batchId: string, signal: AbortSignal): Promise<void> {
  await sql.query(`SET LOCAL statement_timeout = '${STATEMENT_TIMEOUT}'; SET LOCAL work_mem = '${WORK_MEM}'`);
  const files = await gatherCheckedRows(sql, batchId, signal);
  await sql.query(GATHER_CHARGES);
  for (const rule of CHECK_RULES) {
    signal.throwIfAborted();
    if (files.have(rule.needs)) await sql.query(findStatement(rule));
  }
}

function findStatement({ code, findings }: CheckRule): string {
  return `
    WITH ranked AS (
      SELECT *, row_number() OVER (ORDER BY amount DESC, claim) AS place FROM (${findings}) AS found
      WHERE claim IS NOT NULL
    )
    INSERT INTO found
    SELECT '${code}', kind, claim, claim_table, at, message, amount, details FROM ranked
      WHERE place <= ${MAX_FINDINGS}
    UNION ALL
    SELECT '${code}', kind, '${REST}', claim_table, NULL, format('และอีก %s รายการ', count(*)), sum(amount),
      jsonb_build_object('more', count(*))
      FROM ranked WHERE place > ${MAX_FINDINGS} GROUP BY kind, claim_table`;
}

/** Puts what was found in place of a batch's earlier findings. */
export async function replaceFindings(sql: EntityManager, batchId: string): Promise<void> {
  await sql.query('DELETE FROM revenue_findings WHERE batch_id = $1', [batchId]);
  await sql.query(
    `INSERT INTO revenue_findings
       (batch_id, rule, claim_kind, claim, claim_table, file_id, row_number, message, amount, details)
     SELECT $1, rule, kind, claim, claim_table, file_id, (at & 4294967295)::integer, message,
       least(amount, 99999999999999.99), details
     FROM found LEFT JOIN checked_files ON no = (at >> 32)::integer
     ORDER BY amount DESC, kind, claim, rule`,
    [batchId],
  );
}
