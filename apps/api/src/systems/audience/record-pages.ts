import { type Database, rows } from '@sluice/kernel/db';

export interface StoredRecord {
  position: number;
  /** JSON, as it was sent. */
  record: string;
}

/** Which records: by their places among those that are in. */
export interface RecordRange {
  offset: number;
  /** Infinity for all. */
  limit: number;
}

/** Records in memory at once, of usual size and of any. */
const PAGE_RECORDS = 2_000;
const PAGE_BYTES = 512 * 1024;
const LAST_POSITION = 2_147_483_647;

/**
 * Records of an upload in their order, in pages that are short queries: nobody who reads slowly holds a connection.
 * What is changed or deleted meanwhile is told as it is when its turn comes.
 * @param until the last position that is told
 */
export async function* recordPages(
  db: Database,
  uploadId: string,
  { offset, limit }: RecordRange,
  until = LAST_POSITION,
): AsyncGenerator<StoredRecord[]> {
  let last = offset === 0 ? -1 : await positionBefore(db, uploadId, offset);
  let left = limit;
  while (last !== undefined && left > 0) {
    const page: StoredRecord[] = await rows(
      db,
      // The length of a text is known without reading it.
      `SELECT position, record FROM (
         SELECT position, record, sum(octet_length(record)) OVER (ORDER BY position) - octet_length(record) AS before
         FROM (
           SELECT position, record FROM audience_records
           WHERE upload_id = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4
         ) AS next
       ) AS sized WHERE before < ${PAGE_BYTES} ORDER BY position`,
      [uploadId, last, until, Math.min(left, PAGE_RECORDS)],
    );
    if (page.length > 0) yield page;
    left -= page.length;
    last = page.at(-1)?.position;
  }
}

/** The position of the last record that is passed over; undefined when all are. */
async function positionBefore(db: Database, uploadId: string, offset: number): Promise<number | undefined> {
  const [before] = await rows<{ position: number }>(
    db,
    'SELECT position FROM audience_records WHERE upload_id = $1 ORDER BY position LIMIT 1 OFFSET $2',
    [uploadId, offset - 1],
  );
  return before?.position;
}

/** The last record that is in now; 0 when none is. */
export async function lastPosition(db: Database, uploadId: string): Promise<number> {
  const [last] = await rows<{ position: number }>(
    db,
    'SELECT position FROM audience_records WHERE upload_id = $1 ORDER BY position DESC LIMIT 1',
    [uploadId],
  );
  return last?.position ?? 0;
}

/** Of records that are asked for, as many as may be in memory together, beginning with the first. */
export async function recordsAt(
  db: Database,
  uploadId: string,
  positions: number[],
): Promise<StoredRecord[]> {
  return rows<StoredRecord>(
    db,
    `SELECT position, record FROM (
       SELECT position, record, sum(octet_length(record)) OVER (ORDER BY position) - octet_length(record) AS before
       FROM audience_records WHERE upload_id = $1 AND position = ANY($2)
     ) AS sized WHERE before < ${PAGE_BYTES} ORDER BY position`,
    [uploadId, positions],
  );
}
