import { dataOf } from '@sluice/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { client } from '../app/session';

/** The most that the API gives at once. */
const PAGE_CONTENTS = 100;
/** Of one operation: specs/content.md. */
export const MAX_OPERATION = 100;

const readContents = (creator: string, removed: 'false' | 'all', skip: number) =>
  dataOf(
    client.http.GET('/api/contents', {
      params: { query: { creator, removed, limit: PAGE_CONTENTS, skip } },
    }),
  );

export type Content = Awaited<ReturnType<typeof readContents>>[number];

/** Contents of a creator, newest first, page by page. */
export function useContents(creator: string, withRemoved: boolean) {
  return useInfiniteQuery({
    queryKey: ['contents', creator, withRemoved],
    enabled: creator !== '',
    initialPageParam: 0,
    queryFn: ({ pageParam }) => readContents(creator, withRemoved ? 'all' : 'false', pageParam),
    getNextPageParam: (page: Content[], pages) =>
      page.length < PAGE_CONTENTS ? undefined : pages.length * PAGE_CONTENTS,
    // Who comes back begins at the top again: nobody waits for thousands of contents to be read anew.
    staleTime: Infinity,
    gcTime: 0,
    structuralSharing: false,
  });
}

/** What is to be done with some contents. */
export type Operation =
  | { kind: 'price'; newPrice: string }
  | { kind: 'metadata'; updates: { title?: string; description?: string; contentType?: string } }
  | { kind: 'removal'; removalReason: string };

/** @param key the same for the same operation, so that two clicks make one @returns the batch's id @throws SluiceError */
export async function beginOperation(
  creator: string,
  contentIds: string[],
  operation: Operation,
  key: string,
): Promise<string> {
  const params = { header: { 'Idempotency-Key': key } };
  const those = { creator, contentIds };
  if (operation.kind === 'price') {
    const body = { ...those, newPrice: operation.newPrice };
    return (await dataOf(client.http.POST('/api/batches/batch-update-price', { params, body }))).batchId;
  }
  if (operation.kind === 'metadata') {
    const body = { ...those, updates: operation.updates };
    return (await dataOf(client.http.POST('/api/batches/batch-update-metadata', { params, body }))).batchId;
  }
  const { removalReason } = operation;
  const body = { ...those, ...(removalReason !== '' && { removalReason }) };
  return (await dataOf(client.http.POST('/api/batches/batch-remove', { params, body }))).batchId;
}
