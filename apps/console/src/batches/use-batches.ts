import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import {
  type Batch,
  type BatchPage,
  type Filter,
  isActive,
  readBatch,
  readPage,
  type System,
} from './overview';

const LIVE_MS = 2_000;
const IDLE_MS = 10_000;
/** So many batches that have ended off the newest page are looked at again at a time. */
const MAX_LOOKS = 10;

/**
 * Batches as a list that goes on as one scrolls, and stays true meanwhile: the newest page and what is being worked on are
 * asked for again and again, the pages below only once.
 */
export function useBatches(filter: Filter) {
  const history = useInfiniteQuery({
    queryKey: ['batches', 'history', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => readPage(filter, pageParam, signal),
    getNextPageParam: (page: BatchPage) => page.next_cursor ?? undefined,
    staleTime: Infinity,
    gcTime: 0,
    // Comparing all that was read before, row by row, would make each page slower than the last.
    structuralSharing: false,
  });
  const newest = useLivePage('newest', filter, true);
  const working = useLivePage('working', { ...filter, state: 'waiting,working' }, filter.state === null);
  const { rows, lost } = useMemo(
    () => merge(history.data?.pages ?? [], newest.data, working.data),
    [history.data, newest.data, working.data],
  );
  useLooksAt(lost, filter);
  return { ...history, rows, error: history.error ?? newest.error, updatedAt: newest.dataUpdatedAt };
}

function useLivePage(name: string, filter: Filter, isEnabled: boolean) {
  return useQuery({
    queryKey: ['batches', name, filter],
    queryFn: ({ signal }) => readPage(filter, undefined, signal),
    enabled: isEnabled,
    refetchInterval: ({ state }) => (state.data?.batches.some(isActive) ? LIVE_MS : IDLE_MS),
  });
}

/** What was seen last of each, newest first, and those at work before of which nothing was heard. */
function merge(pages: BatchPage[], newest: BatchPage | undefined, working: BatchPage | undefined) {
  const live = new Map<string, Batch>();
  for (const page of [working, newest]) for (const batch of page?.batches ?? []) live.set(batch.id, batch);
  const known = pages.flatMap(({ batches }) => batches);
  const knownIds = new Set(known.map(({ id }) => id));
  const added = (newest?.batches ?? []).filter(({ id }) => !knownIds.has(id));
  const rows = [...added, ...known].map((batch) => live.get(batch.id) ?? batch);
  const lost =
    working && working.next_cursor === null ? known.filter((row) => isActive(row) && !live.has(row.id)) : [];
  return { rows, lost };
}

/** Looks again at single batches, and writes into the pages what has become of them. */
function useLooksAt(lost: Batch[], filter: Filter): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (lost.length === 0) return;
    const stop = new AbortController();
    const looks = lost
      .slice(0, MAX_LOOKS)
      .map(({ system, id }) => readBatch(system as System, id, stop.signal).catch(() => undefined));
    void Promise.all(looks).then((found) => {
      if (stop.signal.aborted) return;
      const fresh = new Map(found.flatMap((batch) => (batch ? [[batch.id, batch] as const] : [])));
      queries.setQueryData<{ pages: BatchPage[]; pageParams: unknown[] }>(
        ['batches', 'history', filter],
        (data) =>
          data && {
            ...data,
            pages: data.pages.map((page) => ({
              ...page,
              batches: page.batches.map((batch) => fresh.get(batch.id) ?? batch),
            })),
          },
      );
    });
    return () => stop.abort();
  }, [lost, filter, queries]);
}
