import { asForm, dataOf } from '@sluice/client';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../app/queries';
import { client } from '../../app/session';
import { batchKey } from '../use-live-batch';

export const PAGE_CLAIMS = 20;
export const PAGE_RECORDS = 50;

const readReport = async (id: string, page: number) =>
  (
    await dataOf(
      client.http.GET('/api/revenue/batches/{id}/report', {
        params: { path: { id }, query: { page, limit: PAGE_CLAIMS, format: 'json' } },
      }),
    )
  ).data;

export type Report = Awaited<ReturnType<typeof readReport>>;
export type ReportFile = Report['files'][number];
export type Claim = Report['claims'][number];

/** Counts and files of a batch, and a page of the claims that may not be paid, the dearest first. */
export function useReport(id: string, page: number) {
  return useQuery({
    queryKey: [...batchKey('revenue', id), 'report', page],
    queryFn: () => readReport(id, page),
    placeholderData: (before) => before,
  });
}

const readFile = async (id: string) =>
  (await dataOf(client.http.GET('/api/revenue/files/{id}', { params: { path: { id } } }))).data;

/** A file, also one that was sent without a batch. */
export function useClaimFile(id: string) {
  return useQuery({ queryKey: [...batchKey('revenue', id), 'file'], queryFn: () => readFile(id) });
}

const readRecords = async (id: string, page: number, onlyWrong: boolean) =>
  (
    await dataOf(
      client.http.GET('/api/revenue/files/{id}/records', {
        params: { path: { id }, query: { page, limit: PAGE_RECORDS, ...(onlyWrong && { valid: false }) } },
      }),
    )
  ).data;

export type ClaimRecord = Awaited<ReturnType<typeof readRecords>>['records'][number];

export function useRecords(batchId: string, fileId: string, page: number, onlyWrong: boolean) {
  return useQuery({
    queryKey: [...batchKey('revenue', batchId), 'records', fileId, onlyWrong, page],
    queryFn: () => readRecords(fileId, page, onlyWrong),
    placeholderData: (before) => before,
  });
}

/**
 * Sends a corrected file into the batch, and takes out the one that it replaces once the new one has been read.
 * @throws SluiceError, Error when the new file can't be read: then the old one stays
 */
export async function replaceFile(batchId: string, old: string, file: File): Promise<void> {
  const uploadId = await client.uploadFile({ file, filename: file.name });
  const { data } = await dataOf(
    client.http.POST('/api/revenue/upload', {
      headers: { Prefer: 'respond-async' },
      body: { upload_id: uploadId, batchId },
      bodySerializer: asForm,
    }),
  );
  try {
    for await (const { name } of client.watch({ system: 'revenue', kind: 'file', id: data.fileId })) {
      if (name === 'done') break;
    }
    const { status, errors } = await readFile(data.fileId);
    if (status !== 'completed') throw new Error(errors.map(({ message }) => message).join(' ') || status);
    await client.http.DELETE('/api/revenue/files/{id}', { params: { path: { id: old } } });
  } finally {
    await claimsChanged(batchId);
  }
}

export async function claimsChanged(batchId: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: batchKey('revenue', batchId) }),
    queries.invalidateQueries({ queryKey: ['batches'] }),
  ]);
}
