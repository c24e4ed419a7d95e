import { type JsonRecord } from '@sluice/formats/json';
import { rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import {
  type AudienceUpload,
  type Identity,
  identityKey,
  MAX_FIELDS,
  MAX_RECORD_BYTES,
} from '@sluice/systems/audience';
import { type EntityManager } from 'typeorm';
import { type NumberedChange } from './audience.schemas';
import { forgetAnalysis } from './delete-rows';
import { mergedRecord, patchOf } from './merge-record';
import { recordBlocks } from './record-blocks';
import { RecordJudge } from './record-judge';
import { tooManyFields } from './record-names';

/** What became of one record that should be changed. */
export interface RecordOutcome {
  recordNumber: number;
  fault: { code: string; message: string } | null;
}

/** Records that are changed together are in memory together. */
const MAX_BYTES_TOGETHER = 32 * 1024 * 1024;

interface StoredRow {
  position: number;
  record: string;
  identity: string | null;
}

interface ChangedRow extends StoredRow {
  changed: string;
}

/**
 * Changes members of records by the rule that a record must say whose it is.
 * @returns an outcome a change, in their order
 * @throws AppError 400 when the upload would have too many fields, 413 when the records take too much memory
 */
export async function changeRecords(
  sql: EntityManager,
  upload: AudienceUpload,
  changes: NumberedChange[],
): Promise<RecordOutcome[]> {
  const faults = new Map<number, RecordOutcome['fault']>();
  const stored = await storedRows(sql, upload, changes);
  const merged = await mergeAll(stored, changes);
  const changed: (ChangedRow & { judged: Identity })[] = [];
  const judge = new RecordJudge();
  await eachRecord(
    merged.map((row) => row.changed),
    (record, at) => {
      const row = merged[at] as ChangedRow;
      const fault = judge.faultOf(record);
      const identity = fault ? null : judge.identity();
      if (fault) {
        const { code, message } = fault;
        faults.set(row.position, { code, message: `Record ${row.position} ${message}` });
      } else if (record.end - record.start > MAX_RECORD_BYTES) {
        faults.set(row.position, {
          code: 'record_too_large',
          message: `Record ${row.position} would be too large`,
        });
      } else if (identity) {
        judge.names.list(record);
        changed.push({ ...row, judged: identity });
      }
    },
  );
  if (changed.length > 0) {
    await writeRows(sql, upload, changed);
    await forgetAnalysis(sql, upload, changed);
    await growFields(sql, upload, judge.names.fields);
  }
  const done = new Set(changed.map(({ position }) => position));
  return changes.map(({ record_number: recordNumber }) => {
    const fault = done.has(recordNumber) ? null : (faults.get(recordNumber) ?? notThere(recordNumber));
    return { recordNumber, fault };
  });
}

async function storedRows(
  sql: EntityManager,
  { id }: AudienceUpload,
  changes: NumberedChange[],
): Promise<StoredRow[]> {
  const positions = changes.map((change) => change.record_number);
  const [size] = await rows<{ bytes: number }>(
    sql,
    `SELECT coalesce(sum(octet_length(record)), 0)::float8 AS bytes FROM audience_records
     WHERE upload_id = $1 AND position = ANY($2)`,
    [id, positions],
  );
  if ((size?.bytes ?? 0) > MAX_BYTES_TOGETHER) {
    throw new AppError(
      'payload_too_large',
      413,
      'These records are too large together; change fewer at once',
    );
  }
  return rows<StoredRow>(
    sql,
    `SELECT position, record, identity FROM audience_records
     WHERE upload_id = $1 AND position = ANY($2) ORDER BY position`,
    [id, positions],
  );
}

async function mergeAll(stored: StoredRow[], changes: NumberedChange[]): Promise<ChangedRow[]> {
  const patches = new Map(changes.map((change) => [change.record_number, patchOf(change)]));
  const merged: ChangedRow[] = [];
  await eachRecord(
    stored.map(({ record }) => record),
    (record, at) => {
      const row = stored[at] as StoredRow;
      const patch = patches.get(row.position);
      if (patch) merged.push({ ...row, changed: mergedRecord(record, patch) });
    },
  );
  return merged;
}

/** Shows the members of some records, one after the other. */
async function eachRecord(
  texts: string[],
  onRecord: (record: JsonRecord, at: number) => void,
): Promise<void> {
  for await (const block of recordBlocks(arrayOf(texts), 'array')) {
    while (block.next()) onRecord(block.record, block.record.recordNumber - 1);
  }
}

async function* arrayOf(texts: string[]): AsyncGenerator<Buffer> {
  for (const [at, text] of texts.entries()) yield Buffer.from(`${at === 0 ? '[' : ','}${text}`);
  yield Buffer.from(texts.length === 0 ? '[]' : ']');
}

async function writeRows(
  sql: EntityManager,
  { id }: AudienceUpload,
  changed: (ChangedRow & { judged: Identity })[],
): Promise<void> {
  await sql.query(
    `UPDATE audience_records AS stored
     SET record = changed.record, email = changed.email, domain = changed.domain, identity = changed.identity
     FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::uuid[])
       AS changed (position, record, email, domain, identity)
     WHERE stored.upload_id = $1 AND stored.position = changed.position`,
    [
      id,
      changed.map(({ position }) => position),
      changed.map((row) => row.changed),
      changed.map(({ judged }) => judged.email),
      changed.map(({ judged }) => judged.domain),
      changed.map(({ judged }) => identityKey(judged)),
    ],
  );
}

/** An order that the sender gave stays as it is; the union of keys grows. */
async function growFields(sql: EntityManager, upload: AudienceUpload, names: string[]): Promise<void> {
  if (upload.hasGivenFields) return;
  const fields = [...new Set([...upload.fields, ...names])];
  if (fields.length > MAX_FIELDS) throw tooManyFields();
  if (fields.length === upload.fields.length) return;
  await sql.query('UPDATE audience_uploads SET fields = $2 WHERE id = $1', [upload.id, fields]);
}

function notThere(recordNumber: number): RecordOutcome['fault'] {
  return { code: 'record_not_found', message: `There is no record ${recordNumber}` };
}
