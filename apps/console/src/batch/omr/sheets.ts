import { dataOf } from '@sluice/client';
import { useQueries, useQuery } from '@tanstack/react-query';
import { client } from '../../app/session';
import { batchKey } from '../use-live-batch';

export const PAGE_SHEETS = 100;

export type SheetStatus = 'pending' | 'processed' | 'failed';

async function readSheets(id: string, status: SheetStatus | null, page: number, signal: AbortSignal) {
  const query = { limit: PAGE_SHEETS, offset: page * PAGE_SHEETS, ...(status && { status }) };
  const params = { path: { id }, query };
  const batch = await dataOf(client.http.GET('/api/batches/{id}/status', { params, signal }));
  if (!('sheets' in batch)) throw new Error('This is no batch of sheets');
  return batch;
}

export type OmrBatch = Awaited<ReturnType<typeof readSheets>>;
export type Sheet = OmrBatch['sheets'][number];

/** What stands beside the sheets: the strategy, the task, the counts and the warnings. */
export function useOmrBatch(id: string) {
  return useQuery({
    queryKey: [...batchKey('omr', id), 'sheets', null, 0],
    queryFn: ({ signal }) => readSheets(id, null, 0, signal),
  });
}

/** The pages of sheets that are on the screen. @returns a sheet by its place in the list, undefined until it is read */
export function useSheets(id: string, status: SheetStatus | null, first: number, last: number) {
  const pages: number[] = [];
  for (let page = Math.floor(first / PAGE_SHEETS); page <= Math.floor(last / PAGE_SHEETS); page++)
    pages.push(page);
  const answers = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...batchKey('omr', id), 'sheets', status, page],
      queryFn: ({ signal }: { signal: AbortSignal }) => readSheets(id, status, page, signal),
    })),
  });
  const error = answers.find((answer) => answer.error)?.error ?? null;
  const sheetAt = (place: number): Sheet | undefined => {
    const answer = answers[pages.indexOf(Math.floor(place / PAGE_SHEETS))];
    return answer?.data?.sheets[place % PAGE_SHEETS];
  };
  return { sheetAt, error };
}

/** undefined for one that has none: nobody has got to it, or its file could not be read. */
export function thumbnailPath(id: string, sheet: Sheet): string | undefined {
  return sheet.width === null ? undefined : `/api/batches/${id}/sheets/${sheet.index}/thumbnail`;
}

export function imagePath(id: string, index: number): string {
  return `/api/batches/${id}/sheets/${index}/image`;
}
