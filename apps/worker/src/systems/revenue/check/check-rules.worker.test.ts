import { after, before, beforeEach, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { connectRedis, type RedisClient } from '@sluice/kernel/redis';
import { createTestDatabase, type TestDatabase, testRedisUrl } from '@sluice/kernel/testing';
import { type ClaimTable, RevenueBatch, RevenueFile } from '@sluice/systems/revenue';
import { expect } from 'expect';
import { checkBatchJob } from './check-batch';
import { CHECK_RULES } from './check-rules';
import {
  type Boards,
  claimCheck,
  type ClaimRecord,
  goodMonth,
  makeBoards,
  type Month,
  storeBatch,
  type TestBatch,
} from './testing/claim-batch';

interface Finding {
  rule: string;
  claim_kind: string;
  claim: string;
  claim_table: string;
  file_id: string | null;
  row_number: number | null;
  message: string;
  amount: string;
  details: Record<string, unknown>;
}

/** One fault in the good month and the one finding that it must give. */
interface Planted {
  title: string;
  rule: string;
  plant: (month: Month) => void;
  /** Kind, claim, table and row number. */
  at: [kind: string, claim: string, table: ClaimTable, row: number];
  amount: string;
  details: Record<string, unknown>;
  message: string;
}

/** The record of a table with this number, counted from 1. */
function record(month: Month, table: ClaimTable, rowNumber: number): ClaimRecord {
  return month[table]?.[rowNumber - 1] as ClaimRecord;
}
function change(month: Month, table: ClaimTable, rowNumber: number, values: ClaimRecord): void {
  month[table]?.splice(rowNumber - 1, 1, { ...record(month, table, rowNumber), ...values });
}
function add(month: Month, table: ClaimTable, values: ClaimRecord): void {
  month[table]?.push(values);
}

const PLANTED: Planted[] = [
  {
    title: 'patients that PAT lacks, once for all files that have them',
    rule: 'hn_not_in_pat',
    plant: (month) => {
      change(month, 'ORF', 1, { HN: 'H9' });
      change(month, 'LABFU', 1, { HN: 'H9' });
    },
    at: ['HN', 'H9', 'ORF', 1],
    amount: '0.00',
    details: { rows: { ORF: 1, LABFU: 1 } },
    message: 'ไม่มี HN H9 ในแฟ้ม PAT (พบใน ORF 1 แถว, LABFU 1 แถว)',
  },
  {
    title: 'patients that PAT lacks, with all that was charged for them',
    rule: 'hn_not_in_pat',
    plant: (month) => month.PAT?.splice(0, 1),
    at: ['HN', 'H1', 'OPD', 1],
    amount: '500.00',
    details: { rows: { OPD: 1, INS: 1, ORF: 1, ODX: 2, OOP: 1, CHT: 1, CHA: 3, ADP: 1, DRU: 1, LABFU: 1 } },
    message:
      'ไม่มี HN H1 ในแฟ้ม PAT (พบใน OPD 1 แถว, INS 1 แถว, ORF 1 แถว, ODX 2 แถว, OOP 1 แถว, CHT 1 แถว, ' +
      'CHA 3 แถว, ADP 1 แถว, DRU 1 แถว, LABFU 1 แถว)',
  },
  ...(['ODX', 'OOP', 'ORF', 'DRU', 'ADP', 'AER', 'LABFU'] as const).map((table): Planted => {
    const rowNumber = goodMonth()[table]?.length ?? 0;
    return {
      title: `visits of ${table} that OPD lacks`,
      rule: 'seq_not_in_opd',
      plant: (month) => add(month, table, { HN: 'H1', SEQ: 'S9', DXTYPE: '4' }),
      at: ['SEQ', 'S9', table, rowNumber + 1],
      amount: '0.00',
      details: { rows: { [table]: 1 } },
      message: `ไม่มี SEQ S9 ในแฟ้ม OPD (พบใน ${table} 1 แถว)`,
    };
  }),
  {
    title: 'bills of visits that OPD lacks',
    rule: 'seq_not_in_opd',
    plant: (month) => {
      add(month, 'CHT', { HN: 'H1', SEQ: 'S9', TOTAL: '70', PAID: '0' });
      add(month, 'CHA', { HN: 'H1', SEQ: 'S9', CHRGITEM: '71', AMOUNT: '70' });
    },
    at: ['SEQ', 'S9', 'CHT', 3],
    amount: '70.00',
    details: { rows: { CHT: 1, CHA: 1 } },
    message: 'ไม่มี SEQ S9 ในแฟ้ม OPD (พบใน CHT 1 แถว, CHA 1 แถว)',
  },
  ...(['IDX', 'IOP', 'IRF', 'LVD', 'DRU', 'ADP', 'AER'] as const).map((table): Planted => {
    const rowNumber = goodMonth()[table]?.length ?? 0;
    return {
      title: `admissions of ${table} that IPD lacks`,
      rule: 'an_not_in_ipd',
      plant: (month) => add(month, table, { HN: 'H2', AN: 'A9', SEQ: 'S9', DXTYPE: '4' }),
      at: ['AN', 'A9', table, rowNumber + 1],
      amount: '0.00',
      details: { rows: { [table]: 1 } },
      message: `ไม่มี AN A9 ในแฟ้ม IPD (พบใน ${table} 1 แถว)`,
    };
  }),
  {
    title: 'visits without a principal diagnosis',
    rule: 'no_principal_diagnosis',
    plant: (month) => change(month, 'ODX', 1, { DXTYPE: '2' }),
    at: ['SEQ', 'S1', 'OPD', 1],
    amount: '500.00',
    details: { principalDiagnoses: 0 },
    message: 'SEQ S1 ไม่มีการวินิจฉัยหลัก (DXTYPE = 1) ในแฟ้ม ODX',
  },
  {
    title: 'admissions without any diagnosis',
    rule: 'no_principal_diagnosis',
    plant: (month) => (month.IDX = []),
    at: ['AN', 'A1', 'IPD', 1],
    amount: '9000.00',
    details: { principalDiagnoses: 0 },
    message: 'AN A1 ไม่มีการวินิจฉัยหลัก (DXTYPE = 1) ในแฟ้ม IDX',
  },
  {
    title: 'visits with two principal diagnoses',
    rule: 'several_principal_diagnoses',
    plant: (month) => change(month, 'ODX', 2, { DXTYPE: '1' }),
    at: ['SEQ', 'S1', 'ODX', 2],
    amount: '500.00',
    details: { principalDiagnoses: 2 },
    message: 'SEQ S1 มีการวินิจฉัยหลัก (DXTYPE = 1) 2 รายการ ต้องมีเพียง 1',
  },
  {
    title: 'admissions with two principal diagnoses',
    rule: 'several_principal_diagnoses',
    plant: (month) => change(month, 'IDX', 2, { DXTYPE: '1' }),
    at: ['AN', 'A1', 'IDX', 2],
    amount: '9000.00',
    details: { principalDiagnoses: 2 },
    message: 'AN A1 มีการวินิจฉัยหลัก (DXTYPE = 1) 2 รายการ ต้องมีเพียง 1',
  },
  {
    title: 'bills whose items do not add up',
    rule: 'charges_do_not_match',
    plant: (month) => change(month, 'CHA', 3, { AMOUNT: '1300.25' }),
    at: ['SEQ', 'S1', 'CHT', 1],
    amount: '500.00',
    details: { hn: 'H1', chargeItems: 1500.25, total: 500, difference: 1000.25 },
    message: 'HN H1 SEQ S1 ผลรวม CHA.AMOUNT 1,500.25 บาท ไม่เท่ากับ CHT.TOTAL 500.00 บาท',
  },
  {
    title: 'bills without items',
    rule: 'charges_do_not_match',
    plant: (month) => {
      month.CHA?.splice(3, 2);
      month.DRU?.splice(1, 1);
    },
    at: ['AN', 'A1', 'CHT', 2],
    amount: '9000.00',
    details: { hn: 'H2', chargeItems: null, total: 9000, difference: -9000 },
    message: 'HN H2 AN A1 มียอด CHT.TOTAL 9,000.00 บาท แต่ไม่มีรายการในแฟ้ม CHA',
  },
  {
    title: 'items without a bill',
    rule: 'charges_do_not_match',
    plant: (month) => month.CHT?.splice(1, 1),
    at: ['AN', 'A1', 'CHA', 4],
    amount: '9000.00',
    details: { hn: 'H2', chargeItems: 9000, total: null, difference: 9000 },
    message: 'HN H2 AN A1 มีค่ารักษาในแฟ้ม CHA 9,000.00 บาท แต่ไม่มีในแฟ้ม CHT',
  },
  {
    title: 'payments that the shares of drugs and services do not explain',
    rule: 'paid_does_not_match',
    plant: (month) => change(month, 'CHT', 1, { PAID: '31.01' }),
    at: ['SEQ', 'S1', 'CHT', 1],
    amount: '500.00',
    details: { paid: 31.01, drugCopay: 20, serviceCopay: 10, difference: 1.01 },
    message: 'SEQ S1 CHT.PAID 31.01 บาท ไม่ตรงกับผลรวม TOTCOPAY ของ DRU 20.00 บาท และ ADP 10.00 บาท',
  },
  {
    title: 'drugs beyond what was charged for drugs',
    rule: 'drugs_over_charges',
    plant: (month) => change(month, 'DRU', 1, { TOTAL: '200.01' }),
    at: ['SEQ', 'S1', 'DRU', 1],
    amount: '500.00',
    details: { drugs: 200.01, drugCharges: 200, difference: 0.01 },
    message: 'SEQ S1 ผลรวม DRU.TOTAL 200.01 บาท มากกว่าค่ายาในแฟ้ม CHA (31 และ 41) 200.00 บาท',
  },
  {
    title: 'patients that are there twice',
    rule: 'duplicate_patient',
    plant: (month) => add(month, 'PAT', { HN: 'H2', DOB: '2025-05-02' }),
    at: ['HN', 'H2', 'PAT', 3],
    amount: '9000.00',
    details: { rows: 2 },
    message: 'HN H2 ซ้ำกัน 2 แถวในแฟ้ม PAT',
  },
  {
    title: 'visits that are there twice',
    rule: 'duplicate_visit',
    plant: (month) => add(month, 'OPD', { HN: 'H1', SEQ: 'S1', DATEOPD: '2025-05-04' }),
    at: ['SEQ', 'S1', 'OPD', 2],
    amount: '500.00',
    details: { rows: 2 },
    message: 'SEQ S1 ซ้ำกัน 2 แถวในแฟ้ม OPD',
  },
  {
    title: 'admissions that are there twice',
    rule: 'duplicate_admission',
    plant: (month) => add(month, 'IPD', { HN: 'H2', AN: 'A1', DATEADM: '2025-05-04' }),
    at: ['AN', 'A1', 'IPD', 2],
    amount: '9000.00',
    details: { rows: 2 },
    message: 'AN A1 ซ้ำกัน 2 แถวในแฟ้ม IPD',
  },
  {
    title: 'visits before birth, Buddhist years and days as plain text included',
    rule: 'born_after_service',
    plant: (month) => {
      change(month, 'PAT', 1, { DOB: '25680504' });
      change(month, 'OPD', 1, { DATEOPD: '20250503' });
    },
    at: ['SEQ', 'S1', 'OPD', 1],
    amount: '500.00',
    details: { dob: 20250504, serviceDay: 20250503 },
    message: 'วันเกิด 20250504 ของ HN H1 อยู่หลังวันรับบริการ 20250503',
  },
  {
    title: 'admissions before birth',
    rule: 'born_after_service',
    plant: (month) => change(month, 'PAT', 2, { DOB: '2025-05-03' }),
    at: ['AN', 'A1', 'IPD', 1],
    amount: '9000.00',
    details: { dob: 20250503, serviceDay: 20250502 },
    message: 'วันเกิด 20250503 ของ HN H2 อยู่หลังวันรับบริการ 20250502',
  },
];

describe('the cross-file checks', () => {
  let database: TestDatabase;
  let db: Database;
  let redis: RedisClient;
  let boards: Boards;

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog, entities: [RevenueBatch, RevenueFile] });
    redis = connectRedis({ url: testRedisUrl(), role: 'api', log: silentLog });
    boards = makeBoards(redis);
  });
  after(async () => {
    redis.disconnect();
    await db.destroy();
    await database.drop();
  });
  beforeEach(() => db.query('TRUNCATE jobs, revenue_batches, revenue_records CASCADE'));

  async function findingsOf(batch: TestBatch): Promise<Finding[]> {
    const { tools, payload } = await claimCheck(db, boards, batch.id);
    await checkBatchJob({ db }).run(payload, tools);
    return rows<Finding>(
      db,
      `SELECT rule, claim_kind, claim, claim_table, file_id, row_number, message, amount, details
       FROM revenue_findings WHERE batch_id = $1 ORDER BY id`,
      [batch.id],
    );
  }

  it('find nothing in a sound month', async () => {
    expect(await findingsOf(await storeBatch(db, goodMonth()))).toEqual([]);
  });

  for (const { title, rule, plant, at, amount, details, message } of PLANTED) {
    it(`report ${title}`, async () => {
      const month = goodMonth();
      plant(month);
      const batch = await storeBatch(db, month);
      const [claim_kind, claim, claim_table, row_number] = at;
      expect(await findingsOf(batch)).toEqual([
        {
          rule,
          claim_kind,
          claim,
          claim_table,
          file_id: batch.fileIds[claim_table],
          row_number,
          message,
          amount,
          details,
        },
      ]);
    });
  }

  it('are all tried here', () => {
    const tried = new Set(PLANTED.map(({ rule }) => rule));
    expect([...tried].sort()).toEqual([...new Set(CHECK_RULES.map(({ code }) => code))].sort());
  });

  it('accept payments that differ by a baht, and drugs under plain categories', async () => {
    const month = goodMonth();
    change(month, 'CHT', 1, { PAID: '31.00' });
    change(month, 'CHA', 1, { CHRGITEM: '03' });
    change(month, 'CHA', 2, { CHRGITEM: '04' });
    expect(await findingsOf(await storeBatch(db, month))).toEqual([]);
  });

  it('do not see invalid records', async () => {
    const month = goodMonth();
    add(month, 'ODX', { HN: 'H7', SEQ: 'S7', DXTYPE: '1', invalid: 'yes' });
    change(month, 'PAT', 2, { invalid: 'yes' });
    const found = await findingsOf(await storeBatch(db, month));
    expect(found.map(({ rule, claim }) => [rule, claim])).toEqual([['hn_not_in_pat', 'H2']]);
  });

  it('count files of one table together, each by its own columns', async () => {
    const month = goodMonth();
    const [first, ...others] = month.CHA as [ClaimRecord, ...ClaimRecord[]];
    month.CHA = others;
    const columns = ['hn', 'Seq', 'AMOUNT', 'OTHER', 'CHRGITEM'];
    const batch = await storeBatch(db, month, { more: [{ table: 'CHA', records: [first], columns }] });
    expect(await findingsOf(batch)).toEqual([]);
  });

  it('skip rules whose files or columns the batch lacks', async () => {
    const month = goodMonth();
    for (const table of ['PAT', 'OPD', 'IPD', 'CHT'] as const) delete month[table];
    change(month, 'DRU', 1, { TOTAL: '99999' });
    const columns = { DRU: ['HN', 'SEQ', 'AN'] };
    expect(await findingsOf(await storeBatch(db, month, { columns }))).toEqual([]);
  });
});
