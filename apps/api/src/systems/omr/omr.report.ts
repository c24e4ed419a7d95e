import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { type BatchStatus, type OmrBatch } from '@sluice/systems/omr';
import { type Actor } from '../../auth';
import {
  ENGLISH,
  html,
  longTable,
  MAX_TABLE_ROWS,
  outcomes,
  type Report,
  type Section,
  shortened,
  timesOf,
  type Tone,
} from '../../report';
import { findBatch } from './omr.access';
import { throughputChart } from './throughput';

const { words, formats } = ENGLISH;

const STATE_TONES: Record<BatchStatus, Tone> = {
  uploaded: 'open',
  processing: 'open',
  completed: 'good',
  failed: 'bad',
};

/** What became of a batch of sheets, for people. @throws AppError 404 when there is none, or it is another's */
export function omrReport(db: Database, actor: Actor, id: string): Promise<Report> {
  // In one snapshot: figures, charts and tables tell of the same moment.
  return db.transaction('REPEATABLE READ', async (sql) => {
    const batch = await findBatch(sql, actor, id);
    return {
      ...headOf(batch),
      sections: [
        outcomeSection(batch),
        { heading: 'Sheets over time', body: await throughputChart(sql, batch) },
        await failedSheets(sql, batch),
        warningsSection(batch),
      ],
    };
  });
}

function headOf(batch: OmrBatch): Omit<Report, 'sections'> {
  const { number, share } = formats;
  const { sheetCount, processedCount, failedCount, status, warnings } = batch;
  return {
    locale: ENGLISH,
    system: 'Answer sheets (OMR)',
    title: batch.originalFilename,
    state: { name: status, tone: STATE_TONES[status] },
    notice: batch.errorMessage,
    facts: [
      [words.batch, html`<code>${batch.id}</code>`],
      ['Task', batch.taskId ?? 'none'],
      [words.by, batch.uploadedBy],
      ...timesOf(batch, ENGLISH),
      [words.size, formats.bytes(batch.totalSize)],
      ['Read as', STRATEGIES[batch.uploadStrategy]],
    ],
    figures: [
      { name: 'Sheets', value: number(sheetCount) },
      { name: 'Processed', value: number(processedCount), tone: 'good' },
      { name: 'Failed', value: number(failedCount), ...(failedCount > 0 && { tone: 'bad' }) },
      { name: 'Done', value: share(processedCount + failedCount, sheetCount) },
      { name: 'Warnings', value: number(warnings.length), ...(warnings.length > 0 && { tone: 'warn' }) },
    ],
  };
}

const STRATEGIES: Record<OmrBatch['uploadStrategy'], string> = {
  zip_with_qr: 'ZIP, QR codes read',
  zip_without_qr: 'ZIP, without QR codes',
  direct_images: 'Images',
};

function outcomeSection({ sheetCount, processedCount, failedCount }: OmrBatch): Section {
  const open = sheetCount - processedCount - failedCount;
  const names = {
    title: 'Sheets by outcome',
    description: `Of ${sheetCount} sheets ${processedCount} were processed, ${failedCount} failed, ${open} are open.`,
  };
  const body = outcomes(
    names,
    [
      { name: 'Processed', value: processedCount, tone: 'good' },
      { name: 'Failed', value: failedCount, tone: 'bad' },
      { name: 'Open', value: open, tone: 'open' },
    ],
    ENGLISH,
  );
  return { heading: names.title, body };
}

interface FailedSheet {
  index: number;
  filename: string;
  page: number;
  error: string | null;
}

async function failedSheets(sql: Sql, { id, failedCount }: OmrBatch): Promise<Section> {
  const sheets = await rows<FailedSheet>(
    sql,
    `SELECT index, filename, page, error FROM omr_sheets WHERE batch_id = $1 AND status = 'failed'
     ORDER BY index LIMIT ${MAX_TABLE_ROWS}`,
    [id],
  );
  const body = longTable(
    {
      caption: 'Sheets that could not be read, and why',
      columns: [
        { name: 'Sheet', kind: 'number' },
        { name: 'File', kind: 'value' },
        { name: 'Page', kind: 'number' },
        { name: 'Reason', kind: 'value' },
      ],
      rows: sheets.map(({ index, filename, page, error }) => [
        index,
        shortened(filename),
        page,
        shortened(error ?? ''),
      ]),
      total: failedCount,
      exportPath: `/api/batches/${id}/export.csv`,
    },
    ENGLISH,
  );
  return { heading: 'Failed sheets', body };
}

function warningsSection({ id, warnings }: OmrBatch): Section {
  const body = longTable(
    {
      caption: 'What did not stop the batch, but should be looked at',
      columns: [
        { name: 'Sheet', kind: 'number' },
        { name: 'File', kind: 'value' },
        { name: 'Task', kind: 'value' },
        { name: 'Warning', kind: 'value' },
      ],
      rows: warnings
        .slice(0, MAX_TABLE_ROWS)
        .map(({ index, filename, task_id: taskId, message }) => [
          index ?? '–',
          shortened(filename ?? '–'),
          taskId ?? '–',
          shortened(message),
        ]),
      total: warnings.length,
      exportPath: `/api/batches/${id}/status`,
    },
    ENGLISH,
  );
  return { heading: 'Warnings', body };
}
