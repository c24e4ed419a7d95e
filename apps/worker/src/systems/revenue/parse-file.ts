import { AppError } from '@sluice/kernel/errors';
import { tracedItem } from '@sluice/kernel/tracing';
import { type RevenueFile, type RevenueFilePayload, showRevenue } from '@sluice/systems/revenue';
import { type JobHandler, type JobTools } from '../../job-handler';
import { itemsProcessed } from '../../metrics';
import { ChunkPool } from '../../copy/copy-chunks';
import { openTable } from './open-table';
import { type Piece, readPieces } from './pieces';
import { commitPiece, endAsError, type FileEnd, startFile } from './revenue-file.queries';
import { type RevenueDeps } from './revenue.handlers';
import { BEGINNING, invalidFormat, type Place, type Table, TableRefusal } from './table';

/**
 * Imports one table: judges its structure, then its records, and stores them piece by piece. A job that was begun
 * by a worker that died goes on behind its last piece.
 */
export function parseFileJob(deps: RevenueDeps): JobHandler<RevenueFilePayload> {
  return {
    async run({ fileId }, tools) {
      const file = await startFile(tools.lease, fileId);
      if (!file) return;
      const startedAt = performance.now();
      await showRevenue(tools, { files: [file] });
      try {
        const table = await openStored(deps, file);
        await importTable(tools, file, table, startedAt);
      } catch (error) {
        if (!(error instanceof TableRefusal)) throw error;
        tools.log.info('a file was refused', { fileId, code: error.fault.code });
        const workMs = performance.now() - startedAt;
        await endFile(tools, fileId, { fault: error.fault, dropRows: true, workMs });
      }
    },
    giveUp: ({ fileId }, tools, { kind, message }) =>
      endFile(tools, fileId, { fault: { code: kind, message }, dropRows: false }),
  };
}

/** Ends a file as `error` and shows it. */
export async function endFile(tools: JobTools, fileId: string, end: FileEnd): Promise<void> {
  const changed = await endAsError(tools.lease, fileId, end);
  if (changed) await showRevenue(tools, { files: [changed.file], batch: changed.batch });
}

/** A file whose bytes are not there will not be there the next time either. */
async function openStored(deps: RevenueDeps, file: RevenueFile): Promise<Table> {
  try {
    return await openTable(deps.store, file);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'file_missing') throw error;
    throw invalidFormat('file_missing', 'ไม่มีข้อมูลของไฟล์นี้ในระบบ กรุณาส่งไฟล์ใหม่');
  }
}

/** While Postgres takes a piece the next one is read. */
async function importTable(
  tools: JobTools,
  file: RevenueFile,
  table: Table,
  startedAt: number,
): Promise<void> {
  const { lease, signal } = tools;
  const from = placeOf(lease.job.checkpoint);
  const pool = new ChunkPool();
  const options = { fileId: file.id, fileSize: file.fileSize, from, signal, pool };
  const commit = committer(tools, file.id, table, startedAt);
  let committed: Promise<void> = Promise.resolve();
  try {
    for await (const piece of readPieces(table, options)) {
      await committed;
      committed = commit(piece, pool);
      // Whoever waits for it next meets its error.
      committed.catch(() => undefined);
    }
  } finally {
    await committed;
  }
}

function committer(
  tools: JobTools,
  fileId: string,
  table: Table,
  startedAt: number,
): (piece: Piece, pool: ChunkPool) => Promise<void> {
  const columns = table.columns.map(({ name, type, width, decimals }) => ({ name, type, width, decimals }));
  const facts = { columns, charset: table.charset.name };
  let countedTo = startedAt;
  const workMs = (): number => {
    const from = countedTo;
    countedTo = performance.now();
    return countedTo - from;
  };
  return async (piece, pool) => {
    const rows = piece.valid + piece.invalid + piece.skipped;
    const changed = await tracedItem('revenue.piece', { 'sluice.rows': rows }, () =>
      commitPiece(tools.lease, fileId, piece, facts, workMs),
    );
    pool.giveBack(piece.records);
    pool.giveBack(piece.problems);
    itemsProcessed.inc({ system: 'revenue', status: 'valid' }, piece.valid);
    itemsProcessed.inc({ system: 'revenue', status: 'invalid' }, piece.invalid);
    itemsProcessed.inc({ system: 'revenue', status: 'skipped' }, piece.skipped);
    await showRevenue(tools, { files: [changed.file], batch: changed.batch });
  };
}

function placeOf(checkpoint: unknown): Place {
  if (checkpoint === null || checkpoint === undefined) return BEGINNING;
  const { row, offset } = checkpoint as Partial<Place>;
  if (typeof row !== 'number' || typeof offset !== 'number') throw new Error('The checkpoint names no place');
  return { row, offset };
}
