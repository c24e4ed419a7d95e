import { type Database, rows } from '@sluice/kernel/db';
import { claimJob, Lease } from '@sluice/kernel/lease';
import { silentLog } from '@sluice/kernel/log';
import { EventFeed } from '@sluice/kernel/events';
import { ProgressBoard } from '@sluice/kernel/progress';
import { testPrefix } from '@sluice/kernel/testing';
import { type RedisClient } from '@sluice/kernel/redis';
import { type CheckBatchPayload, type ClaimTable, refreshBatch } from '@sluice/systems/revenue';
import { uuidv7 } from 'uuidv7';
import { type JobTools } from '../../../../job-handler';

/** A record of a claim file by column; columns left out are null. */
export type ClaimRecord = Record<string, string | null>;
/** Records of a month; a table that is missing was not sent. */
export type Month = Partial<Record<ClaimTable, ClaimRecord[]>>;

/** Columns of the files in the tests: those that are compared, in an order that no layout has. */
const COLUMNS: Record<ClaimTable, string[]> = {
  INS: ['SEQ', 'HN'],
  PAT: ['DOB', 'HN'],
  OPD: ['DATEOPD', 'SEQ', 'HN'],
  ORF: ['SEQ', 'HN'],
  ODX: ['DXTYPE', 'SEQ', 'HN', 'DIAG'],
  OOP: ['SEQ', 'HN'],
  IPD: ['AN', 'DATEADM', 'HN'],
  IRF: ['AN'],
  IDX: ['DXTYPE', 'AN'],
  IOP: ['AN'],
  CHT: ['PAID', 'TOTAL', 'SEQ', 'AN', 'HN'],
  CHA: ['CHRGITEM', 'AMOUNT', 'SEQ', 'AN', 'HN'],
  AER: ['SEQ', 'AN', 'HN'],
  ADP: ['TOTCOPAY', 'SEQ', 'AN', 'HN'],
  LVD: ['AN'],
  DRU: ['TOTAL', 'TOTCOPAY', 'SEQ', 'AN', 'HN'],
  LABFU: ['SEQ', 'HN'],
};

const VISIT = { HN: 'H1', SEQ: 'S1' };
const ADMISSION = { HN: 'H2', AN: 'A1' };

/** A visit of 500 baht and an admission of 9,000 that break no rule. */
export function goodMonth(): Month {
  return {
    INS: [VISIT, { HN: 'H2', SEQ: null }],
    PAT: [
      { HN: 'H1', DOB: '1968-04-12' },
      { HN: 'H2', DOB: '2025-05-02' },
    ],
    OPD: [{ ...VISIT, DATEOPD: '2025-05-03' }],
    ORF: [VISIT],
    ODX: [
      { ...VISIT, DXTYPE: '1' },
      { ...VISIT, DXTYPE: '4' },
    ],
    OOP: [VISIT],
    IPD: [{ ...ADMISSION, DATEADM: '2025-05-02' }],
    IRF: [{ AN: 'A1' }],
    IDX: [
      { AN: 'A1', DXTYPE: '1' },
      { AN: 'A1', DXTYPE: '2' },
    ],
    IOP: [{ AN: 'A1' }],
    CHT: [
      { ...VISIT, TOTAL: '500.00', PAID: '30' },
      { ...ADMISSION, TOTAL: '9000', PAID: '0.00' },
    ],
    CHA: [
      { ...VISIT, CHRGITEM: '31', AMOUNT: '120.50' },
      { ...VISIT, CHRGITEM: '41', AMOUNT: '79.50' },
      { ...VISIT, CHRGITEM: '71', AMOUNT: '300.00' },
      { ...ADMISSION, CHRGITEM: '11', AMOUNT: '8000' },
      { ...ADMISSION, CHRGITEM: '31', AMOUNT: '1000' },
    ],
    AER: [ADMISSION],
    ADP: [{ ...VISIT, TOTCOPAY: '10.00' }, ADMISSION],
    LVD: [{ AN: 'A1' }],
    DRU: [
      { ...VISIT, TOTAL: '200.00', TOTCOPAY: '20.00' },
      { ...ADMISSION, TOTAL: '999.99', TOTCOPAY: null },
    ],
    LABFU: [VISIT],
  };
}

