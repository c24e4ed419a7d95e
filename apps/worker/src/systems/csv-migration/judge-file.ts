import { AppError } from '@sluice/kernel/errors';
import { tracedItem } from '@sluice/kernel/tracing';
import { type MigrationJob, type MigrationPayload } from '@sluice/systems/csv-migration';
import { type GiveUpReason, type JobHandler, type JobTools } from '../../job-handler';
import { itemsProcessed } from '../../metrics';
import { type MigrationDeps } from './csv-migration.handlers';
import { beginRun, commitPiece, failRun, firstErrors } from './job.queries';
import { type Piece, readPieces } from './pieces';
import { rowsAlreadyIn } from './rows-in';
import { createRun, type Run } from './run';
import { BEGINNING, type Place, readStoredCsv } from './stored-csv';
import { Teller } from './tell';

/** A newer program wrote it. */
export const UNREADABLE_JOB = 'Proses dihentikan karena tidak dikenali oleh versi ini; silakan coba lagi';
const FILE_MISSING = 'File CSV tidak ada lagi di penyimpanan; silakan unggah kembali';
const REASONS: Readonly<Record<GiveUpReason['kind'], string>> = {
  poison: 'Proses dihentikan karena tiga kali terputus di tempat yang sama',
  failed: 'Proses dihentikan karena kesalahan internal; silakan coba lagi',
};

/**
 * Goes through a file piece by piece: a job that is `validating` is judged, one that is `importing` is judged and its
 * good rows go in. A run that was begun by a worker that died goes on behind its last piece.
 */
export function judgeFileJob(deps: MigrationDeps): JobHandler<MigrationPayload> {
  return {
    async run({ jobId }, tools) {
      const job = await beginRun(tools.lease, jobId);
      if (!job) return;
      await new Teller(deps.notices, tools).state(job);
      try {
        await judgeFile(await createRun(deps, tools, job));
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'file_missing') throw error;
        await endAsFailed(deps, tools, jobId, FILE_MISSING);
      }
    },
    giveUp: ({ jobId }, tools, { kind }) => endAsFailed(deps, tools, jobId, REASONS[kind]),
  };
}

/** Ends a run as failed, and tells. */
export async function endAsFailed(
  deps: MigrationDeps,
  tools: JobTools,
  jobId: string,
  reason: string,
): Promise<void> {
  const job = await failRun(tools.lease, jobId, reason);
  if (!job) return;
  const tell = new Teller(deps.notices, tools);
  await tell.state(job);
  if (job.startedAt) tell.completed(job);
  tell.status(job);
}

/** While Postgres takes a piece the next one is judged. */
async function judgeFile(run: Run): Promise<void> {
  const { deps, tools, job } = run;
  const from = placeOf(tools.lease.job.checkpoint);
  const options = {
    job,
    judge: run.judge,
    target: run.target,
    alreadyIn: await rowsAlreadyIn(deps.db, job, from.row),
    from,
    pool: run.pool,
    signal: tools.signal,
  };
  const commit = committer(run);
  let committed: Promise<void> = Promise.resolve();
  try {
    for await (const piece of readPieces(readStoredCsv(deps.store, job, from), options)) {
      await committed;
      committed = commit(piece);
      // Whoever waits for it next meets its error.
      committed.catch(() => undefined);
    }
  } finally {
    await committed;
  }
}

function committer(run: Run): (piece: Piece) => Promise<void> {
  const tell = new Teller(run.deps.notices, run.tools);
  let told = run.job.processedRows;
  return async (piece) => {
    const { job, invalid } = await tracedItem('migration.piece', { 'sluice.rows': piece.processed }, () =>
      commitPiece(run, piece),
    );
    piece.candidates.release();
    piece.errors.lines.release();
    itemsProcessed.inc({ system: 'migration', status: 'valid' }, piece.processed - invalid);
    itemsProcessed.inc({ system: 'migration', status: 'invalid' }, invalid);
    await tell.state(job);
    if (!run.isDryRun) tell.progress(job, told, piece.isLast);
    told = job.processedRows;
    if (piece.isLast) await tellEnd(run, tell, job);
  };
}

async function tellEnd({ deps, isDryRun }: Run, tell: Teller, job: MigrationJob): Promise<void> {
  if (isDryRun) tell.validated(job, await firstErrors(deps.db.manager, job.id));
  else tell.completed(job);
  tell.status(job);
}

function placeOf(checkpoint: unknown): Place {
  if (checkpoint === null || checkpoint === undefined) return BEGINNING;
  const { row, offset } = checkpoint as Partial<Place>;
  if (typeof row !== 'number' || typeof offset !== 'number') throw new Error('The checkpoint names no place');
  return { row, offset };
}
