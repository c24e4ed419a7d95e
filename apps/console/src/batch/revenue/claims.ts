import { asForm, dataOf } from '@sluice/client';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../app/queries';
import { client } from '../../app/session';
import { batchKey } from '../use-live-batch';

export const PAGE_CLAIMS = 20;
export const PAGE_FILES = 50;
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
/** Kinds of what is wrong in a file, the most frequent first. */
export type ErrorKind = Report['files'][number]['errorSummary'][number];
export type Claim = Report['claims'][number];

/** Counts and files of a batch, and a page of the claims that may not be paid, the dearest first. */
export function useReport(id: string, page: number) {
  return useQuery({
    queryKey: [...batchKey('revenue', id), 'report', page],
    queryFn: () => readReport(id, page),
    placeholderData: (before) => before,
  });
}

const readFiles = async (id: string, page: number, onlyFailed: boolean) =>
  (
    await dataOf(
      client.http.GET('/api/revenue/batches/{id}/files', {
        params: { path: { id }, query: { page, limit: PAGE_FILES, ...(onlyFailed && { status: 'error' }) } },
      }),
    )
  ).data;

export type ClaimFile = Awaited<ReturnType<typeof readFiles>>['files'][number];

/** A page of a batch's files, in the order they were sent. */
export function useClaimFiles(batchId: string, page: number, onlyFailed: boolean) {
  return useQuery({
    queryKey: [...batchKey('revenue', batchId), 'files', onlyFailed, page],
    queryFn: () => readFiles(batchId, page, onlyFailed),
    placeholderData: (before) => before,
  });
}

const readFile = async (id: string) =>
  (await dataOf(client.http.GET('/api/revenue/files/{id}', { params: { path: { id } } }))).data;

/** @param batchId of the batch that it is in; its own id when it was sent without one */
export function useClaimFile(batchId: string, id: string) {
  return useQuery({ queryKey: [...batchKey('revenue', batchId), 'file', id], queryFn: () => readFile(id) });
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
 * Sends a corrected file, into the batch where there is one, and takes out the one that it replaces once the new one has been read.
 * @returns the new file's id
 * @throws SluiceError, Error when the new file can't be read: then the old one stays
 */
export async function replaceFile({ id: old, batchId }: ClaimFile, file: File): Promise<string> {
  const uploadId = await client.uploadFile({ file, filename: file.name });
  const { data } = await dataOf(
    client.http.POST('/api/revenue/upload', {
      headers: { Prefer: 'respond-async' },
      body: { upload_id: uploadId, ...(batchId !== null && { batchId }) },
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
    return data.fileId;
  } finally {
    await claimsChanged(batchId ?? data.fileId);
  }
}

export async function claimsChanged(batchId: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: batchKey('revenue', batchId) }),
    queries.invalidateQueries({ queryKey: ['batches'] }),
  ]);
}
