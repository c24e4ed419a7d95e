import { describe, it } from 'node:test';
import { makePilgrims, rowsForAllFaults } from '@sluice/test/fixtures/pilgrims';
import { expect } from 'expect';
import { checkImport, type MigrationAnswers } from './migration-check';

const file = makePilgrims({ rows: rowsForAllFaults(10), faultEvery: 10 });

/** What the service says when all went well, anew for each test to spoil. */
function answers(): MigrationAnswers {
  return {
    upload: {
      job_id: 'a',
      total_rows: file.rows.length,
      columns: [...file.header],
      encoding: 'utf-8',
      delimiter: ',',
    },
    events: [
      { status: 'pending', total: file.rows.length, progress_percentage: 0 },
      { status: 'importing', total: file.rows.length, progress_percentage: 43 },
      { status: 'completed', total: file.rows.length, progress_percentage: 100 },
    ],
    status: {
      status: 'completed',
      status_display: 'Selesai',
      total_rows: file.rows.length,
      processed_rows: file.rows.length,
      valid_rows: file.stored.size,
      invalid_rows: file.rows.length - file.stored.size,
      imported_rows: file.stored.size,
      warning_count: file.warnings.length,
    },
    report: file.errorReport,
    importedRows: [...file.stored.keys()].slice(0, 100),
  };
}

/** The mismatches of answers that `spoil` has changed. */
function after(spoil: (said: MigrationAnswers) => void): string[] {
  const said = answers();
  spoil(said);
  return checkImport(file, said);
}

describe('the check of the migration sample', () => {
  it('has nothing to say when all is as it was made', () => {
    expect(after(() => undefined)).toEqual([]);
  });

  it('names an error that was not reported, and one without reason', () => {
    const line = "10,missing_required,nama,Field 'nama' wajib diisi,\r\n";
    expect(file.errorReport).toContain(line);
    expect(after((said) => (said.report = said.report.replace(line, '')))).toEqual([
      "error not reported: 10,missing_required,nama,Field 'nama' wajib diisi,",
      `lines of the error report is ${file.errors.length + 1}, expected ${file.errors.length + 2}`,
    ]);
    const extra = after(
      (said) => (said.report = said.report.replace(line, `${line}11,duplicate,nik,x,y\r\n`)),
    );
    expect(extra[0]).toBe('error reported without reason: 11,duplicate,nik,x,y');
  });

  it('sees rows that are missing, and counted wrongly', () => {
    const said = after(({ status }) => (status.imported_rows = 1));
    expect(said).toEqual([`imported_rows is 1, expected ${file.stored.size}`]);
    expect(after(({ importedRows }) => importedRows.splice(3, 1))[0]).toMatch(
      /^rows in the table is "1,2,3,5,/,
    );
  });

  it('sees progress that falls and an import that did not end well', () => {
    const falls = after(({ events }) => (events[0] = { ...events[1]!, progress_percentage: 60 }));
    expect(falls).toEqual(['progress falls from 60 to 43']);
    const failed = after(({ status, events }) => {
      events.pop();
      Object.assign(status, { status: 'failed', status_display: 'Gagal' });
    });
    expect(failed).toEqual([
      'status of the last event is "importing", expected "completed"',
      'progress_percentage is 43, expected 100',
      'status is "failed", expected "completed"',
      'status_display is "Gagal", expected "Selesai"',
    ]);
  });
});
