import { rows } from '@sluice/kernel/db';
import { type Lease } from '@sluice/kernel/lease';

/** Bad records that are named. */
const NAMED = 3;

interface Offender {
  position: number;
  message: string;
  received: string;
  rejected: string;
}

/** Why an upload is refused whose records are not all good: how many of them are bad, and the first ones. */
export async function refusalOf(lease: Lease, uploadId: string): Promise<string> {
  const offenders = await lease.commit((sql) =>
    rows<Offender>(
      sql,
      `SELECT position, message, rows_received AS received, rows_rejected AS rejected
       FROM audience_rejections bad JOIN audience_uploads upload ON upload.id = bad.upload_id
       WHERE bad.upload_id = $1 ORDER BY position LIMIT ${NAMED}`,
      [uploadId],
    ),
  );
  const [{ received, rejected } = { received: '0', rejected: '0' }] = offenders;
  const named = offenders.map(({ position, message }) => `record ${position} ${message}`);
  const rest = Number(rejected) - offenders.length;
  if (rest > 0) named.push(`and ${rest} more`);
  return `${rejected} of ${received} records can’t be taken, so none were kept: ${named.join('; ')}`;
}
