import { dataOf } from '@sluice/client';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../app/queries';
import { client } from '../../app/session';
import { batchKey } from '../use-live-batch';

export const JOBS = '/api/v1/onboarding/migration';
export const PAGE_ERRORS = 50;

const readJob = (id: string) =>
  dataOf(client.http.GET('/api/v1/onboarding/migration/{id}', { params: { path: { id } } }));

export type Job = Awaited<ReturnType<typeof readJob>>;

/** An import, with its columns and what validation found. */
export function useJob(id: string) {
  return useQuery({ queryKey: [...batchKey('migration', id), 'job'], queryFn: () => readJob(id) });
}

const readErrors = (id: string, page: number, warnings: boolean) =>
  dataOf(
    client.http.GET('/api/v1/onboarding/migration/{id}/errors.json', {
      params: { path: { id }, query: { page, limit: PAGE_ERRORS, warnings } },
    }),
  );

export type RowError = Awaited<ReturnType<typeof readErrors>>['data'][number];

/** A page of what is wrong, in the order of the rows. @param page from 1 */
export function useErrors(id: string, page: number, warnings: boolean) {
  return useQuery({
    queryKey: [...batchKey('migration', id), 'errors', warnings, page],
    queryFn: () => readErrors(id, page, warnings),
    placeholderData: (before) => before,
  });
}

export type Move = 'validate' | 'start' | 'cancel' | 'retry' | 'rollback';

/** Does something with an import. @throws SluiceError */
export async function moveJob(id: string, move: Move): Promise<void> {
  await client.http.POST(
    `/api/v1/onboarding/migration/{id}/${move}` as '/api/v1/onboarding/migration/{id}/start',
    {
      params: { path: { id } },
    },
  );
  await jobChanged(id);
}

/** What would be taken out. @throws SluiceError */
export function previewRollback(id: string) {
  return dataOf(
    client.http.POST('/api/v1/onboarding/migration/{id}/rollback', {
      params: { path: { id }, query: { preview: true } },
    }),
  );
}

export async function removeJob(id: string): Promise<void> {
  await client.http.DELETE('/api/v1/onboarding/migration/{id}', { params: { path: { id } } });
  await queries.invalidateQueries({ queryKey: ['batches'] });
}

export async function jobChanged(id: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: batchKey('migration', id) }),
    queries.invalidateQueries({ queryKey: ['batches'] }),
  ]);
}
