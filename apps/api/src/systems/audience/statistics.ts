import { type Database, rows } from '@sluice/kernel/db';
import { type Actor } from '../../auth';
import { toSeconds } from '../../http/timestamps';

interface Totals {
  uploads: number;
  rows_received: number;
  rows_loaded: number;
  rows_rejected: number;
  by_processing_status: Record<string, number>;
  first_upload_at: Date | null;
  last_upload_at: Date | null;
}

/** Figures over all uploads of the actor. */
export async function ownStatistics(db: Database, { principal }: Actor) {
  const [totals] = await rows<Totals>(
    db,
    `WITH own AS (
       SELECT * FROM audience_uploads WHERE tenant_id = $1 AND owner_id = $2
     ), statuses AS (
       SELECT processing_status, count(*) AS uploads FROM own GROUP BY processing_status
     )
     SELECT count(*)::int AS uploads, coalesce(sum(rows_received), 0)::float8 AS rows_received,
       coalesce(sum(rows_loaded), 0)::float8 AS rows_loaded, coalesce(sum(rows_rejected), 0)::float8 AS rows_rejected,
       (SELECT coalesce(jsonb_object_agg(processing_status, uploads), '{}') FROM statuses) AS by_processing_status,
       min(created_at) AS first_upload_at, max(created_at) AS last_upload_at
     FROM own`,
    [principal.tenantId, principal.userId],
  );
  if (!totals) throw new Error('An aggregate has one row');
  const { first_upload_at: first, last_upload_at: last, ...counts } = totals;
  return {
    ...counts,
    first_upload_at: first && toSeconds(first),
    last_upload_at: last && toSeconds(last),
  };
}
