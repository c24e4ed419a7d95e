import { AppError } from '@sluice/kernel/errors';
import { addJobs, type JobOwner } from '@sluice/kernel/queue';
import { recordFiles, type StoredFile } from '@sluice/kernel/storage';
import {
  type FileError,
  partsOfName,
  REVENUE_FILE_TYPES,
  RevenueBatch,
  RevenueFile,
  revenueJobs,
} from '@sluice/systems/revenue';
import { type EntityManager, In, IsNull } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { type Actor } from '../../auth';

/** A file that is in the store, and the name it was sent under. */
export interface SentFile extends StoredFile {
  originalName: string;
}

/** A file that becomes a row: with its memo file, or with the reason why nobody will read it. */
export interface NewFile extends SentFile {
  memo?: SentFile | undefined;
  error?: FileError | undefined;
}

/** Who sends, in the client's words; echoed, never asked for permission. */
export interface Sender {
  userId: string;
  ipAddress: string;
  userAgent: string;
}

const UNSUPPORTED: FileError = {
  code: 'unsupported_type',
  message: 'Unsupported file type',
  detail: 'รองรับเฉพาะไฟล์ DBF, CSV, TXT และ ZIP',
};

const LONELY_MEMO: FileError = {
  code: 'memo_without_table',
  message: 'Memo file without its table',
  detail: 'กรุณาส่งไฟล์ memo (.dbt, .fpt) พร้อมกับไฟล์ DBF ชื่อเดียวกัน',
};

/**
 * A file that is sent by itself.
 * @throws AppError 400 for one of a type that is not read, a memo file among them
 */
export function singleFileOf(file: SentFile): NewFile {
  const [{ error }] = newFilesOf([file]) as [NewFile];
  if (error?.code === 'memo_without_table') {
    throw new AppError('memo_without_table', 400, `${LONELY_MEMO.detail} ใน /api/revenue/upload/batch`);
  }
  if (error) throw new AppError('unsupported_file_type', 400, `ไม่รองรับไฟล์ชนิดนี้: ${UNSUPPORTED.detail}`);
  return file;
}

/** Files that are sent together, in their order: a memo file belongs to the table of the same name. */
export function newFilesOf(files: SentFile[]): NewFile[] {
  const memos = files.filter(isMemo);
  const taken = new Set<SentFile>();
  const withMemos = files.map((file): NewFile => {
    const memo = memos.find((candidate) => !taken.has(candidate) && isMemoOf(candidate, file));
    if (memo) taken.add(memo);
    return { ...file, memo, error: isMemo(file) ? LONELY_MEMO : typeErrorOf(file) };
  });
  return withMemos.filter((_, at) => !taken.has(files[at] as SentFile));
}

function isMemo({ originalName }: SentFile): boolean {
  return ['DBT', 'FPT'].includes(partsOfName(originalName).extension);
}

function isMemoOf(memo: SentFile, table: SentFile): boolean {
  const { extension, stem } = partsOfName(table.originalName);
  return extension === 'DBF' && stem.toLowerCase() === partsOfName(memo.originalName).stem.toLowerCase();
}

function typeErrorOf({ originalName }: SentFile): FileError | undefined {
  const { extension } = partsOfName(originalName);
  return REVENUE_FILE_TYPES.some((type) => type === extension) ? undefined : UNSUPPORTED;
}

/** Whether members of a file become files of their own. */
export function isArchive({ originalName }: SentFile): boolean {
  return partsOfName(originalName).extension === 'ZIP';
}

/** An empty batch. */
export async function insertBatch(
  sql: EntityManager,
  actor: Actor,
  batchName: string | undefined,
  sender: Sender,
): Promise<RevenueBatch> {
  const { tenantId, userId: ownerId } = actor.principal;
  const id = uuidv7();
  const name = batchName ?? `Batch ${new Date().toISOString().slice(0, 10)}`;
  await sql.insert(RevenueBatch, { id, tenantId, ownerId, batchName: name, ...sender });
  return sql.findOneByOrFail(RevenueBatch, { id });
}

/**
 * Writes files and the jobs that read them. In a batch they belong to whom the batch belongs to, whoever
 * sends; its row must be locked, and counted anew afterwards.
 */
export async function insertFiles(
  sql: EntityManager,
  actor: Actor,
  batch: RevenueBatch | undefined,
  sender: Sender,
  files: NewFile[],
): Promise<RevenueFile[]> {
  const { tenantId, userId } = actor.principal;
  const ownerId = batch?.ownerId ?? userId;
  const last = batch ? await lastPosition(sql, batch.id) : 0;
  await recordFiles(
    sql,
    files.flatMap((file) => (file.memo ? [file, file.memo] : [file])),
  );
  const inserted = files.map((file, at) => {
    const { filename, extension, claimTable } = partsOfName(file.originalName);
    return {
      id: uuidv7(),
      tenantId,
      ownerId,
      batchId: batch?.id ?? null,
      position: last + at + 1,
      filename,
      originalName: file.originalName,
      fileType: extension,
      claimTable: claimTable ?? null,
      fileSize: file.bytes,
      fileKey: file.key,
      memoKey: file.memo?.key ?? null,
      ...sender,
      ...(file.error && { status: 'error' as const, errors: [file.error], completedAt: new Date() }),
    };
  });
  await sql.insert(RevenueFile, inserted);
  for (const { id, fileType, status } of inserted) {
    if (status === 'error') continue;
    const subjectId = batch?.id ?? id;
    await addFileJob(sql, { id, fileType }, { tenantId, ownerId, subjectId, requestId: actor.requestId });
  }
  const ids = inserted.map(({ id }) => id);
  return sql.find(RevenueFile, { where: { id: In(ids) }, order: { position: 'ASC' } });
}

/** The job that reads a file: a table's records, a ZIP's members. */
export async function addFileJob(
  sql: EntityManager,
  { id, fileType }: Pick<RevenueFile, 'id' | 'fileType'>,
  owner: JobOwner,
): Promise<void> {
  const job = fileType === 'ZIP' ? revenueJobs.openArchive : revenueJobs.parseFile;
  await addJobs(sql, job, owner, [{ fileId: id }]);
}

/** Of the files that were sent themselves; members are counted within their ZIP. */
async function lastPosition(sql: EntityManager, batchId: string): Promise<number> {
  const last = await sql.findOne(RevenueFile, {
    select: { id: true, position: true },
    where: { batchId, archiveId: IsNull() },
    order: { position: 'DESC' },
  });
  return last?.position ?? 0;
}
