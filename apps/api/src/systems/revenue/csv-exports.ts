import { csvLine } from '@sluice/formats/csv';
import { type Database, rows } from '@sluice/kernel/db';
import { type RevenueBatch, type RevenueFile } from '@sluice/systems/revenue';
import { ROW_ERROR_COLUMNS, type RowError } from './record-lists';

/** Rows in memory at once, however many there are. */
const PAGE_ROWS = 1_000;

/** What is wrong with a file, without a row number, then in its records, in pages as they are asked for. */
export async function* errorLines(db: Database, { id, errors }: RevenueFile): AsyncGenerator<string> {
  yield csvLine(['rowNumber', 'column', 'code', 'message', 'value', 'severity']);
  for (const { code, message, detail } of errors) {
    yield csvLine([
      null,
      null,
      code,
      detail === undefined ? message : `${message}: ${detail}`,
      null,
      'error',
    ]);
  }
  let last = -1;
  for (;;) {
    // Ties of the last row come along, so that no row is cut in two.
    const page = await rows<RowError>(
      db,
      `SELECT ${ROW_ERROR_COLUMNS} FROM revenue_record_errors WHERE file_id = $1 AND row_number > $2
       ORDER BY row_number FETCH FIRST ${PAGE_ROWS} ROWS WITH TIES`,
      [id, last],
    );
    yield page
      .map(({ rowNumber, column, code, message, value, severity }) =>
        csvLine([rowNumber, column, code, message, value, severity]),
      )
      .join('');
    if (page.length < PAGE_ROWS) return;
    last = page.at(-1)?.rowNumber ?? last;
  }
}

interface FindingLine {
  id: string;
  claimKind: string;
  claim: string;
  amount: string;
  rule: string;
  table: string;
  filename: string | null;
  rowNumber: number | null;
  message: string;
}

/** A line for each finding of a batch, those of a claim together. */
export async function* findingLines(db: Database, { id }: RevenueBatch): AsyncGenerator<string> {
  yield csvLine(['claimKind', 'claim', 'amountAtRisk', 'rule', 'table', 'filename', 'rowNumber', 'message']);
  let last: [kind: string, claim: string, id: string] = ['', '', '0'];
  for (;;) {
    const page = await rows<FindingLine>(
      db,
      `SELECT finding.id, claim_kind AS "claimKind", claim, amount, rule, finding.claim_table AS "table",
         filename, row_number AS "rowNumber", message
       FROM revenue_findings AS finding LEFT JOIN revenue_files AS file ON file.id = finding.file_id
       WHERE finding.batch_id = $1 AND (claim_kind, claim, finding.id) > ($2, $3, $4)
       ORDER BY claim_kind, claim, finding.id LIMIT ${PAGE_ROWS}`,
      [id, ...last],
    );
    yield page.map(findingLine).join('');
    const end = page.at(-1);
    if (page.length < PAGE_ROWS || !end) return;
    last = [end.claimKind, end.claim, end.id];
  }
}

function findingLine(finding: FindingLine): string {
  const { claimKind, claim, amount, rule, table, filename, rowNumber, message } = finding;
  return csvLine([claimKind, claim, amount, rule, table, filename, rowNumber, message]);
}
