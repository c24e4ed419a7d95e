import { openEntry, openZip, type RandomAccess, type ZipEntry, ZipError } from '@sluice/formats/zip';
import { AppError } from '@sluice/kernel/errors';
import { newFileKey, type StoredFile } from '@sluice/kernel/storage';
import {
  type FileError,
  type RevenueFile,
  type RevenueFilePayload,
  showRevenue,
} from '@sluice/systems/revenue';
import pMap from 'p-map';
import { uuidv7 } from 'uuidv7';
import { type JobHandler, type JobTools } from '../../job-handler';
import { storedZip } from '../../stored-zip';
import { type ArchiveMember, hasTables, planMembers } from './archive-members';
import { commitMembers, type MemberFile } from './archive.queries';
import { endFile } from './parse-file';
import { startFile } from './revenue-file.queries';
import { type RevenueDeps } from './revenue.handlers';
import { zipDetail } from './zip-messages';

/** Members unpacked at once: most of the time goes into making each durable. */
const CONCURRENCY = 6;

/** Makes a file with a job of its own of each member of a ZIP, which then stands for its members. */
export function openArchiveJob(deps: RevenueDeps): JobHandler<RevenueFilePayload> {
  return {
    async run({ fileId }, tools) {
      const archive = await startFile(tools.lease, fileId);
      if (!archive) return;
      await showRevenue(tools, { files: [archive] });
      try {
        await openArchive(deps, tools, archive);
      } catch (error) {
        const fault = archiveFault(error);
        if (!fault) throw error;
        tools.log.info('a ZIP was refused', { fileId, code: fault.code });
        await endFile(tools, fileId, { fault, dropRows: false });
      }
    },
    giveUp: ({ fileId }, tools, { kind, message }) =>
      endFile(tools, fileId, { fault: { code: kind, message }, dropRows: false }),
  };
}

async function openArchive(deps: RevenueDeps, tools: JobTools, archive: RevenueFile): Promise<void> {
  const zip = await storedZip(deps.store, archive.fileKey);
  const { entries } = await openZip(zip);
  const members = planMembers(entries);
  if (!hasTables(members)) {
    const detail = 'ไม่มีไฟล์ DBF, CSV หรือ TXT ใน ZIP';
    return endFile(tools, archive.id, {
      fault: { code: 'no_tables', message: 'Invalid file format', detail },
      dropRows: false,
    });
  }
  const { signal } = tools;
  const files = await pMap(members, (member) => unpack(deps, zip, member, signal), {
    concurrency: CONCURRENCY,
    signal,
  });
  const opened = await commitMembers(tools.lease, archive, files);
  await showRevenue(tools, { files: opened.files, batch: opened.batch });
}

/** Files that are stored but not committed in the end are found by the sweeper. */
async function unpack(
  { store }: RevenueDeps,
  zip: RandomAccess,
  member: ArchiveMember,
  signal: AbortSignal,
): Promise<MemberFile> {
  const put = (entry: ZipEntry): Promise<StoredFile> =>
    store.put(newFileKey('revenue'), openEntry(zip, entry, { signal }));
  const id = uuidv7();
  if (member.fault) return { id, member, fault: member.fault };
  try {
    const table = await put(member.entry);
    return { id, member, table, memo: member.memo && (await put(member.memo)) };
  } catch (error) {
    if (!(error instanceof ZipError) || error.kind !== 'damaged_entry') throw error;
    return { id, member, fault: formatFault(error) };
  }
}

/** Why a ZIP as a whole is refused; undefined for errors that are not the ZIP's. */
function archiveFault(error: unknown): FileError | undefined {
  if (error instanceof ZipError) return formatFault(error);
  if (!(error instanceof AppError) || error.code !== 'file_missing') return undefined;
  const detail = 'ไม่มีข้อมูลของไฟล์นี้ในระบบ กรุณาส่งไฟล์ใหม่';
  return { code: error.code, message: 'Invalid file format', detail };
}

function formatFault(error: ZipError): FileError {
  return { code: error.code, message: 'Invalid file format', detail: zipDetail(error) };
}
