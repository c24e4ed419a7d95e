import { type ClaimsOfAMonth } from './claims-of-a-month';
import { Checklist } from './sample';

/** The answers of `specs/revenue.md` and the report, as far as the demo looks at them. */
export interface RevenueUpload {
  filename: string;
  fileSize: number;
  batchId: string;
}

export interface RevenueProgress {
  status: string;
  totalFiles: number;
  successFiles: number;
  errorFiles: number;
  processingFiles: number;
  progressPercentage: number;
  checkState: string;
}

export interface RevenueFile {
  id: string;
  filename: string;
  status: string;
  validRecords: number;
  invalidRecords: number;
  skippedRecords: number;
}

export interface RevenueReport {
  totals: { totalRecords: number; claims: number; amountAtRisk: number };
  claims: {
    claimKind: string;
    claim: string;
    amountAtRisk: number;
    findings: { rule: string; message: string; table: string; rowNumber: number | null }[];
  }[];
}

export interface RevenueError {
  rowNumber: number;
  column: string | null;
  code: string;
}

/** All that the service said of a month. */
export interface RevenueAnswers {
  upload: RevenueUpload;
  /** In the order they came; the last is that of the ended batch. */
  polls: RevenueProgress[];
  files: RevenueFile[];
  report: RevenueReport;
  /** What stands against records, by file name. */
  errors: Record<string, RevenueError[]>;
  /** Name of the patient that was looked up. */
  patientName: string;
}

/** Compares what came back with what was made: files, wrong records, claims. @returns what differs, in words */
export function checkClaims(claims: ClaimsOfAMonth, answers: RevenueAnswers): string[] {
  const list = new Checklist();
  list.same('fileSize of the upload', answers.upload.fileSize, claims.zip.length);
  checkPolls(list, claims, answers.polls);
  checkFiles(list, claims, answers);
  const { findings } = claims;
  const said = answers.report.claims.flatMap(({ claimKind, claim, amountAtRisk, findings: ofClaim }) =>
    ofClaim.map(
      ({ rule, table, rowNumber }) =>
        `${rule} of ${claimKind} ${claim} in ${table} row ${rowNumber}: ${amountAtRisk} baht`,
    ),
  );
  const expected = findings.map(
    ({ rule, claimKind, claim, file, rowNumber, amount }) =>
      `${rule} of ${claimKind} ${claim} in ${file} row ${rowNumber}: ${amount} baht`,
  );
  checkSame(list, 'finding', said, expected);
  list.same('name of the patient', answers.patientName, claims.patient.name);
  return list.mismatches;
}

function checkPolls(list: Checklist, { files }: ClaimsOfAMonth, polls: RevenueProgress[]): void {
  // A ZIP is a file itself until it is opened: only from then on the files are those of the month.
  const opened = polls.filter(({ totalFiles }) => totalFiles === files.length);
  for (const [at, { progressPercentage: percent }] of opened.entries()) {
    const before = opened[at - 1]?.progressPercentage ?? 0;
    if (percent < before) list.add(`progress falls from ${before} to ${percent}`);
  }
  const end = polls.at(-1);
  list.same('status of the batch', end?.status, 'success');
  list.same('totalFiles', end?.totalFiles, files.length);
  list.same('successFiles', end?.successFiles, files.length);
  list.same('errorFiles', end?.errorFiles, 0);
  list.same('checkState', end?.checkState, 'done');
  list.same('progressPercentage', end?.progressPercentage, 100);
}

function checkFiles(list: Checklist, { files, problems }: ClaimsOfAMonth, answers: RevenueAnswers): void {
  list.same('number of files', answers.files.length, files.length);
  for (const { filename, valid, invalid, skipped } of files) {
    const file = answers.files.find((one) => one.filename === filename);
    list.same(`${filename}: status`, file?.status, 'completed');
    list.same(`${filename}: validRecords`, file?.validRecords, valid);
    list.same(`${filename}: invalidRecords`, file?.invalidRecords, invalid);
    list.same(`${filename}: skippedRecords`, file?.skippedRecords, skipped);
    const text = ({ rowNumber, column, code }: RevenueError): string =>
      `${code} of ${column} in row ${rowNumber}`;
    const planted = problems.filter((problem) => isOf(filename, problem.file));
    checkSame(list, `${filename}: error`, (answers.errors[filename] ?? []).map(text), planted.map(text));
  }
}

/** `CHA6805.DBF` is a file of CHA. */
function isOf(filename: string, file: string): boolean {
  return filename.startsWith(file) && /^\d/.test(filename.slice(file.length));
}

/** Names what is missing and what is too much. */
function checkSame(list: Checklist, what: string, said: string[], expected: string[]): void {
  for (const text of expected) if (!said.includes(text)) list.add(`${what} not reported: ${text}`);
  for (const text of said) if (!expected.includes(text)) list.add(`${what} reported without reason: ${text}`);
  if (said.length !== new Set(said).size) list.add(`${what} reported twice`);
}
