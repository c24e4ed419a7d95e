import { type Database, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type Log } from '@sluice/kernel/log';
import { deleteFiles, type FileStore, type StoredFile } from '@sluice/kernel/storage';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';
import { claimUpload, lookAtUpload } from '../../uploads';
import { addressesOfOthers, mayActFor, refuseOthers } from './content.access';
import { auditContent } from './content.audit';
import { insertContents, takenIds } from './contents.service';
import { judgeContents, type JudgedContents, type RowError } from './judge-contents';
import { MAX_IMPORT_BYTES, readImport, type RawContent } from './read-import';

export interface ContentsImportDeps {
  db: Database;
  store: FileStore;
  log: Log;
}

/** What is imported, and how. */
export interface NewImport {
  source: { file: StoredFile } | { uploadId: string };
  /** Whose the contents are that do not say it. */
  creator: string | undefined;
  onError: 'reject' | 'partial';
}

/** What became of an import. */
export interface ImportOutcome {
  total: number;
  imported: number;
  /** Rows that were left out. */
  failed: number;
  /** The first of what is wrong with them. */
  errors: RowError[];
}

/** Told of one import; more of them are more of the same. */
const MAX_ERRORS = 100;
const ROWS_PER_INSERT = 1_000;

/** Many contents at once. Their file is not kept: all that is in it is in the contents. */
export class ContentsImport {
  constructor(private readonly deps: ContentsImportDeps) {}

  /**
   * Imports every row, or, if that is wanted, those that are right.
   * @param onImported runs in the transaction
   * @throws AppError 400 with the rows that are wrong, when nothing is imported because of them; 403 for another's;
   *   413; what `claimUpload` throws
   */
  async run(
    actor: Actor,
    { source, creator, onError }: NewImport,
    onImported: (sql: Sql, outcome: ImportOutcome) => Promise<void>,
  ): Promise<ImportOutcome> {
    const { db, store, log } = this.deps;
    const defaultCreator = creator ?? actor.principal.creatorAddress ?? undefined;
    // Whoever has no address of their own may import nothing.
    await refuseOthers(db, actor, defaultCreator ?? '');
    const file = 'file' in source ? source.file : await lookAtUpload(db, actor, source.uploadId);
    if (file.bytes > MAX_IMPORT_BYTES) throw importTooLarge();
    const raw = await readImport(await store.read(file.key, 0, file.bytes));
    const others = await addressesOfOthers(db, actor, creatorsOf(raw));
    const judged = await judgeContents(raw, {
      defaultCreator,
      mayActFor: (one) => mayActFor(actor, one) && !others.has(one),
      takenIds: (ids) => takenIds(db, ids),
    });
    const outcome = outcomeOf(raw.length, judged);
    if (outcome.failed > 0 && onError === 'reject') throw refused(outcome);
    await db.transaction(async (sql) => {
      if ('uploadId' in source) await this.takeUpload(sql, actor, source.uploadId);
      await insertAll(sql, actor, judged);
      await auditContent(sql, actor, 'content.content.import', {
        rows: outcome.total,
        imported: outcome.imported,
      });
      await onImported(sql, outcome);
    });
    await deleteFiles(store, [file.key], log);
    return outcome;
  }

  private async takeUpload(sql: Sql, actor: Actor, uploadId: string): Promise<void> {
    const { key } = await claimUpload(sql, actor, uploadId, 'content.import');
    await sql.query('DELETE FROM files WHERE key = $1', [key]);
  }
}

/** The addresses that rows name themselves. */
function creatorsOf(raw: RawContent[]): string[] {
  const named = raw.flatMap((row) =>
    'sent' in row ? [(row.sent as { creator?: unknown } | null)?.creator] : [],
  );
  return [...new Set(named.filter((creator) => typeof creator === 'string'))];
}

function outcomeOf(total: number, { good, errors }: JudgedContents): ImportOutcome {
  return { total, imported: good.length, failed: total - good.length, errors: errors.slice(0, MAX_ERRORS) };
}

async function insertAll(sql: EntityManager, actor: Actor, { good }: JudgedContents): Promise<void> {
  for (let at = 0; at < good.length; at += ROWS_PER_INSERT) {
    const some = good.slice(at, at + ROWS_PER_INSERT).map(({ content }) => content);
    const inserted = await insertContents(sql, actor, some);
    if (inserted < some.length) {
      throw new AppError(
        'content_exists',
        409,
        'Some of the ids were taken while the file was read; send it again',
      );
    }
  }
}

export function importTooLarge(): AppError {
  const mebibytes = MAX_IMPORT_BYTES / 2 ** 20;
  return new AppError(
    'payload_too_large',
    413,
    `An import may have at most ${mebibytes} MiB; send the rest as another`,
  );
}

function refused({ total, failed, errors }: ImportOutcome): AppError {
  const [first] = errors;
  const which = first ? `; row ${first.row}: ${first.message}` : '';
  return new AppError(
    'validation_failed',
    400,
    `${failed} of ${total} rows are wrong, nothing was imported${which}`,
    { details: errors },
  );
}
