import { after, before, describe, it } from 'node:test';
import { rows } from '@sluice/kernel/db';
import { expect } from 'expect';
import { errorsAnswer, recordsAnswer } from './revenue-contents.answers';
import { deletedAnswer, fileAnswer, fileListAnswer } from './revenue.answers';
import {
  broken,
  completed,
  dataOf,
  expectAsDocumented,
  type RevenueApi,
  startRevenueApi,
  UNKNOWN_ID,
} from './testing/revenue-api';

const COLUMNS = [
  { name: 'HN', type: 'C', width: 9, decimals: 0 },
  { name: 'AMOUNT', type: 'N', width: 18, decimals: 2 },
  { name: 'PAID', type: 'L', width: 1, decimals: 0 },
  { name: '__proto__', type: 'D', width: 8, decimals: 0 },
];

describe('files of revenue', () => {
  let api: RevenueApi;
  let fileId: string;

  before(async () => {
    api = await startRevenueApi();
    const made = await api.batchOf('user', ['CHA6805.DBF', 'other.dbf']);
    fileId = made.fileIds[0] as string;
    await api.change(fileId, {
      ...completed({ valid: 2, invalid: 2, skipped: 1 }),
      columns: COLUMNS,
      charset: 'windows-874',
    });
    for (const [row, isValid, values] of [
      [1, true, ['0001', '1250.50', 'true', '2025-05-31']],
      [2, false, ['0002', '12a', 'x', null]],
      [4, true, ['0004', '1234567890123456.78', 'false', '']],
      [5, false, [null, '-0.10', null, '2025-05-31']],
    ]) {
      await api.db.query('INSERT INTO revenue_records VALUES ($1, $2, $3, $4)', [
        fileId,
        row,
        isValid,
        values,
      ]);
    }
    for (const [row, column, code, value, isWarning] of [
      [2, 'AMOUNT', 'not_a_number', '=1+1', false],
      [2, 'PAID', 'bad_code', 'x', false],
      [5, 'HN', 'required', null, false],
      [5, null, 'future_date', 'ก', true],
    ]) {
      await api.db.query(
        `INSERT INTO revenue_record_errors VALUES ($1, $2, $3, $4, 'ข้อความ, "ไทย"', $5, $6)`,
        [fileId, row, column, code, value, isWarning],
      );
    }
  });
  after(() => api?.stop());

  const path = (end = ''): string => `/api/revenue/files/${fileId}${end}`;

  it('are shown with their columns', async () => {
    const answer = await api.get('user', path());
    expectAsDocumented(fileAnswer, answer);
    expect(dataOf(answer)).toMatchObject({
      id: fileId,
      claimTable: 'CHA',
      charset: 'windows-874',
      columns: COLUMNS,
      progressPercentage: 100,
      isContainer: false,
    });
  });

  it('are listed newest first, own ones only but for admins', async () => {
    await api.sendOne('agent', ['a.csv']);
    await api.sendOne('agent', ['b.dbf']);
    const answer = await api.get('agent', '/api/revenue/files');
    expectAsDocumented(fileListAnswer, answer);
    expect(dataOf(answer)).toMatchObject({
      files: [{ filename: 'b.dbf', batchId: null }, { filename: 'a.csv' }],
      pagination: { total: 2 },
    });
    const csv = dataOf(await api.get('agent', '/api/revenue/files?fileType=csv&status=pending&limit=1'));
    expect(csv).toMatchObject({ files: [{ filename: 'a.csv' }], pagination: { total: 1 } });
    expect(dataOf(await api.get('admin', '/api/revenue/files'))).toMatchObject({ pagination: { total: 4 } });
    expect(dataOf(await api.get('overseer', '/api/revenue/files'))).toMatchObject({ files: [] });
  });

  it('are their owner’s and the admin’s; another’s are 403, another tenant’s not there', async () => {
    for (const end of ['', '/records', '/errors', '/download', '/events']) {
      for (const [as, status] of [
        ['admin', 200],
        ['agent', 403],
        ['stranger', 404],
        ['overseer', 404],
      ] as const) {
        expect([end, as, (await api.get(as, path(end))).status]).toEqual([end, as, status]);
      }
      for (const id of ['x', UNKNOWN_ID]) {
        expect([end, (await api.get('user', `/api/revenue/files/${id}${end}`)).status]).toEqual([end, 404]);
      }
    }
    for (const [method, end] of [
      ['DELETE', ''],
      ['POST', '/retry'],
    ] as const) {
      expect((await api.request(method, path(end), { as: 'agent' })).status).toBe(403);
      expect((await api.request(method, path(end), { as: 'overseer' })).status).toBe(404);
    }
  });

  describe('have records', () => {
    it('in the types of their columns, with what is wrong in each', async () => {
      const answer = await api.get('user', path('/records'));
      expectAsDocumented(recordsAnswer, answer);
      const { records, pagination } = dataOf(answer) as { records: { data: object }[]; pagination: object };
      expect(pagination).toEqual({ page: 1, limit: 20, total: 4, totalPages: 1 });
      const [first, second, third] = records;
      expect(first).toEqual({
        rowNumber: 1,
        isValid: true,
        data: { HN: '0001', AMOUNT: 1250.5, PAID: true, ['__proto__']: '2025-05-31' },
        errors: [],
      });
      expect(second).toMatchObject({
        rowNumber: 2,
        isValid: false,
        data: { AMOUNT: '12a', PAID: 'x' },
        errors: [
          { column: 'AMOUNT', code: 'not_a_number', value: '=1+1', severity: 'error' },
          { column: 'PAID', code: 'bad_code', value: 'x', severity: 'error' },
        ],
      });
      expect(third).toMatchObject({ data: { AMOUNT: '1234567890123456.78', PAID: false } });
    });

    it('in pages, the valid or the invalid ones alone', async () => {
      const numbers = async (query: string): Promise<unknown> => {
        const { records, pagination } = dataOf(await api.get('user', path(`/records?${query}`))) as {
          records: { rowNumber: number }[];
          pagination: { total: number };
        };
        return [pagination.total, ...records.map(({ rowNumber }) => rowNumber)];
      };
      expect(await numbers('valid=true')).toEqual([2, 1, 4]);
      expect(await numbers('valid=false')).toEqual([2, 2, 5]);
      expect(await numbers('valid=FALSE&limit=1&page=2')).toEqual([2, 5]);
      expect(await numbers('limit=3&page=2')).toEqual([4, 5]);
      expect(await numbers('page=9')).toEqual([4]);
      for (const bad of ['valid=maybe', 'limit=101', 'page=0']) {
        expect([bad, (await api.get('user', path(`/records?${bad}`))).status]).toEqual([bad, 400]);
      }
    });

    it('none while nothing was read', async () => {
      const { fileId: id } = dataOf(await api.sendOne('user', ['new.dbf']));
      const answer = await api.get('user', `/api/revenue/files/${String(id)}/records`);
      expectAsDocumented(recordsAnswer, answer);
      expect(dataOf(answer)).toMatchObject({ columns: [], records: [], pagination: { total: 0 } });
    });
  });

  describe('have errors', () => {
    it('in pages, by row', async () => {
      const answer = await api.get('user', path('/errors?limit=3'));
      expectAsDocumented(errorsAnswer, answer);
      expect(dataOf(answer)).toMatchObject({
        fileErrors: [],
        errors: [
          { rowNumber: 2, column: 'AMOUNT', code: 'not_a_number' },
          { rowNumber: 2, column: 'PAID' },
          { rowNumber: 5, column: 'HN', value: null, message: 'ข้อความ, "ไทย"' },
        ],
        pagination: { total: 4, totalPages: 2 },
      });
      expect(dataOf(await api.get('user', path('/errors?limit=3&page=2')))).toMatchObject({
        errors: [{ rowNumber: 5, column: null, severity: 'warning' }],
      });
    });

    it('as CSV that no spreadsheet runs', async () => {
      const csv = [
        'rowNumber,column,code,message,value,severity',
        `2,AMOUNT,not_a_number,"ข้อความ, ""ไทย""",'=1+1,error`,
        '2,PAID,bad_code,"ข้อความ, ""ไทย""",x,error',
        '5,HN,required,"ข้อความ, ""ไทย""",,error',
        '5,,future_date,"ข้อความ, ""ไทย""",ก,warning',
        '',
      ].join('\r\n');
      const asked = await api.get('user', path('/errors?format=CSV'));
      expect([asked.status, asked.text]).toEqual([200, csv]);
      expect(asked.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present');
      expect(asked.headers.get('Content-Disposition')).toBe(`attachment; filename=errors-${fileId}.csv`);
      expect((await api.get('user', path('/errors'), { Accept: 'text/csv' })).text).toBe(csv);
      const json = await api.get('user', path('/errors?format=json'), { Accept: 'text/csv' });
      expect(json.body['success']).toBe(true);
      expect((await api.get('user', path('/errors?format=xml'))).status).toBe(400);
    });

    it('as CSV without end, each once', async () => {
      const { fileId: id } = dataOf(await api.sendOne('user', ['many.dbf'])) as { fileId: string };
      await api.db.query(
        `INSERT INTO revenue_record_errors (file_id, row_number, column_name, code, message)
         SELECT $1, row, 'C' || n, 'x', 'x' FROM generate_series(1, 700) AS row, generate_series(1, 3) AS n`,
        [id],
      );
      const lines = (await api.get('user', `/api/revenue/files/${id}/errors?format=csv`)).text.split('\r\n');
      expect(lines).toHaveLength(1 + 2_100 + 1);
      expect(new Set(lines).size).toBe(lines.length);
    });

    it('of their structure, too', async () => {
      const { fileIds } = await api.batchOf('user', ['ADP6805.DBF']);
      await api.change(fileIds[0] as string, broken('Missing required fields'));
      const errors = `/api/revenue/files/${String(fileIds[0])}/errors`;
      expect(dataOf(await api.get('user', errors))).toMatchObject({
        fileErrors: [{ code: 'bad', message: 'Missing required fields', detail: 'รายละเอียด' }],
        errors: [],
      });
      const csv = await api.get('user', `${errors}?format=csv`);
      expect(csv.text).toContain('\r\n,,bad,Missing required fields: รายละเอียด,,error\r\n');
    });
  });

  it('are given back as they were sent', async () => {
    const { fileId: id } = dataOf(await api.sendOne('user', ['ข้อมูล/รายงาน พ.ค.dbf', 'the bytes']));
    const answer = await api.get('user', `/api/revenue/files/${String(id)}/download`);
    expect([answer.status, answer.text]).toEqual([200, 'the bytes']);
    expect(answer.headers.get('Content-Type')).toBe('application/octet-stream');
    expect(answer.headers.get('Content-Length')).toBe('9');
    const name = encodeURIComponent('รายงาน พ.ค.dbf');
    expect(answer.headers.get('Content-Disposition')).toContain(`filename*=UTF-8''${name}`);
  });

  describe('are deleted', () => {
    const remove = (id: string) => api.request('DELETE', `/api/revenue/files/${id}`, { as: 'user' });

    it('by themselves, whatever they are at', async () => {
      const { fileId: id } = dataOf(await api.sendOne('user', ['lonely.dbf'])) as { fileId: string };
      const filesBefore = await api.storedFiles();
      const answer = await remove(id);
      expectAsDocumented(deletedAnswer, answer);
      expect((await api.get('user', `/api/revenue/files/${id}`)).status).toBe(404);
      expect(await api.jobs(id)).toEqual([]);
      expect((await api.storedFiles()).length).toBe(filesBefore.length - 1);
    });

    it('from their batch once they have ended, which is counted and compared anew', async () => {
      const { batchId: own, fileIds } = await api.batchOf('user', [
        'PAT6805.DBF',
        'OPD6805.DBF',
        'ODX6805.DBF',
      ]);
      const [first, second, third] = fileIds as [string, string, string];
      await api.change(first, completed({ valid: 1 }));
      expect(await remove(second)).toMatchObject({ status: 409, body: { error: { code: 'still_running' } } });
      await api.change(second, completed({ valid: 2 }));
      await api.change(third, completed({ valid: 4 }));
      await api.db.query(
        `INSERT INTO revenue_findings (batch_id, rule, claim_kind, claim, claim_table, message)
         VALUES ($1, 'x', 'HN', '1', 'ODX', 'x')`,
        [own],
      );
      expect((await remove(third)).status).toBe(200);
      expect(dataOf(await api.get('user', `/api/revenue/batches/${own}`))).toMatchObject({
        totalFiles: 2,
        totalRecords: 3,
        checkState: 'waiting',
      });
      expect(await rows(api.db, 'SELECT 1 FROM revenue_findings WHERE batch_id = $1', [own])).toEqual([]);
      const jobs = await api.jobs(own);
      expect(jobs.filter((job) => job.startsWith('revenue.check-batch'))).toHaveLength(2);
    });
  });
});
