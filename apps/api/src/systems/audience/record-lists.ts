import { type Database, rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type AudienceUpload } from '@sluice/systems/audience';
import { type RecordsQuery } from './audience.schemas';
import { recordsAt } from './record-pages';

/** A record without its text. */
interface ListedRecord {
  position: number;
  email: string | null;
  domain: string | null;
  duplicate: object | null;
}

/** What is known of a record besides; a duplicate of an upload that is gone is none. */
const LISTED = `
  SELECT record.position, email, domain, CASE WHEN same_as_position IS NOT NULL OR earlier.id IS NOT NULL THEN
    json_build_object('same_as_record', same_as_position, 'earlier_upload_id', earlier.upload_id,
      'earlier_record', CASE WHEN earlier.id IS NOT NULL THEN earlier_position END) END AS duplicate
  FROM audience_records AS record
  LEFT JOIN audience_duplicates AS twin ON twin.upload_id = record.upload_id AND twin.position = record.position
  LEFT JOIN audience_uploads AS earlier ON earlier.id = twin.earlier_upload_id
  WHERE record.upload_id = $1`;

const IS_DUPLICATE = '(same_as_position IS NOT NULL OR earlier.id IS NOT NULL)';

export interface RecordPage {
  total: number;
  records: ListedRecord[];
}

/** A page of the records that are in. */
export async function pageOfRecords(
  db: Database,
  upload: AudienceUpload,
  { limit, offset, duplicates }: RecordsQuery,
): Promise<RecordPage> {
  const only =
    duplicates === undefined ? '' : `AND ${duplicates ? '' : 'NOT '}coalesce(${IS_DUPLICATE}, false)`;
  const records = await rows<ListedRecord>(
    db,
    `${LISTED} ${only} ORDER BY record.position LIMIT $2 OFFSET $3`,
    [upload.id, limit, offset],
  );
  return { total: await countOf(db, upload, duplicates), records };
}

async function countOf(db: Database, upload: AudienceUpload, duplicates?: boolean): Promise<number> {
  if (duplicates === undefined) return upload.rowsLoaded;
  const [counted] = await rows<{ total: number }>(
    db,
    `SELECT count(*)::int AS total FROM audience_duplicates AS twin
     LEFT JOIN audience_uploads AS earlier ON earlier.id = twin.earlier_upload_id
     WHERE twin.upload_id = $1 AND ${IS_DUPLICATE}`,
    [upload.id],
  );
  const total = counted?.total ?? 0;
  return duplicates ? total : upload.rowsLoaded - total;
}

/** JSON of the records of a page, a comma between two of them. Their texts come in as many steps as they are long. */
export async function* itemsOf(
  db: Database,
  { id }: AudienceUpload,
  records: ListedRecord[],
): AsyncGenerator<string> {
  const byPosition = new Map(records.map((record) => [record.position, record]));
  let left = [...byPosition.keys()];
  let before = '';
  while (left.length > 0) {
    const some = await recordsAt(db, id, left);
    const last = some.at(-1)?.position;
    if (last === undefined) return;
    const items = some.map(({ position, record }) =>
      itemOf(byPosition.get(position) as ListedRecord, record),
    );
    yield before + items.join(',');
    before = ',';
    left = left.filter((position) => position > last);
  }
}

/** The record itself exactly as it is stored. */
function itemOf({ position, email, domain, duplicate }: ListedRecord, record: string): string {
  const rest = JSON.stringify({ email, domain, duplicate });
  return `{"record_number":${position},"record":${record},${rest.slice(1)}`;
}

/** JSON of one record. @throws AppError 404 */
export async function recordItem(db: Database, { id }: AudienceUpload, position: number): Promise<string> {
  const [listed] = await rows<ListedRecord>(db, `${LISTED} AND record.position = $2`, [id, position]);
  const [stored] = await recordsAt(db, id, [position]);
  if (!listed || !stored) throw recordNotFound(position);
  return itemOf(listed, stored.record);
}

export function recordNotFound(position: number): AppError {
  return new AppError('record_not_found', 404, `There is no record ${position}`);
}
