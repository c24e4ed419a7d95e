import { rows } from '@sluice/kernel/db';
import { CLAIM_TABLES, type ClaimTable } from '@sluice/systems/revenue';
import { type EntityManager } from 'typeorm';
import { layoutOf, positionsIn } from '../layouts';

/** What is compared of a claim file, by the layout's names of its columns. */
interface CheckedColumns {
  hn?: string;
  /** A claim is an admission where there is an AN, else a visit. */
  an?: string;
  seq?: string;
  /** Days, kept as numbers such as 20250531. */
  days?: string[];
  /** Amounts of money; a blank one is null. */
  amounts?: string[];
  texts?: string[];
}

/** Columns of the claim files that rules look at. A rule finds them in `checked_<table>` in small letters. */
const CHECKED: Record<ClaimTable, CheckedColumns> = {
  INS: { hn: 'HN' },
  PAT: { hn: 'HN', days: ['DOB'] },
  OPD: { hn: 'HN', seq: 'SEQ', days: ['DATEOPD'] },
  ORF: { hn: 'HN', seq: 'SEQ' },
  ODX: { hn: 'HN', seq: 'SEQ', texts: ['DXTYPE'] },
  OOP: { hn: 'HN', seq: 'SEQ' },
  IPD: { hn: 'HN', an: 'AN', days: ['DATEADM'] },
  IRF: { an: 'AN' },
  IDX: { an: 'AN', texts: ['DXTYPE'] },
  IOP: { an: 'AN' },
  CHT: { hn: 'HN', an: 'AN', seq: 'SEQ', amounts: ['TOTAL', 'PAID'] },
  CHA: { hn: 'HN', an: 'AN', seq: 'SEQ', texts: ['CHRGITEM'], amounts: ['AMOUNT'] },
  AER: { hn: 'HN', an: 'AN', seq: 'SEQ' },
  ADP: { hn: 'HN', an: 'AN', seq: 'SEQ', amounts: ['TOTCOPAY'] },
  LVD: { an: 'AN' },
  DRU: { hn: 'HN', an: 'AN', seq: 'SEQ', amounts: ['TOTCOPAY', 'TOTAL'] },
  LABFU: { hn: 'HN', seq: 'SEQ' },
};

/** The completed claim files of a batch. */
export class CheckedFiles {
  constructor(private readonly files: CheckedFile[]) {}

  /** Whether the batch has these claim files, and all of each have the column where one is named: `DRU.TOTAL`. */
  have(needs: string[]): boolean {
    return needs.every((need) => {
      const [table, column] = need.split('.');
      const ofTable = this.files.filter((file) => file.claimTable === table);
      return ofTable.length > 0 && (!column || ofTable.every(({ positions }) => positions.has(column)));
    });
  }
}

interface CheckedFile {
  id: string;
  claimTable: ClaimTable;
  /** From 1 in the order of the batch. */
  no: number;
  positions: Map<string, number>;
}

/**
 * Gathers the valid records of a batch's completed claim files in temporary tables that end with the
 * transaction: one `checked_<table>` for each claim file, empty where the batch has none, with `at` (see
 * {@link PLACE}), `hn`, `kind` (`AN` or `SEQ`), `claim` and what {@link CHECKED} names. `checked_files` has the
 * files' ids by number.
 */
export async function gatherCheckedRows(
  sql: EntityManager,
  batchId: string,
  signal: AbortSignal,
): Promise<CheckedFiles> {
  const files = await findFiles(sql, batchId);
  await sql.query(CLAIM_TABLES.map(createStatement).join(';\n'));
  for (const sameColumns of groupByColumns(files)) {
    signal.throwIfAborted();
    const [first] = sameColumns as [CheckedFile, ...CheckedFile[]];
    await sql.query(fillStatement(first), [sameColumns.map(({ id }) => id)]);
  }
  await sql.query(CLAIM_TABLES.map((table) => `ANALYZE ${tableName(table)}`).join(';\n'));
  return new CheckedFiles(files);
}

/** Where a row is: the file's number in the upper half, its row number in the lower. */
const PLACE = `file.no::bigint << 32 | record.row_number`;

/** Such as `checked_pat`. */
export function tableName(table: ClaimTable): string {
  return `checked_${table.toLowerCase()}`;
}

interface FoundFile {
  id: string;
  claim_table: ClaimTable;
  names: string[];
}

