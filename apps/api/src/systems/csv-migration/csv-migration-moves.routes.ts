import { AppError } from '@sluice/kernel/errors';
import {
  MIGRATION_QUEUE,
  type MigrationJob,
  type RollbackSummary,
  STATUS_DISPLAY,
} from '@sluice/systems/csv-migration';
import { batchMoveRoutes } from '../../http/batch-moves';
import { defineRoute, type Reply, type Route } from '../../http/route';
import { RETRY_AFTER_SECONDS } from '../../http/waiting';
import { type SystemDeps } from '../../systems';
import { WRITERS } from './csv-migration.access';
import { beginAnswer, cancelAnswer, retryAnswer, rollbackAnswer } from './csv-migration.answers';
import { type CancelledJob, MigrationMoves } from './csv-migration.moves';
import { jobPath, secondsOrNull } from './csv-migration.presenter';
import { idParams, previewQuery } from './csv-migration.schemas';
import { Rollbacks, rollbackStates } from './roll-back';

const JOB = '/api/v1/onboarding/migration/:id';

/** The document prints a finished rollback, so it is waited for, within reason. */
const WAIT_SECONDS = 10;

/** Validate, start, roll back, cancel, retry. */
export function migrationMoveRoutes(deps: SystemDeps): Route[] {
  const moves = new MigrationMoves(deps);
  return [
    defineRoute({
      method: 'post',
      path: `${JOB}/validate`,
      summary: 'Judge every row as an import would; nothing goes in',
      access: WRITERS,
      params: idParams,
      responses: { 200: { description: 'Begun', schema: beginAnswer } },
      async handler({ actor, params }) {
        const { id } = await moves.validate(actor, params.id);
        return begun(id, 'Validasi dimulai. Anda akan menerima notifikasi saat selesai.');
      },
    }),
    defineRoute({
      method: 'post',
      path: `${JOB}/start`,
      summary: 'Import the rows that have no errors',
      access: WRITERS,
      params: idParams,
      responses: { 200: { description: 'Begun', schema: beginAnswer } },
      async handler({ actor, params }) {
        const { id } = await moves.start(actor, params.id);
        return begun(id, 'Import dimulai. Progress akan diupdate secara real-time.');
      },
    }),
    rollbackRoute(deps),
    ...batchMoveRoutes({
      path: JOB,
      access: WRITERS,
      params: idParams,
      cancel: async (actor, { id }) => presentCancelled(await moves.cancel(actor, id)),
      cancelAnswer,
      retry: async (actor, { id }) => presentRetried(await moves.retry(actor, id)),
      retryAnswer,
    }),
  ];
}

function begun(id: string, message: string): Reply {
  return { status: 200, json: { message, job_id: id } };
}

function rollbackRoute(deps: SystemDeps): Route {
  const rollbacks = new Rollbacks(deps);
  const load = rollbackStates(deps.db);
  return defineRoute({
    method: 'post',
    path: `${JOB}/rollback`,
    summary:
      'Take out what an import put in within the last 24 hours; ?preview=true only tells what would go',
    access: WRITERS,
    params: idParams,
    query: previewQuery,
    responses: {
      200: { description: 'Done while the client waited, or a preview', schema: rollbackAnswer },
      202: { description: 'Still under way', schema: rollbackAnswer },
    },
    async handler({ actor, params, query, headers: { prefer }, hangUp }) {
      if (query.preview) {
        const { job, summary } = await rollbacks.preview(actor, params.id);
        return {
          status: 200,
          json: presentRollback('Pratinjau rollback, belum ada yang diubah', job, summary),
        };
      }
      const begunJob = await rollbacks.begin(actor, params.id);
      const { id: subjectId } = begunJob;
      const waiting = {
        load,
        queue: MIGRATION_QUEUE,
        prefer,
        defaultSeconds: WAIT_SECONDS,
        signal: hangUp(),
      };
      const { headers } = await deps.live.waiting.wait({ subjectId, ...waiting });
      const { job, isUnderWay } = await rollbacks.now(begunJob);
      if (job?.status === 'rolled_back') {
        const json = presentRollback('Rollback berhasil dilakukan', job, job.rollbackSummary);
        return { status: 200, headers, json };
      }
      if (!isUnderWay) throw notRolledBack(job);
      const later = { Location: `${jobPath(subjectId)}/status`, 'Retry-After': String(RETRY_AFTER_SECONDS) };
      const json = presentRollback('Rollback sedang diproses', begunJob, null);
      return { status: 202, headers: { ...headers, ...later }, json };
    },
  });
}

function presentRollback(message: string, job: MigrationJob, summary: RollbackSummary | null) {
  const { id, status, rollbackAt } = job;
  return { message, job: { id, status, rollback_at: secondsOrNull(rollbackAt) }, summary };
}

/** The work has ended and the job is not rolled back, or was deleted meanwhile. */
function notRolledBack(job: MigrationJob | null): AppError {
  const reason = job?.errorMessage ?? 'job migrasi sudah tidak ada';
  return new AppError('not_rolled_back', 409, `Rollback tidak berhasil: ${reason}`);
}

function presentMove(message: string, job: MigrationJob) {
  return {
    message,
    job_id: job.id,
    status: job.status,
    status_display: STATUS_DISPLAY[job.status],
    total_rows: job.totalRows,
    processed_rows: job.processedRows,
    imported_rows: job.importedRows,
  };
}

function presentCancelled({ job, notProcessedRows }: CancelledJob): object {
  const { errorMessage } = job;
  const move = presentMove('Job migrasi dibatalkan', job);
  return { ...move, not_processed_rows: notProcessedRows, error_message: errorMessage };
}

function presentRetried(job: MigrationJob): object {
  const what = job.status === 'importing' ? 'Import' : 'Validasi';
  return presentMove(`${what} dimulai ulang untuk baris yang belum masuk`, job);
}
