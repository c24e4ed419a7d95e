import { rows } from '@sluice/kernel/db';
import { type Lease } from '@sluice/kernel/lease';
import { type JobOwner } from '@sluice/kernel/queue';
import { AudienceUpload, isLoaded } from '@sluice/systems/audience';
import { type EntityManager } from 'typeorm';
import { addAnalysis } from './upload.queries';

/** First half of the advisory lock around the analyses of one owner; the second is made from the owner's id. */
const ANALYSIS_LOCK = 7_316;
/** Statements of an analysis grow with the upload; whoever waits for it is told that it is under way. */
const STATEMENT_TIMEOUT = '10min';

/** Another worker analyses an upload of the same owner. */
export class OwnerBusy extends Error {
  constructor() {
    super('Another upload of the owner is being analysed');
    this.name = 'OwnerBusy';
  }
}

/** What SQL says of the records of an upload. */
export interface RecordFigures {
  records: number;
  identities: { with_email: number; with_domain_only: number };
  domains: { distinct: number; top: { domain: string; records: number }[] };
  duplicates: { within_upload: number; of_earlier_uploads: number; distinct_people: number };
}

export async function isToAnalyze(lease: Lease, uploadId: string): Promise<boolean> {
  const upload = await lease.commit((sql) => sql.findOneBy(AudienceUpload, { id: uploadId }));
  return upload !== null && isLoaded(upload.processingStatus);
}

/** For as long as the transaction lasts. @throws OwnerBusy */
export async function lockOwner(sql: EntityManager, ownerId: string): Promise<void> {
  await sql.query(`SET LOCAL statement_timeout = '${STATEMENT_TIMEOUT}'`);
  const [lock] = await rows<{ taken: boolean }>(
    sql,
    'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS taken',
    [ANALYSIS_LOCK, ownerId],
  );
  if (!lock?.taken) throw new OwnerBusy();
}

/** Makes the owner's list of people agree with the records of an upload; in the order of its key, which is random. */
export async function keepIdentities(sql: EntityManager, ownerId: string, uploadId: string): Promise<void> {
  await sql.query(
    `DELETE FROM audience_identities known WHERE upload_id = $1 AND NOT EXISTS (
       SELECT 1 FROM audience_records record
       WHERE record.upload_id = $1 AND record.position = known.position AND record.identity = known.identity)`,
    [uploadId],
  );
  await sql.query(
    `INSERT INTO audience_identities (owner_id, identity, upload_id, position)
     SELECT $2, identity, $1, position FROM audience_records record
     WHERE upload_id = $1 AND identity IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM audience_identities known WHERE known.upload_id = $1 AND known.position = record.position)
     ORDER BY identity, position`,
    [uploadId, ownerId],
  );
}

/**
 * Notes of each record where the same person is earlier in the upload, and where first in the owner's earlier uploads.
 * Ids of uploads are in the order of their creation, as rows of the index are: each person costs one look into it.
 */
export async function findDuplicates(sql: EntityManager, ownerId: string, uploadId: string): Promise<void> {
  await sql.query('DELETE FROM audience_duplicates WHERE upload_id = $1', [uploadId]);
  await sql.query(
    `INSERT INTO audience_duplicates (upload_id, position, same_as_position, earlier_upload_id, earlier_position)
     SELECT $1, mine.position, nullif(mine.first_position, mine.position), earlier.upload_id, earlier.position
     FROM (
       SELECT position, identity, min(position) OVER (PARTITION BY identity) AS first_position
       FROM audience_records WHERE upload_id = $1 AND identity IS NOT NULL
     ) mine
     LEFT JOIN LATERAL (
       SELECT upload_id, position FROM audience_identities
       WHERE owner_id = $2 AND identity = mine.identity AND upload_id < $1
       ORDER BY upload_id, position LIMIT 1
     ) earlier ON true
     WHERE mine.first_position <> mine.position OR earlier.upload_id IS NOT NULL`,
    [uploadId, ownerId],
  );
}

