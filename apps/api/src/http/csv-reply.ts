import { Readable } from 'node:stream';
import { contentDispositionOf } from './download-name';
import { type Reply } from './route';

/** Forms of a list. */
export interface FormatQuery {
  format?: 'json' | 'csv';
}

/** `?format=` decides, or else whether `Accept` names CSV. */
export function wantsCsv({ format }: FormatQuery, accept: string | undefined): boolean {
  if (format !== undefined) return format === 'csv';
  return accept !== undefined && /\btext\/csv\b/i.test(accept);
}

/** A CSV file for people; what the header parameter says is so: RFC 4180, 3. */
export function csvReply(filename: string, lines: AsyncIterable<string>): Reply {
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': contentDispositionOf(filename),
      Vary: 'Accept',
    },
    stream: Readable.from(lines, { objectMode: false }),
  };
}
