import { after, before, describe, it } from 'node:test';
import {
  CROSS_FAULT_PATIENTS,
  plantCrossFaults,
  type PlantedFinding,
} from '@sluice/test/fixtures/claim-cross-faults';
import { type PlantedProblem, plantRecordFaults } from '@sluice/test/fixtures/claim-faults';
import { claimFile, claimMonthFiles, claimMonthZip } from '@sluice/test/fixtures/claim-files';
import {
  CLAIM_FILES,
  claimColumns,
  type ClaimFile,
  type ClaimMonth,
  type ClaimRecord,
  makeClaimMonth,
} from '@sluice/test/fixtures/claim-month';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import {
  type RecordBody,
  type RevenueBatchBody,
  RevenueClient,
  type RevenueFileBody,
} from './revenue-client';

interface Finding {
  rule: string;
  table: string;
  fileId: string;
  rowNumber: number;
  message: string;
  details: object;
}

interface Report {
  totals: { findings: number; claims: number; amountAtRisk: number };
  files: { filename: string; errorSummary: { code: string; column: string; count: number }[] }[];
  claims: { claimKind: string; claim: string; amountAtRisk: number; findings: Finding[] }[];
}

describe('revenue: a month of claim files', () => {
  let stack: Stack;
  let user: RevenueClient;
  const sound = makeClaimMonth({ patients: CROSS_FAULT_PATIENTS });

  before(async () => {
    stack = await startStack({ workers: 2 });
    user = await RevenueClient.login(stack.apis[0]?.url as string, 'user');
  });
  after(() => stack?.stop());

  /** Sends a whole month as one ZIP, which becomes a batch. */
  async function sendMonth(month: ClaimMonth): Promise<RevenueBatchBody & { files: RevenueFileBody[] }> {
    const bytes = await claimMonthZip(month);
    const { status, body } = await user.upload({ name: `claims-${month.yymm}.zip`, bytes });
    expect([200, 202]).toContain(status);
    return user.waitForEnd(body.data.batchId as string);
  }

  const fileIn = ({ files }: { files: RevenueFileBody[] }, file: ClaimFile): RevenueFileBody => {
    const found = files.find(({ filename }) => filename.startsWith(`${file}6805`));
    if (!found) throw new Error(`${file} is not in the batch`);
    return found;
  };
  const report = (batchId: string): Promise<Report> => user.data(`/batches/${batchId}/report?limit=100`);

  it('ends as success when its 17 files come in one ZIP, with every record as it was sent', async () => {
    const batch = await sendMonth(sound);
    const records = CLAIM_FILES.reduce((sum, file) => sum + sound.records[file].length, 0);
    expect(batch).toMatchObject({
      batchName: 'claims-6805.zip',
      status: 'success',
      totalFiles: 17,
      successFiles: 17,
      errorFiles: 0,
      processingFiles: 0,
      totalRecords: records,
      checkState: 'done',
    });
    for (const file of CLAIM_FILES) {
      const count = sound.records[file].length;
      expect(fileIn(batch, file)).toMatchObject({
        fileType: 'DBF',
        claimTable: file,
        status: 'completed',
        isValid: true,
        totalRecords: count,
        validRecords: count,
        invalidRecords: 0,
        processedRecords: count,
        skippedRecords: 0,
        errors: [],
      });
      expectRecords(await user.records(fileIn(batch, file).id), sound, file);
    }
    expect(fileIn(batch, 'PAT')).toMatchObject({ charset: 'windows-874' });
    const { totals, claims } = await report(batch.id);
    expect([totals, claims]).toEqual([
      expect.objectContaining({ findings: 0, claims: 0, amountAtRisk: 0 }),
      [],
    ]);
  });

  it('ends the same when its files come one by one into a batch', async () => {
    const { body } = await user.createBatch('one by one');
    const batchId = body.data.id;
    for (const file of claimMonthFiles(sound).reverse()) {
      const { status, body: upload } = await user.upload(file, { batchId });
      expect([status, upload.data]).toEqual([200, expect.objectContaining({ success: true, errors: [] })]);
    }
    const batch = await user.waitForEnd(batchId);
    expect(batch).toMatchObject({ status: 'success', totalFiles: 17, successFiles: 17, checkState: 'done' });
    expect((await report(batchId)).totals.findings).toBe(0);
  });

  it('has each wrong record reported with its column and reason, the others imported', async () => {
    const { month, problems, skipped } = plantRecordFaults(sound);
    const batch = await sendMonth(month);
    expect(batch).toMatchObject({ status: 'success', totalFiles: 17, successFiles: 17, checkState: 'done' });
    for (const file of CLAIM_FILES) {
      const planted = problems.filter((problem) => problem.file === file);
      const wrongRows = planted.filter(({ isWarning }) => !isWarning).map(({ rowNumber }) => rowNumber);
      const skippedCount = skipped[file] ?? 0;
      const validCount = month.records[file].length - wrongRows.length - skippedCount;
      expect(fileIn(batch, file)).toMatchObject({
        status: 'completed',
        isValid: true,
        totalRecords: month.records[file].length,
        validRecords: validCount,
        invalidRecords: wrongRows.length,
        processedRecords: validCount,
        skippedRecords: skippedCount,
      });
      const { id } = fileIn(batch, file);
      expect((await user.errors(id)).map((error) => ({ ...error, message: '' }))).toEqual(
        planted.map((problem) => errorOf(problem)),
      );
      const invalid = await user.records(id, 'valid=false');
      expect(invalid.map(({ rowNumber }) => rowNumber)).toEqual(wrongRows);
      expect(invalid.every((record) => !record.isValid && record.errors.length === 1)).toBe(true);
      const valid = await user.records(id, 'valid=true');
      expect(valid).toHaveLength(validCount);
    }
    // The wrong records are no part of any comparison.
    expect((await report(batch.id)).totals.findings).toBe(0);
    const csv = await user.download(`/files/${fileIn(batch, 'PAT').id}/errors?format=csv`);
    expect(csv.bytes.toString().trim().split(/\r?\n/)).toHaveLength(
      1 + problems.filter(({ file }) => file === 'PAT').length,
    );
  });

  it('has each contradiction between files reported with its claim and the amount at risk', async () => {
    const { month, findings } = plantCrossFaults(sound);
    const batch = await sendMonth(month);
    expect(batch).toMatchObject({ status: 'success', successFiles: 17, checkState: 'done' });
    expect(batch.files.map(({ invalidRecords }) => invalidRecords)).toEqual(batch.files.map(() => 0));
    const { totals, claims } = await report(batch.id);
    const found = claims.flatMap(({ claimKind, claim, amountAtRisk, findings: ofClaim }) =>
      ofClaim.map(({ rule, table, fileId, rowNumber }) => {
        expect(fileId).toBe(fileIn(batch, table as ClaimFile).id);
        return { rule, claimKind, claim, file: table, rowNumber, amount: amountAtRisk };
      }),
    );
    expect(found.sort(byRuleAndClaim)).toEqual([...findings].sort(byRuleAndClaim));
    const atRisk = findings.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0) / 100;
    expect(totals).toMatchObject({
      findings: findings.length,
      claims: findings.length,
      amountAtRisk: atRisk,
    });
    expect(claims.map(({ amountAtRisk }) => amountAtRisk)).toEqual(
      claims.map(({ amountAtRisk }) => amountAtRisk).sort((a, b) => b - a),
    );
    for (const { findings: ofClaim } of claims)
      for (const { message } of ofClaim) expect(message).toMatch(/[ก-๙]/);
  });

  for (const [title, flavour] of [
    ['commas, windows-874', { format: 'CSV' }],
    ['bars, windows-874', { format: 'TXT' }],
    ['bars, UTF-8', { format: 'TXT', charset: 'utf-8' }],
    ['commas, UTF-8 with a byte order mark', { format: 'CSV', charset: 'utf-8 with BOM' }],
    ['DBF in UTF-8', { format: 'DBF', charset: 'utf-8' }],
    ['DBF with a code page mark', { format: 'DBF', codePage: 0x7c }],
  ] as const) {
    it(`comes out the same from other files: ${title}`, async () => {
      const small = makeClaimMonth({ patients: 8, seed: 5 });
      const sent = CLAIM_FILES.slice(0, 10);
      const { status, body } = await user.uploadBatch(sent.map((file) => claimFile(small, file, flavour)));
      expect([200, 202]).toContain(status);
      const batch = await user.waitForEnd(body.data.batchId);
      expect(batch).toMatchObject({ status: 'success', totalFiles: 10, successFiles: 10 });
      for (const file of sent) {
        const stored = fileIn(batch, file);
        expect(stored.fileType).toBe(flavour.format);
        expectRecords(await user.records(stored.id), small, file);
      }
    });
  }

  it('imports nine files of ten when one is no table, and says of it what is wrong', async () => {
    const files = claimMonthFiles(sound).slice(0, 10);
    const pat = files.findIndex(({ name }) => name.startsWith('PAT'));
    files[pat] = { name: 'PAT6805.DBF', bytes: (files[pat]?.bytes as Buffer).subarray(0, -500) };
    const { status, body } = await user.uploadBatch(files, { batchName: 'nine of ten' });
    expect(status).toBe(200);
    expect(body.message).toBe('อัปโหลด batch สำเร็จ (9/10 ไฟล์)');
    expect(body.data).toMatchObject({ totalFiles: 10, successFiles: 9, errorFiles: 1, status: 'partial' });
    expect(body.data.results.map(({ filename, success }) => [filename, success])).toEqual(
      files.map(({ name }) => [name, !name.startsWith('PAT')]),
    );
    expect(body.data.results[pat]).toMatchObject({
      message: 'ไฟล์ไม่ผ่านการตรวจสอบ',
      errors: ['Invalid file format'],
    });
    const batch = await user.waitForEnd(body.data.batchId);
    expect(batch).toMatchObject({ status: 'partial', successFiles: 9, errorFiles: 1 });
    expect(fileIn(batch, 'PAT')).toMatchObject({ status: 'error', isValid: false, totalRecords: 0 });
    expect(await user.records(fileIn(batch, 'PAT').id)).toEqual([]);
    expectRecords(await user.records(fileIn(batch, 'OPD').id), sound, 'OPD');
  });

  it('imports nothing of a file that lacks a required column', async () => {
    const { status, body } = await user.upload(claimFile(sound, 'CHA', { without: ['AMOUNT', 'CHRGITEM'] }));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: true,
      message: 'อัปโหลดไฟล์สำเร็จ',
      data: {
        success: false,
        message: 'ไฟล์ไม่ผ่านการตรวจสอบ',
        filename: 'CHA6805.DBF',
        errors: ['Missing required fields'],
      },
    });
    const file = await user.file(body.data.fileId);
    expect(file).toMatchObject({ status: 'error', isValid: false, totalRecords: 0, processedRecords: 0 });
    expect(file).toMatchObject({ errors: [{ detail: expect.stringMatching(/CHRGITEM.*AMOUNT/) }] });
    expect(await user.records(file.id)).toEqual([]);
  });
});