export async function recordFigures(sql: EntityManager, uploadId: string): Promise<RecordFigures> {
  const [figures] = await rows<{ figures: RecordFigures }>(
    sql,
    `WITH records AS MATERIALIZED (
       SELECT email, domain, identity FROM audience_records WHERE upload_id = $1
     ), domains AS MATERIALIZED (
       SELECT domain, count(*) AS records FROM records WHERE domain IS NOT NULL GROUP BY domain
     )
     SELECT jsonb_build_object(
       'records', (SELECT count(*) FROM records),
       'identities', (SELECT jsonb_build_object(
         'with_email', count(email),
         'with_domain_only', count(*) FILTER (WHERE email IS NULL AND domain IS NOT NULL)) FROM records),
       'domains', jsonb_build_object(
         'distinct', (SELECT count(*) FROM domains),
         'top', (SELECT coalesce(jsonb_agg(to_jsonb(top) ORDER BY top.records DESC, top.domain COLLATE "C"), '[]')
           FROM (SELECT * FROM domains ORDER BY records DESC, domain COLLATE "C" LIMIT 20) top)),
       'duplicates', (SELECT jsonb_build_object(
         'within_upload', count(same_as_position),
         'of_earlier_uploads', count(earlier_upload_id),
         'distinct_people', (SELECT count(DISTINCT identity) FROM records))
         FROM audience_duplicates WHERE upload_id = $1)
     ) AS figures`,
    [uploadId],
  );
  if (!figures) throw new Error('An aggregate has one row');
  return figures.figures;
}

/**
 * Stores the figures. The upload is completed unless its records were changed meanwhile, which another analysis was
 * added for. Later uploads that say something of this one's people that is not so any more are analysed again.
 * @returns the upload as it is then; null when it is gone
 */
export async function storeAnalysis(
  sql: EntityManager,
  lease: Lease,
  uploadId: string,
  analytics: object,
): Promise<AudienceUpload | null> {
  await sql.query(
    `UPDATE audience_uploads SET analytics = $2, version = version + 1, updated_at = now(), error_message = NULL,
       processing_status = CASE WHEN waits THEN processing_status ELSE 'completed' END,
       completed_at = CASE WHEN waits THEN completed_at ELSE now() END
     FROM (SELECT EXISTS (
       SELECT 1 FROM jobs WHERE subject_id = $1 AND id <> $3 AND state IN ('waiting', 'admitted', 'running')
     ) AS waits) others
     WHERE audience_uploads.id = $1`,
    [uploadId, JSON.stringify(analytics), lease.job.id],
  );
  for (const later of await outdatedUploads(sql, lease.job, uploadId)) {
    await addAnalysis(sql, lease, later);
  }
  return sql.findOneBy(AudienceUpload, { id: uploadId });
}

/**
 * Later uploads, analysed before, that have people of this one as their own first, or that name a record of this one
 * which is not that person's any more. Mostly there are none: an upload is analysed before the next one comes.
 */
async function outdatedUploads(
  sql: EntityManager,
  { ownerId, tenantId }: JobOwner,
  uploadId: string,
): Promise<string[]> {
  const outdated = await rows<{ id: string }>(
    sql,
    `SELECT id FROM audience_uploads later
     WHERE tenant_id = $3 AND owner_id = $2 AND id > $1 AND processing_status = 'completed' AND NOT EXISTS (
       SELECT 1 FROM jobs WHERE subject_id = later.id AND state IN ('waiting', 'admitted', 'running')
     ) AND (EXISTS (
       SELECT 1 FROM audience_identities theirs
       JOIN LATERAL (SELECT 1 FROM audience_identities
         WHERE owner_id = $2 AND identity = theirs.identity AND upload_id = $1 LIMIT 1) ours ON true
       LEFT JOIN audience_duplicates noted
         ON noted.upload_id = theirs.upload_id AND noted.position = theirs.position
       WHERE theirs.upload_id = later.id AND coalesce(noted.earlier_upload_id > $1, true)
     ) OR EXISTS (
       SELECT 1 FROM audience_duplicates noted
       JOIN audience_identities theirs
         ON theirs.owner_id = $2 AND theirs.upload_id = noted.upload_id AND theirs.position = noted.position
       WHERE noted.upload_id = later.id AND noted.earlier_upload_id = $1 AND NOT EXISTS (
         SELECT 1 FROM audience_identities
         WHERE owner_id = $2 AND identity = theirs.identity AND upload_id = $1
           AND position = noted.earlier_position)
     )) ORDER BY id`,
    [uploadId, ownerId, tenantId],
  );
  return outdated.map(({ id }) => id);
}
