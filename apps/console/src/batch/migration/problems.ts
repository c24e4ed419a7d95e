import { useQuery } from '@tanstack/react-query';
import { client } from '../../app/session';
import { parseCsv } from '../../migration/csv-text';
import { batchKey } from '../use-live-batch';
import { readStart } from './read-start';

/** In the order in which the API sums them up. */
export const PROBLEM_KINDS = [
  'missing_required',
  'invalid_format',
  'duplicate',
  'constraint_violation',
] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

/** What is wrong with a value. */
export interface Problem {
  /** Of the data rows, from 1. */
  row: number;
  kind: ProblemKind;
  /** Empty when it is about the whole row. */
  field: string;
  message: string;
  value: string;
}

/** More than anybody reads here; the rest is in the report to download. */
const MOST_BYTES = 4 * 2 ** 20;

/** The errors, or the warnings, of a job's rows: all in one answer, so that they can be counted and filtered here. */
export function useProblems(id: string, warnings: boolean, isAsked = true) {
  return useQuery({
    queryKey: [...batchKey('migration', id), 'problems', warnings],
    enabled: isAsked,
    async queryFn({ signal }) {
      const { data } = await client.http.GET('/api/v1/onboarding/migration/{id}/errors', {
        params: { path: { id }, query: { warnings } },
        parseAs: 'stream',
        signal,
      });
      return readCsv(data as ReadableStream<Uint8Array>, ([row, kind, field, message, value]) => ({
        row: Number(row),
        kind: kind as ProblemKind,
        field: field ?? '',
        message: message ?? '',
        value: armed(value ?? ''),
      }));
    },
  });
}

/** A row that was left out, to be corrected. */
export interface FailedRow {
  row: number;
  /** Cells in the order of the columns. */
  cells: string[];
}

/** The rows that were left out, and the columns of their file that hold data. */
export function useFailedRows(id: string) {
  return useQuery({
    queryKey: [...batchKey('migration', id), 'failed-rows'],
    async queryFn({ signal }) {
      const { data } = await client.http.GET('/api/v1/onboarding/migration/{id}/failed-rows.csv', {
        params: { path: { id } },
        parseAs: 'stream',
        signal,
      });
      const { bytes, isWhole } = await readStart(data as ReadableStream<Uint8Array>, MOST_BYTES);
      const [header = [], ...records] = parseCsv(new TextDecoder().decode(bytes), ',', Infinity, isWhole);
      const columns = header.slice(2);
      const rows = records.map(([row, , ...cells]): FailedRow => {
        // A row may be too short.
        const missing = Math.max(0, columns.length - cells.length);
        return { row: Number(row), cells: [...cells, ...Array<string>(missing).fill('')] };
      });
      return { columns, rows, isWhole };
    },
  });
}

async function readCsv<Read>(
  stream: ReadableStream<Uint8Array>,
  read: (cells: string[]) => Read,
): Promise<{ all: Read[]; isWhole: boolean }> {
  const { bytes, isWhole } = await readStart(stream, MOST_BYTES);
  const records = parseCsv(new TextDecoder().decode(bytes), ',', Infinity, isWhole);
  return { all: records.slice(1).map(read), isWhole };
}

/** The apostrophe is for spreadsheets, which would run what is behind it. */
function armed(value: string): string {
  return value.replace(/^'(?=[=+\-@\t\r])/, '');
}
