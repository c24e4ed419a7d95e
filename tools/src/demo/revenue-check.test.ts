import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type ClaimsOfAMonth } from './claims-of-a-month';
import { checkClaims, type RevenueAnswers } from './revenue-check';

const claims: ClaimsOfAMonth = {
  zip: Buffer.alloc(1000),
  filename: 'claims-6805.zip',
  files: [
    { filename: 'PAT6805.DBF', valid: 9, invalid: 1, skipped: 2 },
    { filename: 'OPD6805.DBF', valid: 20, invalid: 0, skipped: 0 },
  ],
  problems: [{ file: 'PAT', rowNumber: 4, column: 'SEX', code: 'bad_code', value: '3', isWarning: false }],
  findings: [
    { rule: 'hn_not_in_pat', claimKind: 'HN', claim: '007', file: 'OPD', rowNumber: 3, amount: 120.5 },
  ],
  patient: { hn: '001', name: 'สมชาย ใจดี' },
};

/** What the service says when all went well, anew for each test to spoil. */
function answers(): RevenueAnswers {
  const end = {
    status: 'success',
    totalFiles: 2,
    successFiles: 2,
    errorFiles: 0,
    processingFiles: 0,
    progressPercentage: 100,
    checkState: 'done',
  };
  const counts = (validRecords: number, invalidRecords: number, skippedRecords: number) => ({
    status: 'completed',
    validRecords,
    invalidRecords,
    skippedRecords,
  });
  return {
    upload: { filename: 'claims-6805.zip', fileSize: 1000, batchId: 'a' },
    polls: [
      { ...end, status: 'processing', totalFiles: 1, processingFiles: 1, progressPercentage: 90 },
      { ...end, status: 'processing', processingFiles: 1, progressPercentage: 40 },
      end,
    ],
    files: [
      { id: '1', filename: 'PAT6805.DBF', ...counts(9, 1, 2) },
      { id: '2', filename: 'OPD6805.DBF', ...counts(20, 0, 0) },
    ],
    report: {
      totals: { totalRecords: 32, claims: 1, amountAtRisk: 120.5 },
      claims: [
        {
          claimKind: 'HN',
          claim: '007',
          amountAtRisk: 120.5,
          findings: [{ rule: 'hn_not_in_pat', message: 'ไม่มี HN 007', table: 'OPD', rowNumber: 3 }],
        },
      ],
    },
    errors: { 'PAT6805.DBF': [{ rowNumber: 4, column: 'SEX', code: 'bad_code' }], 'OPD6805.DBF': [] },
    patientName: 'สมชาย ใจดี',
  };
}

/** The mismatches of answers that `spoil` has changed. */
function after(spoil: (said: RevenueAnswers) => void): string[] {
  const said = answers();
  spoil(said);
  return checkClaims(claims, said);
}

describe('the check of the revenue sample', () => {
  it('has nothing to say when all is as it was made', () => {
    expect(after(() => undefined)).toEqual([]);
  });

  it('names a wrong record that was not reported, and one that is not wrong', () => {
    expect(after((said) => (said.errors['PAT6805.DBF'] = []))).toEqual([
      'PAT6805.DBF: error not reported: bad_code of SEX in row 4',
    ]);
    const extra = { rowNumber: 1, column: 'HN', code: 'required' };
    expect(after((said) => said.errors['OPD6805.DBF']?.push(extra))).toEqual([
      'OPD6805.DBF: error reported without reason: required of HN in row 1',
    ]);
  });

  it('names a claim whose amount at risk is another', () => {
    const said = after(
      ({ report }) => (report.claims = report.claims.map((claim) => ({ ...claim, amountAtRisk: 1 }))),
    );
    expect(said).toEqual([
      'finding not reported: hn_not_in_pat of HN 007 in OPD row 3: 120.5 baht',
      'finding reported without reason: hn_not_in_pat of HN 007 in OPD row 3: 1 baht',
    ]);
  });

  it('sees files that are missing or counted wrongly', () => {
    expect(after(({ files }) => files.pop())).toContain('number of files is 1, expected 2');
    const said = after(({ files }) => (files[0] = { ...files[0]!, validRecords: 10 }));
    expect(said).toEqual(['PAT6805.DBF: validRecords is 10, expected 9']);
  });

  it('sees progress that falls and a batch that did not end well', () => {
    const falls = after(({ polls }) => polls.splice(1, 0, { ...polls[2]!, progressPercentage: 60 }));
    expect(falls).toEqual(['progress falls from 60 to 40']);
    const said = after(({ polls }) => polls.push({ ...polls[2]!, status: 'partial', checkState: 'failed' }));
    expect(said).toEqual([
      'status of the batch is "partial", expected "success"',
      'checkState is "failed", expected "done"',
    ]);
  });

  it('sees Thai that did not come out as Thai', () => {
    expect(after((said) => (said.patientName = 'ÊÁªÒÂ ã¨´Õ'))).toEqual([
      'name of the patient is "ÊÁªÒÂ ã¨´Õ", expected "สมชาย ใจดี"',
    ]);
  });
});
