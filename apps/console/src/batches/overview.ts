import { dataOf } from '@sluice/client';
import { client } from '../app/session';

export const SYSTEMS = ['omr', 'revenue', 'audience', 'content', 'migration'] as const;
export type System = (typeof SYSTEMS)[number];

export function isSystem(word: string): word is System {
  return (SYSTEMS as readonly string[]).includes(word);
}

export interface Filter {
  system: System | null;
  /** States, separated by commas. */
  state: string | null;
  q: string;
  isMine: boolean;
}

const PAGE_ROWS = 100;

/** One page of the batches of all systems, newest first. */
export function readPage(filter: Filter, cursor: string | undefined, signal: AbortSignal) {
  const { system, state, q, isMine } = filter;
  const query = {
    limit: PAGE_ROWS,
    ...(system && { system }),
    ...(state && { state }),
    ...(q !== '' && { q }),
    ...(isMine && { owner: 'me' as const }),
    ...(cursor !== undefined && { cursor }),
  };
  return dataOf(client.http.GET('/api/overview/batches', { params: { query }, signal }));
}

export type BatchPage = Awaited<ReturnType<typeof readPage>>;
export type Batch = BatchPage['batches'][number];

/** One batch, of whichever system. @throws SluiceError 404 */
export function readBatch(system: System, id: string, signal?: AbortSignal): Promise<Batch> {
  const params = { path: { system, id } };
  return dataOf(
    client.http.GET('/api/overview/batches/{system}/{id}', { params, ...(signal && { signal }) }),
  );
}

export function isActive({ state }: { state: string }): boolean {
  return state === 'waiting' || state === 'working';
}
