import { useQuery } from '@tanstack/react-query';
import { client } from '../../app/session';
import { parseCsv } from '../../migration/csv-text';
import { batchKey } from '../use-live-batch';
import { type Job, previewUpload } from './job';
import { readStart } from './read-start';

const HEAD_BYTES = 128 * 1024;
const HEAD_ROWS = 20;
const LINE_FEED = 0x0a;

/** The first rows of a job's file, cells in the order of its columns, and the bytes they stand in. */
export function useFileHead(job: Job) {
  return useQuery({
    queryKey: ['migration-file', job.id, 'head'],
    staleTime: Infinity,
    async queryFn({ signal }) {
      const { data } = await client.http.GET('/api/v1/onboarding/migration/{id}/file', {
        params: { path: { id: job.id } },
        parseAs: 'stream',
        signal,
      });
      const { bytes, isWhole } = await readStart(data as ReadableStream<Uint8Array>, HEAD_BYTES);
      const { encoding, delimiter } = job.metadata;
      const records = parseCsv(new TextDecoder(encoding).decode(bytes), delimiter, HEAD_ROWS + 1, isWhole);
      return { bytes: isWhole ? bytes : wholeLines(bytes, encoding), rows: records.slice(1) };
    },
  });
}

export type FileHead = NonNullable<ReturnType<typeof useFileHead>['data']>;

/** What the API says of the columns of such a file, asked with its first rows. */
export function useSuggestions(job: Job, head: FileHead | undefined, isAsked: boolean) {
  return useQuery({
    queryKey: [...batchKey('migration', job.id), 'suggestions'],
    enabled: isAsked && head !== undefined,
    staleTime: Infinity,
    queryFn: () => previewUpload(job, new File([head?.bytes ?? ''], job.file_name, { type: 'text/csv' })),
  });
}

/** A character cut in two would make another encoding of it. */
function wholeLines(bytes: Uint8Array<ArrayBuffer>, encoding: string): Uint8Array<ArrayBuffer> {
  if (encoding.startsWith('utf-16')) return bytes.slice(0, bytes.length - (bytes.length % 2));
  return bytes.slice(0, bytes.lastIndexOf(LINE_FEED) + 1);
}
