import { JsonError } from '@sluice/formats/json';
import { AppError } from '@sluice/kernel/errors';
import { type FileStore } from '@sluice/kernel/storage';
import { MAX_FIELDS } from '@sluice/systems/audience';
import Joi from 'joi';
import pLimit from 'p-limit';
import { validate } from '../../http/validation';
import { uploadName } from './audience.schemas';
import { recordBlocks } from './record-blocks';
import { type RecordFault, RecordJudge } from './record-judge';

/** Faults that are told one by one; of the others the number. */
const MAX_FAULTS_TOLD = 100;
/** Reading keeps the one thread busy, so more at once would only take more memory. */
const BODIES_AT_ONCE = 4;

/** What was found in a body. */
export interface InspectedBody {
  uploadName: string;
  /** The sender's order; null when there was none. */
  givenFields: string[] | null;
  /** Keys of the records that are good, first seen first. */
  keys: string[];
  recordCount: number;
  faultCount: number;
  /** The first of them. */
  faults: RecordFault[];
}

interface BodyMembers {
  upload_name: string;
  fields?: string[] | null;
}

const fields = Joi.array()
  .items(Joi.string().max(1_000))
  .max(MAX_FIELDS)
  .unique()
  .allow(null)
  .description('An order of the fields; what is not in it is not left out');

const bodyMembers = Joi.object<BodyMembers>({ upload_name: uploadName.required(), fields });

/** The whole body, for the documentation: what the reader takes. */
export const bodySchema = bodyMembers.append({
  records: Joi.array().items(Joi.object().unknown()).min(1).required(),
});

const reading = pLimit(BODIES_AT_ONCE);

/**
 * Reads a body that is in the store from its beginning to its end, in pieces, and keeps nothing of its records.
 * @throws AppError 400 for what is no JSON, has other members than it may, no records or more than `maxRecords`
 */
export function inspectBody(store: FileStore, key: string, maxRecords: number): Promise<InspectedBody> {
  return reading(async () => {
    try {
      return await inspect(store, key, maxRecords);
    } catch (error) {
      throw error instanceof JsonError ? malformed(error) : error;
    }
  });
}

async function inspect(store: FileStore, key: string, maxRecords: number): Promise<InspectedBody> {
  const judge = new RecordJudge();
  const faults: RecordFault[] = [];
  let recordCount = 0;
  let faultCount = 0;
  let members: unknown = {};
  for await (const block of recordBlocks(await store.createReadStream(key), 'envelope')) {
    members = block.members;
    while (block.next()) {
      recordCount += 1;
      if (recordCount > maxRecords) throw tooManyRecords(maxRecords);
      const fault = judge.faultOf(block.record);
      if (!fault) judge.names.list(block.record);
      else if (++faultCount <= MAX_FAULTS_TOLD) faults.push(fault);
    }
  }
  const given = validate(bodyMembers, members, 'refused');
  if (recordCount === 0) throw noRecords();
  const keys = judge.names.fields;
  const { upload_name: name, fields: givenFields = null } = given;
  return { uploadName: name, givenFields, keys, recordCount, faultCount, faults };
}

function malformed({ code, message, offset, recordNumber }: JsonError): AppError {
  const place = { offset, ...(recordNumber !== undefined && { record: recordNumber }) };
  return new AppError(MALFORMED[code] ?? 'malformed_json', 400, message, {
    details: [{ ...place, message }],
  });
}

/** Well-formed, but not what the document prints. */
const MALFORMED: Partial<Record<JsonError['code'], string>> = {
  wrong_shape: 'validation_failed',
  no_records: 'validation_failed',
  records_not_array: 'validation_failed',
  duplicate_records: 'validation_failed',
  members_too_large: 'validation_failed',
  too_deep: 'too_deep',
};

function tooManyRecords(maxRecords: number): AppError {
  const message = `"records" may have ${maxRecords} records at most; send more as a file to /api/audience/batch-upload/file`;
  return new AppError('too_many_records', 400, message, { details: [{ field: 'records', message }] });
}

function noRecords(): AppError {
  const message = '"records" must have at least one record';
  return new AppError('validation_failed', 400, message, { details: [{ field: 'records', message }] });
}