/** Every record is there in its order, each value as it was sent: days as `2025-05-31`, blanks as null. */
function expectRecords(found: RecordBody[], month: ClaimMonth, file: ClaimFile): void {
  expect(found.map(({ rowNumber }) => rowNumber)).toEqual(found.map((_, i) => i + 1));
  expect(found.map(({ data }) => asText(data))).toEqual(
    month.records[file].map((record) => asText(expectedData(record, file))),
  );
  expect(found.every(({ isValid, errors }) => isValid && errors.length === 0)).toBe(true);
}

function expectedData(record: ClaimRecord, file: ClaimFile): Record<string, string | null> {
  const entries = claimColumns(file).map(({ name, type }): [string, string | null] => {
    const value = record[name] || null;
    return [name, type === 'D' && value ? value.replace(/(....)(..)(..)/, '$1-$2-$3') : value];
  });
  return Object.fromEntries(entries);
}

/** Columns of text files are text; those of a DBF may be numbers. */
function asText(data: RecordBody['data']): Record<string, string | null> {
  const entries = Object.entries(data).map(([name, value]): [string, string | null] => {
    if (value === null) return [name, null];
    return [
      name,
      typeof value === 'number'
        ? String(value)
        : String(value).replace(/^(\d+)\.?0*$|^(\d+\.\d*[1-9])0*$/, '$1$2'),
    ];
  });
  return Object.fromEntries(entries);
}

function errorOf({ rowNumber, column, code, value, isWarning }: PlantedProblem) {
  return { rowNumber, column, code, message: '', value, severity: isWarning ? 'warning' : 'error' };
}

function byRuleAndClaim(
  a: Pick<PlantedFinding, 'rule' | 'claim'>,
  b: Pick<PlantedFinding, 'rule' | 'claim'>,
): number {
  return `${a.rule} ${a.claim}`.localeCompare(`${b.rule} ${b.claim}`);
}
