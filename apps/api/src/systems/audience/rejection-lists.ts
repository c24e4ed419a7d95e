import { csvLine } from '@sluice/formats/csv';
import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { type AudienceUpload } from '@sluice/systems/audience';
import { type LimitOffset } from '../../http/paging';

/** A record that stayed out. */
export interface Rejection {
  record: number;
  code: string;
  field: string | null;
  message: string;
  /** What was sent, or its beginning. */
  received: string;
}

/** Rows in memory at once. */
const PAGE_ROWS = 1_000;
const RECEIVED_CHARACTERS = 2_000;

/** A message is stored as the rest of a sentence that begins with the record. */
const COLUMNS = `position AS record, code, field, 'Record ' || position || ' ' || message AS message,
  left(record, ${RECEIVED_CHARACTERS}) AS received`;

/** A page of them, and how many there are. */
export async function pageOfRejections(
  sql: Sql,
  { id }: AudienceUpload,
  { limit, offset }: LimitOffset,
): Promise<{ total: number; rejections: Rejection[] }> {
  const [counted] = await rows<{ total: number }>(
    sql,
    'SELECT count(*)::int AS total FROM audience_rejections WHERE upload_id = $1',
    [id],
  );
  const rejections = await rows<Rejection>(
    sql,
    `SELECT ${COLUMNS} FROM audience_rejections WHERE upload_id = $1 ORDER BY position LIMIT $2 OFFSET $3`,
    [id, limit, offset],
  );
  return { total: counted?.total ?? 0, rejections };
}

/** A line for each, in pages as they are asked for. */
export async function* rejectionLines(db: Database, { id }: AudienceUpload): AsyncGenerator<string> {
  yield csvLine(['record', 'code', 'field', 'message', 'received']);
  let last = -1;
  for (;;) {
    const page = await rows<Rejection>(
      db,
      `SELECT ${COLUMNS} FROM audience_rejections WHERE upload_id = $1 AND position > $2
       ORDER BY position LIMIT ${PAGE_ROWS}`,
      [id, last],
    );
    yield page
      .map(({ record, code, field, message, received }) => csvLine([record, code, field, message, received]))
      .join('');
    const end = page.at(-1);
    if (page.length < PAGE_ROWS || !end) return;
    last = end.record;
  }
}
