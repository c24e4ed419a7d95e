import { AppError } from '@sluice/kernel/errors';
import { type FileStore } from '@sluice/kernel/storage';
import { tracedItem } from '@sluice/kernel/tracing';
import { type AudiencePayload, type AudienceUpload, showUpload } from '@sluice/systems/audience';
import { type GiveUpReason, type JobHandler, type JobTools } from '../../job-handler';
import { itemsProcessed } from '../../metrics';
import { ChunkPool } from '../../copy/copy-chunks';
import { type AudienceDeps } from './audience.handlers';
import { failUpload } from './end-upload';
import { FieldNames } from './field-names';
import { openRecords } from './open-records';
import { type Piece, readPieces } from './pieces';
import { refusalOf } from './refusal';
import { BEGINNING, type Place, UnreadableUpload } from './sent-records';
import { commitPiece, startUpload } from './upload.queries';

const FILE_MISSING = 'What was sent is not in the store any more; please send it again';
const REASONS: Readonly<Record<GiveUpReason['kind'], string>> = {
  poison: 'Loading was stopped because three workers broke off at the same place',
  failed: 'Loading was stopped because of an internal error; please send the records again',
};
/** Those who watch are told no more often; the end they are told in any case. */
const SHOW_EVERY_MS = 250;

/**
 * Copies the records of an upload into rows, piece by piece. A job that was begun by a worker that died goes on behind
 * its last piece.
 */
export function loadRecordsJob({ store }: AudienceDeps): JobHandler<AudiencePayload> {
  return {
    async run({ uploadId }, tools) {
      const upload = await startUpload(tools.lease, uploadId);
      if (!upload) return;
      await showUpload(tools, upload);
      try {
        await loadRecords(store, tools, upload);
      } catch (error) {
        const reason = reasonOf(error);
        if (reason === undefined) throw error;
        tools.log.info('an upload was refused', { uploadId });
        await failUpload(tools, uploadId, reason);
      }
    },
    giveUp: ({ uploadId }, tools, { kind }) => failUpload(tools, uploadId, REASONS[kind]),
  };
}

/** Why an upload can't be loaded, now or ever; undefined when trying again may help. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof UnreadableUpload) return error.message;
  return error instanceof AppError && error.code === 'file_missing' ? FILE_MISSING : undefined;
}

async function loadRecords(store: FileStore, tools: JobTools, upload: AudienceUpload): Promise<void> {
  const last = await loadPieces(store, tools, upload);
  if (last.end.number === 0) throw new UnreadableUpload('There are no records in it');
  if (last.isRefusing) throw new UnreadableUpload(await refusalOf(tools.lease, upload.id));
}

/** While Postgres takes a piece the next one is read. @returns the last piece */
async function loadPieces(store: FileStore, tools: JobTools, upload: AudienceUpload): Promise<Piece> {
  const { lease, signal } = tools;
  const from = placeOf(lease.job.checkpoint);
  const pool = new ChunkPool();
  const pieces = readPieces(openRecords(store, upload, from), {
    uploadId: upload.id,
    onError: upload.onError,
    before: { kept: upload.rowsLoaded, rejected: upload.rowsRejected },
    from,
    fields: upload.hasGivenFields ? undefined : new FieldNames(upload.fields),
    pool,
    signal,
  });
  const commit = committer(tools, upload, pool);
  let committed: Promise<void> = Promise.resolve();
  let last: Piece | undefined;
  try {
    for await (const piece of pieces) {
      await committed;
      last = piece;
      committed = commit(piece);
      // Whoever waits for it next meets its error.
      committed.catch(() => undefined);
    }
  } finally {
    await committed;
  }
  if (!last) throw new Error('There was no last piece');
  return last;
}

function committer(
  tools: JobTools,
  upload: AudienceUpload,
  pool: ChunkPool,
): (piece: Piece) => Promise<void> {
  let shownAt = performance.now();
  return async (piece) => {
    const rows = piece.kept + piece.rejected;
    const changed = await tracedItem('audience.piece', { 'sluice.rows': rows }, () =>
      commitPiece(tools.lease, upload, piece),
    );
    pool.giveBack(piece.records);
    piece.rejections.release();
    itemsProcessed.inc({ system: 'audience', status: 'loaded' }, piece.kept);
    itemsProcessed.inc({ system: 'audience', status: 'rejected' }, piece.rejected);
    if (!piece.isLast && performance.now() - shownAt < SHOW_EVERY_MS) return;
    await showUpload(tools, changed);
    shownAt = performance.now();
  };
}

function placeOf(checkpoint: unknown): Place {
  if (checkpoint === null || checkpoint === undefined) return BEGINNING;
  const { number, offset } = checkpoint as Partial<Place>;
  if (typeof number !== 'number' || typeof offset !== 'number') {
    throw new Error('The checkpoint names no place');
  }
  return checkpoint as Place;
}
