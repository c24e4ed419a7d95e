import { setImmediate } from 'node:timers/promises';
import { ZipError } from '@sluice/formats/zip';
import { rows } from '@sluice/kernel/db';
import { tracedItem } from '@sluice/kernel/tracing';
import { OmrBatch, type ProcessSheetsPayload } from '@sluice/systems/omr';
import { type GiveUpReason, type JobHandler, type JobTools } from '../../job-handler';
import { commitSheets, type SheetResult } from './commit-sheets';
import { endAsFailed } from './end-as-failed';
import { type OmrDeps } from './omr.handlers';
import { failedReading, readSheet, type SheetReading } from './read-sheet';
import { openSheetFiles, type SheetFiles, type SheetSource } from './sheet-files';

/** Sheets of a piece under way at once: one is decoded while another's QR code is read. */
const CONCURRENCY = 2;
/** Results wait at most about so long for others to share their transaction. */
const COMMIT_EVERY_MS = 250;

interface PendingSheet {
  index: number;
  page: number;
  source: SheetSource;
}

/** Reads a piece of a batch's sheets. What is done is known from the sheets' rows, so any worker can go on. */
export function processSheetsJob(deps: OmrDeps): JobHandler<ProcessSheetsPayload> {
  return {
    async run(payload, tools) {
      const batch = await deps.db.manager.findOneBy(OmrBatch, { id: payload.batchId });
      if (!batch) return;
      try {
        await processPiece(deps, tools, batch, payload);
      } catch (error) {
        if (!(error instanceof ZipError)) throw error;
        await endAsFailed(tools, batch.id, error.message);
      }
    },
    giveUp: (payload, tools, reason) => giveUpPiece(deps, tools, payload, reason),
  };
}

/** Reads what is pending of a piece; ends the calling job. */
export async function processPiece(
  deps: OmrDeps,
  tools: JobTools,
  batch: OmrBatch,
  piece: ProcessSheetsPayload,
): Promise<void> {
  const pending = await pendingSheets(deps, piece);
  const files = await openSheetFiles(deps.store, batch);
  await new PieceRun(deps, tools, batch, files, pending).run();
}

/** Fails what is hopeless of a piece; hands the rest back. */
export async function giveUpPiece(
  deps: OmrDeps,
  tools: JobTools,
  piece: ProcessSheetsPayload,
  reason: GiveUpReason,
): Promise<void> {
  const batch = await deps.db.manager.findOneBy(OmrBatch, { id: piece.batchId });
  const pending = batch ? await pendingSheets(deps, piece) : [];
  if (!batch || pending.length === 0) return;
  // After a crash sheets are taken one by one, so it is the first pending one that workers died on.
  const hopeless = reason.kind === 'poison' ? pending.slice(0, 1) : pending;
  const results = hopeless.map(({ index }) => ({ index, ...failedReading(reason.message) }));
  const isAll = hopeless.length === pending.length;
  await commitSheets(deps, tools, batch, results, { checkpoint: checkpointOf(results), done: isAll });
  if (!isAll) await tools.lease.handBack();
}

/** Two lanes take the piece's sheets in order; whoever is done commits what has gathered. */
class PieceRun {
  private readonly queue: PendingSheet[];
  private results: SheetResult[] = [];
  private lastCommitAt = Date.now();
  private committing: Promise<void> = Promise.resolve();
  /** Sheets of the piece that are not written yet. */
  private left: number;
  private hasEnded = false;

  constructor(
    private readonly deps: OmrDeps,
    private readonly tools: JobTools,
    private readonly batch: OmrBatch,
    private readonly files: SheetFiles,
    pending: PendingSheet[],
  ) {
    this.queue = [...pending];
    this.left = pending.length;
  }

  async run(): Promise<void> {
    // After a crash one sheet at a time, each with its commit: the one that kills workers is found.
    const isSuspect = this.tools.lease.job.crashes > 0;
    const lanes = Array.from({ length: isSuspect ? 1 : CONCURRENCY }, () => this.lane(isSuspect));
    const ends = await Promise.allSettled(lanes);
    await this.committing;
    const failure = ends.find((end) => end.status === 'rejected');
    // What is done is written even when the rest can't be, unless the job is no longer ours.
    await this.commit();
    if (failure) throw failure.reason;
  }

  private async lane(commitEach: boolean): Promise<void> {
    for (let sheet = this.queue.shift(); sheet; sheet = this.queue.shift()) {
      this.tools.signal.throwIfAborted();
      const reading = await this.read(sheet);
      // Not in one expression: `this.results` may have been replaced by a commit while the sheet was read.
      this.results.push({ index: sheet.index, ...reading });
      if (commitEach) await this.commit();
      else if (Date.now() - this.lastCommitAt >= COMMIT_EVERY_MS) this.commitSoon();
      await setImmediate();
    }
  }

  private read(sheet: PendingSheet): Promise<SheetReading> {
    return tracedItem('omr.sheet', { 'sluice.item': sheet.index }, async (span) => {
      const reading = await this.readSheet(sheet);
      span.set({ 'sluice.item.status': reading.status });
      return reading;
    });
  }

  private async readSheet({ source, page }: PendingSheet): Promise<SheetReading> {
    const { qr, slots } = this.deps;
    const { readsQr, taskId } = this.batch;
    const { lease, signal } = this.tools;
    const reading = await slots.run(lease.job.ownerId, () =>
      readSheet(qr, this.files, { source, page, readQr: readsQr }, signal),
    );
    return readsQr ? reading : { ...reading, taskId };
  }

  /** Commits beside the reading; the lanes go on. */
  private commitSoon(): void {
    this.lastCommitAt = Date.now();
    this.committing = this.committing.then(() => this.commit());
    // Its failure is met when the piece ends.
    this.committing.catch(() => undefined);
  }

  /**
   * Writes what has gathered. The job ends with the last of it, in the same transaction: whoever sees that the batch
   * has ended may ask for more, and there must be no work under way any more.
   */
  private async commit(): Promise<void> {
    const results = this.results;
    this.results = [];
    this.lastCommitAt = Date.now();
    this.left -= results.length;
    const done = this.left === 0;
    if (this.hasEnded || (results.length === 0 && !done)) return;
    this.hasEnded = done;
    await commitSheets(this.deps, this.tools, this.batch, results, {
      checkpoint: checkpointOf(results),
      done,
    });
  }
}

async function pendingSheets(
  { db }: OmrDeps,
  { batchId, from, to }: ProcessSheetsPayload,
): Promise<PendingSheet[]> {
  return rows<PendingSheet>(
    db,
    `SELECT index, page, source FROM omr_sheets
     WHERE batch_id = $1 AND index BETWEEN $2 AND $3 AND status = 'pending' ORDER BY index`,
    [batchId, from, to],
  );
}

/** The rows are the true checkpoint; this says that it moved, which forgets earlier crashes. */
function checkpointOf(results: SheetResult[]): { sheets: number[] } {
  return { sheets: results.map((result) => result.index) };
}