export interface TestBatch {
  id: string;
  /** The first file of each table. */
  fileIds: Partial<Record<ClaimTable, string>>;
}

interface StoredFile {
  table: ClaimTable;
  records: ClaimRecord[];
  columns?: string[];
}

/** Stores a batch whose files have all ended, with its check waiting. */
export async function storeBatch(
  db: Database,
  month: Month,
  { more = [], columns = {} }: { more?: StoredFile[]; columns?: Partial<Record<ClaimTable, string[]>> } = {},
): Promise<TestBatch> {
  const id = uuidv7();
  const fileIds: TestBatch['fileIds'] = {};
  const tables = Object.entries(month) as [ClaimTable, ClaimRecord[]][];
  await db.transaction(async (sql) => {
    await sql.query(
      `INSERT INTO revenue_batches (id, tenant_id, owner_id, batch_name, user_id, ip_address, user_agent)
       VALUES ($1, $2, $3, 'พฤษภาคม', 'user', '127.0.0.1', 'test')`,
      [id, uuidv7(), uuidv7()],
    );
    for (const [table, records] of tables) {
      fileIds[table] = await storeFile(sql, id, {
        table,
        records,
        columns: columns[table] ?? COLUMNS[table],
      });
    }
    for (const file of more) await storeFile(sql, id, file);
    await refreshBatch(sql, id);
  });
  return { id, fileIds };
}

/** Stores one completed file; the caller refreshes its batch. */
export async function storeFile(
  sql: Pick<Database, 'query'>,
  batchId: string,
  { table, records, columns = COLUMNS[table] }: StoredFile,
): Promise<string> {
  const id = uuidv7();
  await sql.query(
    `INSERT INTO revenue_files (id, tenant_id, owner_id, batch_id, filename, original_name, file_type, claim_table,
       file_size, file_key, user_id, ip_address, user_agent, status, is_valid, columns, total_records, valid_records)
     SELECT $1, tenant_id, owner_id, id, $3, $3, 'DBF', $4, 100, $3, user_id, ip_address, user_agent, 'completed',
       true, $5, $6, $6 FROM revenue_batches WHERE id = $2`,
    [
      id,
      batchId,
      `${table}6805.DBF`,
      table,
      JSON.stringify(columns.map((name) => ({ name, type: 'C', width: 15, decimals: 0 }))),
      records.length,
    ],
  );
  for (const [index, record] of records.entries()) {
    await sql.query(
      'INSERT INTO revenue_records (file_id, row_number, is_valid, "values") VALUES ($1, $2, $3, $4)',
      [id, index + 1, record['invalid'] !== 'yes', columns.map((name) => record[name.toUpperCase()] ?? null)],
    );
  }
  return id;
}

/** Where handlers show what they did. */
export type Boards = Pick<JobTools, 'progress' | 'events'>;

export function makeBoards(redis: RedisClient): Boards {
  const prefix = testPrefix();
  return {
    progress: new ProgressBoard(redis, prefix, silentLog),
    events: new EventFeed(redis, prefix, silentLog),
  };
}

/** Takes a batch's waiting check job as a worker does. */
export async function claimCheck(
  db: Database,
  boards: Boards,
  batchId: string,
): Promise<{ tools: JobTools; payload: CheckBatchPayload }> {
  const [job] = await rows<{ jobId: string; epoch: number }>(
    db,
    `UPDATE jobs SET state = 'admitted', epoch = epoch + 1
     WHERE subject_id = $1 AND state = 'waiting' RETURNING id AS "jobId", epoch`,
    [batchId],
  );
  const claimed = job && (await claimJob(db, job, 'w1', 60_000));
  if (!claimed) throw new Error('There is no check to claim');
  const lease = new Lease(db, claimed);
  return {
    tools: { ...boards, log: silentLog, lease, signal: lease.signal, workerId: 'w1' },
    payload: claimed.payload as CheckBatchPayload,
  };
}
