import { dataOf, SluiceError } from '@sluice/client';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../app/session';

const LIVE_MS = 2_000;

const readStatus = (signal: AbortSignal) => dataOf(client.http.GET('/api/ops/status', { signal }));

export type Status = Awaited<ReturnType<typeof readStatus>>;
export type QueueStatus = Status['queues'][number];
export type WorkerStatus = Status['workers'][number];
export type Drain = Status['drains'][number];

export const STATUS_KEY = ['operations', 'status'];

/** One look at everything, again and again while the page is open, even behind another: the charts need it. */
export function useStatus() {
  return useQuery({
    queryKey: STATUS_KEY,
    queryFn: ({ signal }) => readStatus(signal),
    refetchInterval: ({ state }) => (isRefusal(state.error) ? false : LIVE_MS),
    refetchIntervalInBackground: true,
  });
}

function isRefusal(error: Error | null): boolean {
  return error instanceof SluiceError && error.status === 403;
}