async function findFiles(sql: EntityManager, batchId: string): Promise<CheckedFile[]> {
  const found = await rows<FoundFile>(
    sql,
    `SELECT id, claim_table,
       ARRAY(SELECT entry->>'name' FROM jsonb_array_elements(columns) WITH ORDINALITY AS c (entry, place)
             ORDER BY place) AS names
     FROM revenue_files
     WHERE batch_id = $1 AND status = 'completed' AND claim_table = ANY($2) AND columns IS NOT NULL
       AND NOT is_container
     ORDER BY position, id`,
    [batchId, CLAIM_TABLES],
  );
  await sql.query(
    `CREATE TEMP TABLE checked_files (no integer PRIMARY KEY, file_id uuid NOT NULL) ON COMMIT DROP`,
  );
  await sql.query(
    `INSERT INTO checked_files (no, file_id)
     SELECT no, id FROM unnest($1::uuid[]) WITH ORDINALITY AS f (id, no)`,
    [found.map(({ id }) => id)],
  );
  await sql.query('ANALYZE checked_files');
  return found.map(({ claim_table: claimTable, names, id }, index) => ({
    id,
    claimTable,
    no: index + 1,
    positions: positionsIn(
      layoutOf(claimTable),
      names.map((name) => ({ name })),
    ),
  }));
}

/** Files of one claim table that have its columns in the same places are read by one statement. */
function groupByColumns(files: CheckedFile[]): CheckedFile[][] {
  const groups = new Map<string, CheckedFile[]>();
  for (const file of files) {
    const alike = JSON.stringify([file.claimTable, ...file.positions]);
    groups.set(alike, [...(groups.get(alike) ?? []), file]);
  }
  return [...groups.values()];
}

/** Bytes are compared several times as fast as words of a language. */
function textColumn(name: string): string {
  return `${name.toLowerCase()} text COLLATE "C"`;
}

function createStatement(table: ClaimTable): string {
  const { days = [], amounts = [], texts = [] } = CHECKED[table];
  const columns = [
    ...days.map((name) => `${name.toLowerCase()} integer`),
    ...amounts.map((name) => `${name.toLowerCase()} numeric`),
    ...texts.map(textColumn),
  ];
  const all = ['at bigint', ...['hn', 'kind', 'claim'].map(textColumn), ...columns];
  return `CREATE TEMP TABLE ${tableName(table)} (${all.join(', ')}) ON COMMIT DROP`;
}

/** `$1` are the files' ids; all have their columns where `file` has them. */
function fillStatement({ claimTable, positions }: CheckedFile): string {
  const { hn, an, seq, days = [], amounts = [], texts = [] } = CHECKED[claimTable];
  const valueOf = (name: string | undefined): string => {
    const index = name === undefined ? undefined : positions.get(name);
    // Arrays of Postgres begin at 1.
    return index === undefined ? 'NULL::text' : `nullif(btrim(record."values"[${index + 1}]), '')`;
  };
  const selected = [
    PLACE,
    valueOf(hn),
    `CASE WHEN ${valueOf(an)} IS NULL THEN 'SEQ' ELSE 'AN' END`,
    `coalesce(${valueOf(an)}, ${valueOf(seq)})`,
    ...days.map((name) => dayOf(valueOf(name))),
    ...amounts.map((name) => amountOf(valueOf(name))),
    ...texts.map(valueOf),
  ];
  return `INSERT INTO ${tableName(claimTable)} SELECT ${selected.join(', ')}
    FROM checked_files AS file JOIN revenue_records AS record USING (file_id)
    WHERE record.file_id = ANY($1) AND record.is_valid`;
}

/** Days are stored as `2025-05-31`, or as the text `20250531`, which may have a Buddhist year. */
function dayOf(value: string): string {
  return `(SELECT CASE WHEN length(digits) <> 8 OR translate(digits, '0123456789', '') <> '' THEN NULL
      WHEN digits::integer >= 24000000 THEN digits::integer - 5430000 ELSE digits::integer END
    FROM replace(${value}, '-', '') AS d (digits))`;
}

/**
 * Valid records hold numbers only, such as `-12.50`; what a binary column adds, such as `1e+21`, is no amount of
 * baht. A regular expression would take longer than all the rest.
 */
function amountOf(value: string): string {
  return `CASE WHEN translate(${value}, '0123456789.+-', '') = '' THEN (${value})::numeric END`;
}
