import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { expectReport, HARMLESS, HOSTILE, textOf } from '../../report/testing/report-answer';
import { broken, completed, type RevenueApi, startRevenueApi, UNKNOWN_ID } from './testing/revenue-api';

type Finding = [rule: string, kind: string, claim: string, amount: string];

describe('the report of a batch of claim files', () => {
  let api: RevenueApi;
  let id: string;

  before(async () => {
    api = await startRevenueApi();
    const names = ['ODX6805.DBF', 'CHT6805.DBF', 'ADP6805.DBF', 'PAT6805.DBF'];
    const { batchId, fileIds } = await api.batchOf('user', names);
    id = batchId;
    const [odx = '', cht = '', adp = '', pat = ''] = fileIds;
    await api.change(odx, completed({ valid: 9_120, invalid: 310, skipped: 12 }));
    await api.change(cht, completed({ valid: 4_200 }));
    await api.change(adp, { ...broken('Missing required fields', HOSTILE), filename: HOSTILE });
    await api.change(pat, completed({ valid: 3_808, invalid: 4 }));
    await api.db.query(
      'UPDATE revenue_batches SET batch_name = $2, user_id = $2, check_state = $3 WHERE id = $1',
      [id, HOSTILE, 'done'],
    );
    await api.db.query(
      `INSERT INTO revenue_record_errors (file_id, row_number, column_name, code, message, is_warning)
       SELECT $1, n, CASE WHEN n < 300 THEN 'DIAG' END, CASE WHEN n < 300 THEN 'bad_icd10' ELSE $2 END, 'x', n > 310
       FROM generate_series(1, 345) AS n`,
      [odx, HOSTILE],
    );
    const findings: Finding[] = [
      ['hn_not_in_pat', 'HN', '0001', '0.10'],
      ['charges_do_not_match', 'SEQ', '7', '1250.50'],
      ['no_principal_diagnosis', 'SEQ', '7', '1250.50'],
      ['seq_not_in_opd', 'SEQ', HOSTILE, '0.20'],
    ];
    for (const [rule, kind, claim, amount] of findings) {
      await api.db.query(
        `INSERT INTO revenue_findings (batch_id, rule, claim_kind, claim, claim_table, message, amount)
         VALUES ($1, $2, $3, $4, 'ODX', $5, $6)`,
        [id, rule, kind, claim, `ข้อความ ${claim}`, amount],
      );
    }
  });
  after(() => api?.stop());

  const get = (as: string, batchId = id) => api.get(as, `/api/revenue/batches/${batchId}/report.html`);

  it('is a page in Thai with what became of files and records', async () => {
    const answer = await get('user');
    expectReport(answer, 'th');
    const text = textOf(answer);
    expect(text).toContain('สำเร็จบางส่วน');
    expect(text).toContain(
      'ถูกต้อง 17,128 98.1 % ไม่ถูกต้อง 314 1.8 % ข้าม (ลบแล้วหรือว่าง) 12 0.1 % รวม 17,454 100 %',
    );
    expect(text).toContain('ODX6805.DBF 9,120 310 12');
    expect(text).toContain('DIAG bad_icd10 299 1');
    expect(text).toMatch(/รับเมื่อ \d+ \S+ 25\d\d, [\d:]{8} UTC/);
  });

  it('adds up money once for each claim, and once for each kind of finding', async () => {
    const text = textOf(await get('user'));
    expect(text).toContain('เงินที่เสี่ยง (บาท) 1,250.80');
    expect(text).toContain('CHA ไม่เท่ากับ CHT 1,250.50 ไม่มีการวินิจฉัยหลัก 1,250.50 ไม่มี SEQ ในแฟ้ม OPD 0.20');
    expect(text).toContain('SEQ 7 1,250.50 2 ข้อความ 7 ข้อความ 7');
  });

  it('names files with errors, and shows what was sent as it was, harmless', async () => {
    const { text } = await get('user');
    expect(text).toContain(`<bdi>${HARMLESS}</bdi>`);
    expect(text).toContain(`<li>${HARMLESS}: รายละเอียด</li>`);
    expect(text).toContain(`<li>ข้อความ ${HARMLESS}</li>`);
  });

  it('tells of the first 500 claims and where all are', async () => {
    const { batchId } = await api.batchOf('user', ['a.dbf']);
    await api.db.query(
      `INSERT INTO revenue_findings (batch_id, rule, claim_kind, claim, claim_table, message)
       SELECT $1, 'hn_not_in_pat', 'HN', n / 10, 'ODX', 'x' FROM generate_series(10, 8009) AS n`,
      [batchId],
    );
    const answer = await get('user', batchId);
    expectReport(answer, 'th');
    const text = textOf(answer);
    expect(text).toContain('แสดง 500 รายการแรก ยังมีอีก 300 รายการที่ไม่ได้แสดง');
    expect(text).toContain(`/api/revenue/batches/${batchId}/report?format=csv`);
    expect(text).toContain('x x x x x และอีก 5 ข้อ');
  });

  it('is there for an empty batch', async () => {
    const answer = await get('user', await api.newBatch('user'));
    expectReport(answer, 'th');
    expect(textOf(answer)).toContain('ไม่มีรายการ');
  });

  it('is seen as the batch is', async () => {
    expect((await get('admin')).status).toBe(200);
    for (const [as, status] of [
      ['agent', 403],
      ['stranger', 404],
      ['overseer', 404],
    ] as const) {
      const shown = await api.get(as, `/api/revenue/batches/${id}`);
      const answer = await get(as);
      const { error, message } = shown.body;
      expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ error, message })]);
    }
    expect((await get('user', UNKNOWN_ID)).body).toMatchObject({ success: false, message: 'ไม่พบ batch' });
  });
});
