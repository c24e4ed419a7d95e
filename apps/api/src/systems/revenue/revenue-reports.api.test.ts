import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { reportAnswer, statisticsAnswer } from './revenue-contents.answers';
import {
  broken,
  completed,
  dataOf,
  expectAsDocumented,
  type RevenueApi,
  startRevenueApi,
} from './testing/revenue-api';

type Finding = [rule: string, kind: string, claim: string, amount: string, fileAt: number | null];

describe('reports of revenue', () => {
  let api: RevenueApi;
  let batchId: string;
  let fileIds: string[];

  before(async () => {
    api = await startRevenueApi();
    ({ batchId, fileIds } = await api.batchOf('user', ['ODX6805.DBF', 'CHT6805.DBF', 'ADP6805.DBF']));
    await api.change(fileIds[0] as string, completed({ valid: 10, invalid: 3, skipped: 1 }));
    await api.change(fileIds[1] as string, completed({ valid: 4 }));
    await api.change(fileIds[2] as string, broken('Missing required fields'));
    await api.db.query(
      `INSERT INTO revenue_record_errors (file_id, row_number, column_name, code, message, is_warning)
       SELECT $1, n, CASE WHEN n < 4 THEN 'DIAG' END, CASE WHEN n < 4 THEN 'bad_icd10' ELSE 'future_date' END, 'x', n >= 4
       FROM generate_series(1, 8) AS n`,
      [fileIds[0]],
    );
    const findings: Finding[] = [
      ['hn_not_in_pat', 'HN', '0001', '0.10', 0],
      ['charges_differ', 'SEQ', '=7', '1250.50', 1],
      ['principal_missing', 'SEQ', '=7', '1250.50', null],
      ['seq_not_in_opd', 'SEQ', '9', '0.20', 0],
    ];
    for (const [rule, kind, claim, amount, fileAt] of findings) {
      await api.db.query(
        `INSERT INTO revenue_findings (batch_id, rule, claim_kind, claim, claim_table, file_id, row_number, message,
           amount, details)
         VALUES ($1, $2, $3, $4, 'ODX', $5, $6, 'ข้อความ', $7, '{"total": 12.5}')`,
        [
          batchId,
          rule,
          kind,
          claim,
          fileAt === null ? null : fileIds[fileAt],
          fileAt === null ? null : 3,
          amount,
        ],
      );
    }
  });
  after(() => api?.stop());

  describe('of a batch', () => {
    it('tell of each file, and of claims, the dearest first, each counted once', async () => {
      const answer = await api.get('user', `/api/revenue/batches/${batchId}/report`);
      expectAsDocumented(reportAnswer, answer);
      expect(dataOf(answer)).toMatchObject({
        batch: { id: batchId, status: 'partial', checkState: 'waiting' },
        totals: {
          totalRecords: 18,
          validRecords: 14,
          invalidRecords: 3,
          skippedRecords: 1,
          findings: 4,
          claims: 3,
          amountAtRisk: 1250.8,
        },
        files: [
          {
            filename: 'ODX6805.DBF',
            claimTable: 'ODX',
            errorSummary: [
              { code: 'bad_icd10', column: 'DIAG', severity: 'error', count: 3 },
              { code: 'future_date', column: null, severity: 'warning', count: 5 },
            ],
          },
          { filename: 'CHT6805.DBF', errorSummary: [] },
          { filename: 'ADP6805.DBF', errors: [{ message: 'Missing required fields' }] },
        ],
        claims: [
          {
            claimKind: 'SEQ',
            claim: '=7',
            amountAtRisk: 1250.5,
            findingCount: 2,
            findings: [
              {
                rule: 'charges_differ',
                table: 'ODX',
                fileId: fileIds[1],
                rowNumber: 3,
                message: 'ข้อความ',
                details: { total: 12.5 },
              },
              { rule: 'principal_missing', fileId: null, rowNumber: null },
            ],
          },
          { claimKind: 'SEQ', claim: '9', amountAtRisk: 0.2 },
          { claimKind: 'HN', claim: '0001', amountAtRisk: 0.1 },
        ],
        pagination: { page: 1, limit: 20, total: 3, totalPages: 1 },
      });
    });

    it('have their claims in pages', async () => {
      const path = `/api/revenue/batches/${batchId}/report`;
      expect(dataOf(await api.get('user', `${path}?limit=2&page=2`))).toMatchObject({
        totals: { claims: 3 },
        claims: [{ claim: '0001' }],
        pagination: { total: 3, totalPages: 2 },
      });
      expect((await api.get('user', `${path}?limit=1000`)).status).toBe(400);
    });

    it('come as CSV, a line for each finding', async () => {
      const csv = [
        'claimKind,claim,amountAtRisk,rule,table,filename,rowNumber,message',
        'HN,0001,0.10,hn_not_in_pat,ODX,ODX6805.DBF,3,ข้อความ',
        `SEQ,9,0.20,seq_not_in_opd,ODX,ODX6805.DBF,3,ข้อความ`,
        `SEQ,'=7,1250.50,charges_differ,ODX,CHT6805.DBF,3,ข้อความ`,
        `SEQ,'=7,1250.50,principal_missing,ODX,,,ข้อความ`,
      ];
      const path = `/api/revenue/batches/${batchId}/report`;
      const answer = await api.get('user', `${path}?format=csv`);
      expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present');
      expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename=report-${batchId}.csv`);
      expect(answer.text.trimEnd().split('\r\n').sort()).toEqual([...csv].sort());
      expect((await api.get('user', path, { Accept: 'text/csv' })).text).toBe(answer.text);
    });

    it('come as CSV without end, each finding once', async () => {
      const { batchId: large } = await api.batchOf('user', ['a.dbf']);
      await api.db.query(
        `INSERT INTO revenue_findings (batch_id, rule, claim_kind, claim, claim_table, message)
         SELECT $1, 'r' || n, 'HN', n / 7, 'ODX', 'x' FROM generate_series(1, 2500) AS n`,
        [large],
      );
      const { text } = await api.get('user', `/api/revenue/batches/${large}/report?format=csv`);
      const lines = text.split('\r\n');
      expect(lines).toHaveLength(1 + 2_500 + 1);
      expect(new Set(lines).size).toBe(lines.length);
    });

    it('are empty for an empty batch', async () => {
      const answer = await api.get('user', `/api/revenue/batches/${await api.newBatch('user')}/report`);
      expectAsDocumented(reportAnswer, answer);
      expect(dataOf(answer)).toMatchObject({ files: [], claims: [], totals: { amountAtRisk: 0 } });
    });
  });

  describe('of everything', () => {
    it('sum up what is visible', async () => {
      const answer = await api.get('user', '/api/revenue/statistics?days=3');
      expectAsDocumented(statisticsAnswer, answer);
      const data = dataOf(answer);
      expect(data).toMatchObject({
        batches: { total: 3, byStatus: { partial: 1, processing: 2, success: 0, error: 0 } },
        files: {
          total: 4,
          totalSize: 4,
          byStatus: { completed: 2, error: 1, pending: 1, processing: 0 },
          byType: [{ fileType: 'DBF', files: 4, size: 4 }],
        },
        records: { total: 18, valid: 14, invalid: 3, skipped: 1 },
        claimTables: [
          { claimTable: 'ADP', files: 1, totalRecords: 0 },
          { claimTable: 'CHT', files: 1, totalRecords: 4 },
          { claimTable: 'ODX', files: 1, totalRecords: 14, validRecords: 10, invalidRecords: 3 },
        ],
      });
      const uploads = data['uploads'] as { date: string; files: number }[];
      expect(uploads.map(({ files }) => files).reduce((sum, files) => sum + files)).toBe(4);
      expect(uploads).toHaveLength(3);
      expect(uploads.map(({ date }) => date)).toEqual(
        uploads
          .map(({ date }) => date)
          .sort()
          .reverse(),
      );
    });

    it('are the own of each, and of the whole tenant for its admins', async () => {
      await api.sendOne('agent', ['a.csv']);
      const total = async (as: string): Promise<unknown> =>
        (dataOf(await api.get(as, '/api/revenue/statistics'))['files'] as { total: number }).total;
      expect([await total('agent'), await total('admin'), await total('overseer')]).toEqual([1, 5, 0]);
      expect(dataOf(await api.get('owner', '/api/revenue/statistics'))['uploads']).toHaveLength(30);
    });

    it('refuse days that are none', async () => {
      for (const days of ['0', '367', 'x', '1.5']) {
        expect([days, (await api.get('user', `/api/revenue/statistics?days=${days}`)).status]).toEqual([
          days,
          400,
        ]);
      }
    });
  });
});
