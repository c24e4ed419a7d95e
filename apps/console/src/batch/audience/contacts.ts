import { dataOf } from '@sluice/client';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../app/queries';
import { client } from '../../app/session';
import { batchKey } from '../use-live-batch';

export const PAGE_CONTACTS = 25;

const readAnalytics = (id: string) =>
  dataOf(client.http.GET('/api/audience/batch-upload/{id}/analytics', { params: { path: { id } } }));

/** Figures of an upload: null until they have been worked out. */
export function useAnalytics(id: string) {
  return useQuery({
    queryKey: [...batchKey('audience', id), 'analytics'],
    queryFn: () => readAnalytics(id),
    refetchInterval: ({ state }) =>
      state.data?.processing_status === 'failed' || state.data?.analytics ? false : 2_000,
  });
}

export type Analytics = NonNullable<Awaited<ReturnType<typeof readAnalytics>>['analytics']>;

const readContacts = (id: string, page: number, duplicates: boolean) =>
  dataOf(
    client.http.GET('/api/audience/batch-upload/{id}/records', {
      params: {
        path: { id },
        query: {
          limit: PAGE_CONTACTS,
          offset: (page - 1) * PAGE_CONTACTS,
          ...(duplicates && { duplicates }),
        },
      },
    }),
  );

export type Contact = Awaited<ReturnType<typeof readContacts>>['records'][number];

export function useContacts(id: string, page: number, duplicates: boolean) {
  return useQuery({
    queryKey: [...batchKey('audience', id), 'records', duplicates, page],
    queryFn: () => readContacts(id, page, duplicates),
    placeholderData: (before) => before,
  });
}

const readRejections = (id: string, page: number) =>
  dataOf(
    client.http.GET('/api/audience/batch-upload/{id}/rejections', {
      params: {
        path: { id },
        query: { limit: PAGE_CONTACTS, offset: (page - 1) * PAGE_CONTACTS, format: 'json' },
      },
    }),
  );

export function useRejections(id: string, page: number) {
  return useQuery({
    queryKey: [...batchKey('audience', id), 'rejections', page],
    queryFn: () => readRejections(id, page),
    placeholderData: (before) => before,
  });
}

/** @throws SluiceError */
export async function changeContact(
  id: string,
  number: number,
  change: { set?: Record<string, string | number | boolean>; unset?: string[] },
): Promise<void> {
  await client.http.PATCH('/api/audience/batch-upload/{id}/records/{number}', {
    params: { path: { id, number } },
    body: change as { set: Record<string, never> },
  });
  await contactsChanged(id);
}

/** @throws SluiceError */
export async function deleteContacts(id: string, numbers: number[]): Promise<void> {
  await client.http.POST('/api/audience/batch-upload/{id}/records/delete', {
    params: { path: { id } },
    body: { record_numbers: numbers },
  });
  await contactsChanged(id);
}

async function contactsChanged(id: string): Promise<void> {
  await queries.invalidateQueries({ queryKey: batchKey('audience', id) });
}
