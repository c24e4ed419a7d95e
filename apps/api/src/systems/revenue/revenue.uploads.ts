import { type Database, type Sql } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { type Admission, type JobControl } from '@sluice/kernel/queue';
import { partsOfName, refreshBatch, RevenueBatch, RevenueFile, showRevenue } from '@sluice/systems/revenue';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';
import { uuidParam } from '../../http/ids';
import { type ReceivedFile } from '../../http/uploads';
import { type Live } from '../../live';
import { claimUpload } from '../../uploads';
import { firstFiles, firstMembers } from './file-lists';
import {
  insertBatch,
  insertFiles,
  isArchive,
  newFilesOf,
  type Sender,
  type SentFile,
  singleFileOf,
} from './new-files';
import { batchNotFound, findBatch, lockBatch } from './revenue.access';
import { auditRevenue } from './revenue.audit';
import { type SingleUpload, type WholeUpload } from './upload-results';

/** Files that one request may bring. */
export const MAX_FILES = 10;

export interface RevenueUploadsDeps {
  db: Database;
  admission: Admission;
  control: JobControl;
  progress: ProgressBoard;
  live: Live;
}

/** What a form holds. */
export interface SingleForm {
  files: ReceivedFile[];
  uploadId: string | undefined;
  batchId: string | undefined;
}

export interface WholeForm {
  files: ReceivedFile[];
  uploadIds: string[];
  batchName: string | undefined;
}

/** Runs in the transaction that makes what is given to it. */
type OnMade<T> = (sql: Sql, made: T) => Promise<void>;

/** Files on their way in: rows, jobs and audit in one commit, then the work is on its way. */
export class RevenueUploads {
  constructor(private readonly deps: RevenueUploadsDeps) {}

  /**
   * A file by itself or in a batch that is there; a ZIP without one gets a batch of its own, for its members.
   * @throws AppError 400 without exactly one file or for a type that is not read, 404 or 403 for a batch that
   *   the actor can't have, and what `claimUpload` throws
   */
  async single(
    actor: Actor,
    sender: Sender,
    form: SingleForm,
    onMade: OnMade<SingleUpload>,
  ): Promise<SingleUpload> {
    const [file] = form.files;
    if ((file === undefined) === (form.uploadId === undefined)) throw noFile('"file"');
    const { batchId } = form;
    if (batchId !== undefined) await this.findTarget(actor, batchId);
    const { batch, made } = await this.run(batchId, async (sql) => {
      const source = file ?? (await claimUpload(sql, actor, form.uploadId as string, 'revenue.file'));
      const sent = singleFileOf(source);
      const target = await targetOf(sql, actor, sender, batchId, sent);
      const from = target ? { ...sender, userId: target.userId } : sender;
      const [row] = (await insertFiles(sql, actor, target, from, [sent])) as [RevenueFile];
      await auditRevenue(sql, actor, 'revenue.file.upload', row.id, {
        batchId: row.batchId,
        fileType: row.fileType,
        bytes: row.fileSize,
      });
      const refreshed = target && (await refreshBatch(sql, target.id, { requestId: actor.requestId }));
      const upload = { file: row, members: [] };
      await onMade(sql, upload);
      return { batch: refreshed, made: upload };
    });
    await this.show(batch, [made.file]);
    return made;
  }

  /**
   * Files together, as a batch of their own. One that nobody can read is a failed file and spoils no other.
   * @throws AppError 400 without any file or with too many, and what `claimUpload` throws
   */
  async whole(
    actor: Actor,
    sender: Sender,
    form: WholeForm,
    onMade: OnMade<WholeUpload>,
  ): Promise<WholeUpload> {
    const count = form.files.length + form.uploadIds.length;
    if (count === 0) throw noFile('"files"');
    if (count > MAX_FILES) throw tooManyFiles('files', MAX_FILES);
    const { batch, made } = await this.run(undefined, async (sql) => {
      const empty = await insertBatch(sql, actor, form.batchName, sender);
      const claimed = [];
      for (const id of form.uploadIds) {
        claimed.push(await claimUpload(sql, actor, id, `revenue.batch:${empty.id}`));
      }
      const files = await insertFiles(sql, actor, empty, sender, newFilesOf([...form.files, ...claimed]));
      await auditRevenue(sql, actor, 'revenue.batch.upload', empty.id, {
        files: files.length,
        bytes: files.reduce((sum, { fileSize }) => sum + fileSize, 0),
      });
      const refreshed = await refreshBatch(sql, empty.id, { requestId: actor.requestId });
      const upload = { batch: refreshed ?? empty, files };
      await onMade(sql, upload);
      return { batch: upload.batch, made: upload };
    });
    await this.show(batch, made.files);
    return made;
  }

  /** How a file has come on since. */
  async singleNow({ file: { id } }: SingleUpload): Promise<SingleUpload | undefined> {
    const { manager } = this.deps.db;
    const file = await manager.findOneBy(RevenueFile, { id });
    return file ? { file, members: file.isContainer ? await firstMembers(manager, id) : [] } : undefined;
  }

  /** How a batch has come on since. */
  async wholeNow({ batch: { id } }: WholeUpload): Promise<WholeUpload | undefined> {
    const { manager } = this.deps.db;
    const batch = await manager.findOneBy(RevenueBatch, { id });
    return batch ? { batch, files: await firstFiles(manager, id) } : undefined;
  }

  /** Before anything waits for a lock of another's batch. */
  private async findTarget(actor: Actor, batchId: string): Promise<void> {
    if (uuidParam.validate(batchId).error) throw batchNotFound();
    await findBatch(this.deps.db.manager, actor, batchId);
  }

  private async run<T>(batchId: string | undefined, work: (sql: EntityManager) => Promise<T>): Promise<T> {
    const { db, admission, control } = this.deps;
    if (batchId !== undefined) return control.extend(batchId.toLowerCase(), work);
    const result = await db.transaction(work);
    admission.kick();
    return result;
  }

  private show(batch: RevenueBatch | undefined, files: RevenueFile[]): Promise<void> {
    const { progress, live } = this.deps;
    return showRevenue({ progress, events: live.feed }, { files, batch: batch ?? null });
  }
}

/** The batch a file goes into, locked when it was there before. */
async function targetOf(
  sql: EntityManager,
  actor: Actor,
  sender: Sender,
  batchId: string | undefined,
  file: SentFile,
): Promise<RevenueBatch | undefined> {
  if (batchId !== undefined) return lockBatch(sql, actor, batchId);
  return isArchive(file)
    ? insertBatch(sql, actor, partsOfName(file.originalName).filename, sender)
    : undefined;
}

function noFile(field: string): AppError {
  return new AppError('no_file', 400, `กรุณาส่งไฟล์ใน ${field} หรือ upload_id ของการอัปโหลดที่เสร็จแล้ว`);
}

export function tooManyFiles(field: string, maxCount: number): AppError {
  return new AppError('too_many_files', 400, `ส่งไฟล์ได้ไม่เกิน ${maxCount} ไฟล์ต่อครั้ง ("${field}")`);
}
