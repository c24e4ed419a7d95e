import { SluiceError } from '@sluice/client';
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { USER_KEY } from './user';

const MAX_TRIES = 3;

/** A refusal stays one; what never came may come at the next try. */
function isWorthAnotherTry(failures: number, error: Error): boolean {
  const isRefusal = error instanceof SluiceError && error.status < 500 && error.status !== 429;
  return !isRefusal && failures < MAX_TRIES;
}

/** What has been read of the API. A session that is over leads to the sign-in, wherever it shows. */
export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: signOutAfter401 }),
  defaultOptions: {
    queries: { retry: isWorthAnotherTry, staleTime: 1_000 },
    mutations: { onError: signOutAfter401 },
  },
});

function signOutAfter401(error: Error): void {
  if (error instanceof SluiceError && error.status === 401) queries.setQueryData(USER_KEY, null);
}
