import { describe, it } from 'node:test';
import { expect } from 'expect';
import { checkPile, type OmrAnswers } from './omr-check';
import { type ScannedPile } from './scanned-pile';

const pile: ScannedPile = {
  zip: Buffer.alloc(1000),
  taskId: '14900117',
  sheets: [
    { index: 1, filename: '1.jpg', status: 'processed', taskId: '14900117' },
    { index: 2, filename: '2.jpg', status: 'failed', taskId: null },
    { index: 3, filename: '3.jpg', status: 'processed', taskId: '14900103' },
  ],
};

/** What the service says when all went well, anew for each test to spoil. */
function answers() {
  const end = {
    batch_uuid: 'a',
    status: 'completed',
    sheet_count: 3,
    processed_count: 2,
    failed_count: 1,
    progress_percentage: 100,
  };
  const mismatch = { code: 'task_id_mismatch', message: 'Another task', index: 3, task_id: '14900103' };
  return {
    upload: { batch_id: 'a', status: 'uploaded', total_size: 1000 },
    polls: [{ ...end, status: 'processing', progress_percentage: 33.33, processed_count: 1 }, end],
    status: {
      ...end,
      task_id: '14900117',
      error_message: null as string | null,
      warnings: [mismatch],
      sheets: pile.sheets.map(({ index, filename, status, taskId }) => ({
        index,
        filename,
        status: status as string,
        task_id: taskId,
        error: status === 'failed' ? 'The image is cut short or damaged' : null,
      })),
    },
  } satisfies OmrAnswers;
}

/** The mismatches of answers that `spoil` has changed. */
function after(spoil: (said: ReturnType<typeof answers>) => void): string[] {
  const said = answers();
  spoil(said);
  return checkPile(pile, said);
}

describe('the check of the omr sample', () => {
  it('has nothing to say when all is as it was made', () => {
    expect(after(() => undefined)).toEqual([]);
  });

  it('names a sheet whose task id was read wrongly', () => {
    expect(
      after(({ status }) => ((status.sheets[0] as { task_id: string | null }).task_id = '14900118')),
    ).toEqual(['sheet 1: task_id is "14900118", expected "14900117"']);
  });

  it('names a sheet that is missing', () => {
    const said = after(({ status }) => status.sheets.pop());
    expect(said).toContain('number of sheets in the status is 2, expected 3');
    expect(said).toContain('sheet 3: filename is undefined, expected "3.jpg"');
  });

  it('wants to know why the corrupt sheet failed', () => {
    expect(after(({ status }) => ((status.sheets[1] as { error: string | null }).error = null))).toEqual([
      'sheet 2: error is null, expected a text like /cut short/',
    ]);
  });

  it('sees progress that falls, and a warning that came twice', () => {
    expect(after(({ polls }) => polls.unshift({ ...answers().status, progress_percentage: 50 }))).toEqual([
      'progress falls from 50 to 33.33',
    ]);
    const twice = after(({ status }) => status.warnings.push(...status.warnings));
    expect(twice).toEqual([
      expect.stringMatching(/^warnings is "task_id_mismatch.*, task_id_mismatch.*expected/),
    ]);
  });

  it('sees a batch that did not complete', () => {
    const said = after(({ status }) => {
      status.status = 'failed';
      status.error_message = 'No QR code';
    });
    expect(said).toEqual([
      'status: status is "failed", expected "completed"',
      'error_message of the batch is "No QR code", expected null',
    ]);
  });
});
