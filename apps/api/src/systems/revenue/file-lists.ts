import { countListed } from '@sluice/kernel/list-counts';
import { RevenueFile } from '@sluice/systems/revenue';
import { type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { type FileListQuery } from './revenue.schemas';

/** Files in one answer that has no pages. */
export const MAX_FILES_SHOWN = 1_000;

type FileQuery = SelectQueryBuilder<RevenueFile>;

/** Files in the order they were sent, members in the place of their ZIP, which itself is not shown. */
function inOrder(sql: EntityManager): FileQuery {
  return sql
    .createQueryBuilder(RevenueFile, 'file')
    .leftJoin(RevenueFile, 'archive', 'archive.id = file.archiveId')
    .where('NOT file.isContainer')
    .orderBy('COALESCE(archive.position, file.position)')
    .addOrderBy('file.position')
    .addOrderBy('file.id');
}

/** The first files of a batch. */
export function firstFiles(sql: EntityManager, batchId: string): Promise<RevenueFile[]> {
  return inOrder(sql).andWhere('file.batchId = :batchId', { batchId }).limit(MAX_FILES_SHOWN).getMany();
}

/** The first members of a ZIP. */
export function firstMembers(sql: EntityManager, archiveId: string): Promise<RevenueFile[]> {
  return inOrder(sql).andWhere('file.archiveId = :archiveId', { archiveId }).limit(MAX_FILES_SHOWN).getMany();
}

export interface FilePage {
  total: number;
  files: RevenueFile[];
}

/** A page of a batch's files. */
export async function pageOfBatch(
  sql: EntityManager,
  batchId: string,
  query: FileListQuery,
): Promise<FilePage> {
  const files = filtered(inOrder(sql).andWhere('file.batchId = :batchId', { batchId }), query);
  return { total: await files.getCount(), files: await pageOf(files, query) };
}

/** A page of all files that are visible, newest first. */
export async function pageOfVisible(
  sql: EntityManager,
  visible: { tenantId: string; ownerId?: string },
  query: FileListQuery,
): Promise<FilePage> {
  const { tenantId: scope, ownerId: owner } = visible;
  const { status, fileType: kind } = query;
  const total = await countListed(sql, { list: 'revenue_files', scope, owner, status, kind });
  const files = sql.createQueryBuilder(RevenueFile, 'file').where('NOT file.isContainer');
  const newest = filtered(files.andWhere(visible).orderBy('file.id', 'DESC'), query);
  return { total, files: await pageOf(newest, query) };
}

function filtered(files: FileQuery, { status, fileType }: FileListQuery): FileQuery {
  if (status) files.andWhere('file.status = :status', { status });
  if (fileType) files.andWhere('file.fileType = :fileType', { fileType });
  return files;
}

function pageOf(files: FileQuery, { page, limit }: FileListQuery): Promise<RevenueFile[]> {
  return files
    .limit(limit)
    .offset((page - 1) * limit)
    .getMany();
}
