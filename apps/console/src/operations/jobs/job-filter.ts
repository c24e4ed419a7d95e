import { useSearchParams } from 'wouter';

export const STATES = ['waiting', 'admitted', 'running', 'done', 'failed', 'cancelled'] as const;
export type JobState = (typeof STATES)[number];

export interface JobFilter {
  state: JobState | null;
  queue: string;
  worker: string;
  batch: string;
  poison: boolean;
}

/** Where the jobs that match are shown. */
export function addressOfJobs(filter: Partial<JobFilter>): string {
  return `/operations?${paramsOf(filter).toString()}`;
}

function paramsOf({ state, queue, worker, batch, poison }: Partial<JobFilter>): URLSearchParams {
  const params = new URLSearchParams({ tab: 'jobs' });
  if (state) params.set('state', state);
  for (const [name, value] of Object.entries({ queue, worker, batch })) {
    if (value !== undefined && value !== '') params.set(name, value);
  }
  if (poison) params.set('poison', 'true');
  return params;
}

/** The filter stands in the address: a number of the status leads here, and a reload stays. */
export function useJobFilter(): [JobFilter, (filter: JobFilter) => void] {
  const [search, setSearch] = useSearchParams();
  const filter: JobFilter = {
    state: STATES.find((state) => state === search.get('state')) ?? null,
    queue: search.get('queue') ?? '',
    worker: search.get('worker') ?? '',
    batch: search.get('batch') ?? '',
    poison: search.get('poison') === 'true',
  };
  return [filter, (next) => setSearch(paramsOf(next), { replace: true })];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Half an id finds nothing, and is no mistake yet. */
export function isWholeId(text: string): boolean {
  return UUID.test(text.trim());
}

/** In the API's words. */
export function queryOf({ state, queue, worker, batch, poison }: JobFilter) {
  return {
    ...(state && { state }),
    ...(queue !== '' && { queue }),
    ...(worker.trim() !== '' && { worker: worker.trim() }),
    ...(isWholeId(batch) && { batch_id: batch.trim() }),
    ...(poison && { poison: true }),
  };
}
