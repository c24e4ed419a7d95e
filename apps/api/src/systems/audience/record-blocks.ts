import { setImmediate } from 'node:timers/promises';
import { type JsonBlock, type JsonShape, readJsonRecords } from '@sluice/formats/json';
import { MAX_MEMBERS_BYTES, MAX_RECORD_BYTES } from '@sluice/systems/audience';

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
