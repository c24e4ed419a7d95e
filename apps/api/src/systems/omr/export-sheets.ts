import { Readable } from 'node:stream';
import { csvLine } from '@sluice/formats/csv';
import { type Database } from '@sluice/kernel/db';
import { type OmrBatch, OmrSheet } from '@sluice/systems/omr';
import { MoreThan } from 'typeorm';

/** Rows in memory at once, however many sheets there are. */
const PAGE_ROWS = 1_000;

export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Media types; what the header parameter says is so: RFC 4180, 3. */
export const EXPORT_TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
};

/** Columns of the CSV, fields of the JSON. */
const COLUMNS = ['sheet', 'filename', 'page', 'task_id', 'qr_text', 'status', 'error'] as const;

/**
 * All sheets of a batch, in pages as they are asked for. No byte order mark: programs trip over it, and
 * spreadsheets can be told that it is UTF-8.
 */
export function exportSheets(db: Database, batch: OmrBatch, format: ExportFormat): Readable {
  const text = format === 'csv' ? csvOf(db, batch) : jsonOf(db, batch);
  return Readable.from(text, { objectMode: false });
}

async function* csvOf(db: Database, batch: OmrBatch): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const sheets of pages(db, batch.id)) {
    yield sheets.map((sheet) => csvLine(COLUMNS.map((column) => sheet[column]))).join('');
  }
}

async function* jsonOf(db: Database, batch: OmrBatch): AsyncGenerator<string> {
  const { id, taskId, status, sheetCount } = batch;
  const head = JSON.stringify({ batch_id: id, task_id: taskId, status, sheet_count: sheetCount });
  yield `${head.slice(0, -1)},"sheets":[`;
  let separator = '';
  for await (const sheets of pages(db, id)) {
    yield separator + sheets.map((sheet) => JSON.stringify(sheet)).join(',');
    separator = ',';
  }
  yield ']}';
}

type ExportedSheet = Record<(typeof COLUMNS)[number], string | number | null>;

async function* pages(db: Database, batchId: string): AsyncGenerator<ExportedSheet[]> {
  let last = 0;
  for (;;) {
    const sheets = await db.manager.find(OmrSheet, {
      select: {
        index: true,
        filename: true,
        page: true,
        taskId: true,
        qrText: true,
        status: true,
        error: true,
      },
      where: { batchId, index: MoreThan(last) },
      order: { index: 'ASC' },
      take: PAGE_ROWS,
    });
    if (sheets.length > 0) yield sheets.map(presentRow);
    if (sheets.length < PAGE_ROWS) return;
    last = sheets.at(-1)?.index ?? last;
  }
}

function presentRow({ index, filename, page, taskId, qrText, status, error }: OmrSheet): ExportedSheet {
  return { sheet: index, filename, page, task_id: taskId, qr_text: qrText, status, error };
}
