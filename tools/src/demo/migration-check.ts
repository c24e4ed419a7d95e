import { type ImportFile } from '@sluice/test/fixtures/pilgrims-file';
import { Checklist } from './sample';

/** The answers of `specs/migration.md`, as far as the demo looks at them. */
export interface MigrationUpload {
  job_id: string;
  total_rows: number;
  columns: string[];
  encoding: string;
  delimiter: string;
}

/** What an event of a job tells. */
export interface MigrationProgress {
  status: string;
  total: number;
  progress_percentage: number;
}

export interface MigrationStatus {
  status: string;
  status_display: string;
  total_rows: number;
  processed_rows: number;
  valid_rows: number;
  invalid_rows: number;
  imported_rows: number;
  warning_count: number;
}

/** All that the service said of one import. */
export interface MigrationAnswers {
  upload: MigrationUpload;
  /** In the order they came; the last is that of the ended job. */
  events: MigrationProgress[];
  status: MigrationStatus;
  /** The errors as CSV. */
  report: string;
  /** Row numbers of what is in the table now; the first ones of many. */
  importedRows: number[];
}

/** Compares what came back with what was made: counters, errors line by line, rows. @returns what differs, in words */
export function checkImport(file: ImportFile, answers: MigrationAnswers): string[] {
  const list = new Checklist();
  const { upload, status } = answers;
  const wrong = file.rows.length - file.stored.size;
  list.same('total_rows of the upload', upload.total_rows, file.rows.length);
  list.same('columns', upload.columns.join(), file.header.join());
  list.same('encoding', upload.encoding, 'utf-8');
  list.same('delimiter', upload.delimiter, ',');
  checkEvents(list, answers.events);
  list.same('status', status.status, 'completed');
  list.same('status_display', status.status_display, 'Selesai');
  list.same('total_rows', status.total_rows, file.rows.length);
  list.same('processed_rows', status.processed_rows, file.rows.length);
  list.same('valid_rows', status.valid_rows, file.stored.size);
  list.same('invalid_rows', status.invalid_rows, wrong);
  list.same('imported_rows', status.imported_rows, file.stored.size);
  list.same('warning_count', status.warning_count, file.warnings.length);
  checkReport(list, file.errorReport.split('\r\n'), answers.report.split('\r\n'));
  const expected = [...file.stored.keys()].slice(0, answers.importedRows.length);
  list.same('rows in the table', answers.importedRows.join(), expected.join());
  return list.mismatches;
}

function checkEvents(list: Checklist, events: MigrationProgress[]): void {
  let before = 0;
  for (const { progress_percentage: percent } of events) {
    if (percent < before) list.add(`progress falls from ${before} to ${percent}`);
    before = percent;
  }
  list.same('status of the last event', events.at(-1)?.status, 'completed');
  list.same('progress_percentage', events.at(-1)?.progress_percentage, 100);
}

function checkReport(list: Checklist, expected: string[], said: string[]): void {
  const [planted, told] = [new Set(expected), new Set(said)];
  for (const line of expected) if (!told.has(line)) list.add(`error not reported: ${line}`);
  for (const line of said) if (!planted.has(line)) list.add(`error reported without reason: ${line}`);
  list.same('lines of the error report', said.length, expected.length);
}
