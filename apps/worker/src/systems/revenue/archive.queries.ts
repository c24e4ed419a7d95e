import { type Lease } from '@sluice/kernel/lease';
import { addJobs } from '@sluice/kernel/queue';
import { newFileKey, recordFiles, type StoredFile } from '@sluice/kernel/storage';
import { type FileError, refreshBatch, RevenueFile, revenueJobs } from '@sluice/systems/revenue';
import { type EntityManager, In } from 'typeorm';
import { type ArchiveMember } from './archive-members';
import { type ChangedFile } from './revenue-file.queries';

/** Rows written by one statement. */
const INSERT_ROWS = 2_000;
/** Members that could not be read and are told to those who listen; all of them are in the batch's list. */
const SHOWN_ENDS = 100;

/** A member as it is in the store, or why it is not. */
export interface MemberFile {
  id: string;
  member: ArchiveMember;
  table?: StoredFile;
  memo?: StoredFile | undefined;
  fault?: FileError;
}

/** A row of each member and a job of each table, in one transaction with the end of the archive's own job. */
export async function commitMembers(
  lease: Lease,
  archive: RevenueFile,
  members: MemberFile[],
): Promise<{ files: RevenueFile[]; batch: ChangedFile['batch'] }> {
  return lease.commit(
    async (sql) => {
      for (let from = 0; from < members.length; from += INSERT_ROWS) {
        const slice = members.slice(from, from + INSERT_ROWS);
        await recordFiles(
          sql,
          slice.flatMap(({ table, memo }) => [table, memo].filter((file) => file !== undefined)),
        );
        await insertMembers(sql, archive.id, slice, from + 1);
        const payloads = slice.flatMap(({ id, table }) => (table ? [{ fileId: id }] : []));
        await addJobs(sql, revenueJobs.parseFile, lease.job, payloads);
      }
      await sql.query(
        `UPDATE revenue_files SET is_container = true, is_valid = true, status = 'completed', read_bytes = file_size,
           completed_at = now(), version = version + 1, updated_at = now(),
           processing_time_ms = extract(epoch FROM clock_timestamp() - started_at) * 1000
         WHERE id = $1`,
        [archive.id],
      );
      const ended = members.filter(({ fault }) => fault !== undefined).slice(0, SHOWN_ENDS);
      const files = await sql.findBy(RevenueFile, { id: In([archive.id, ...ended.map(({ id }) => id)]) });
      const { requestId } = lease.job;
      const batch =
        archive.batchId === null ? undefined : await refreshBatch(sql, archive.batchId, { requestId });
      return { files, batch };
    },
    { done: true },
  );
}

/** What every member has of its archive is copied there; nothing is stored under the key of one that can't be read. */
async function insertMembers(
  sql: EntityManager,
  archiveId: string,
  members: MemberFile[],
  firstPosition: number,
): Promise<void> {
  await sql.query(
    `INSERT INTO revenue_files (id, tenant_id, owner_id, batch_id, archive_id, user_id, ip_address, user_agent,
       position, filename, original_name, file_type, claim_table, file_size, file_key, memo_key,
       status, errors, completed_at)
     SELECT member.id, zip.tenant_id, zip.owner_id, zip.batch_id, zip.id, zip.user_id, zip.ip_address, zip.user_agent,
       $2 - 1 + member.place, member.filename, member.path, member.file_type, member.claim_table, member.file_size,
       member.file_key, member.memo_key, CASE WHEN member.errors IS NULL THEN 'pending' ELSE 'error' END,
       coalesce(member.errors, '[]'), CASE WHEN member.errors IS NOT NULL THEN now() END
     FROM revenue_files AS zip, unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[],
       $9::text[], $10::text[], $11::jsonb[]) WITH ORDINALITY
       AS member (id, filename, path, file_type, claim_table, file_size, file_key, memo_key, errors, place)
     WHERE zip.id = $1`,
    [
      archiveId,
      firstPosition,
      members.map(({ id }) => id),
      members.map(({ member }) => member.filename),
      members.map(({ member }) => member.path),
      members.map(({ member }) => member.extension),
      members.map(({ member }) => member.claimTable ?? null),
      members.map(({ member, table }) => table?.bytes ?? member.entry.bytes),
      members.map(({ table }) => table?.key ?? newFileKey('revenue')),
      members.map(({ memo }) => memo?.key ?? null),
      members.map(({ fault }) => (fault ? JSON.stringify([fault]) : null)),
    ],
  );
}
