import { setImmediate } from 'node:timers/promises';
import { type JsonBlock, type JsonShape, readJsonRecords } from '@sluice/formats/json';

/** Of a body all can be one record; a change may not make one longer either. */
export const MAX_RECORD_BYTES = 5 * 1024 * 1024;
/** `upload_name` and `fields` of a body. */
const MAX_MEMBERS_BYTES = 512 * 1024;

/**
 * Records in blocks that take some milliseconds each; between them others have their turn.
 * @throws JsonError, here and from `next` of a block
 */
export async function* recordBlocks(
  source: AsyncIterable<Buffer>,
  shape: JsonShape,
): AsyncGenerator<JsonBlock> {
  const limits = { maxRecordBytes: MAX_RECORD_BYTES, maxMembersBytes: MAX_MEMBERS_BYTES };
  for await (const block of readJsonRecords(source, { shape, ...limits })) {
    yield block;
    await setImmediate();
  }
}
