import { finished } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { type JsonRecord, readJsonRecords } from '@sluice/formats/json';
import { type EntityManager } from 'typeorm';
import { copyOut } from '../../copy/copy-out';
import { CopiedJson } from './copied-json';

/** Other work of the process waits no longer than this. */
const TURN_MS = 10;
/** Records between two looks at the clock. */
const RECORDS_A_LOOK = 256;
/** What is stored was judged before: nothing is refused for its size or depth. */
const LIMITS = { maxRecordBytes: 1024 * 1024 * 1024, maxDepth: 10_000 };

/** Shows all records of an upload to `see`, in their order. A block of them is in memory at a time. */
export async function seeRecords(
  sql: EntityManager,
  uploadId: string,
  signal: AbortSignal,
  see: (record: JsonRecord) => void,
): Promise<void> {
  if (!/^[0-9a-f-]{36}$/.test(uploadId)) throw new Error('Not the id of an upload');
  // COPY takes no parameters.
  const copy = await copyOut(
    sql,
    `COPY (SELECT record FROM audience_records WHERE upload_id = '${uploadId}' ORDER BY position)
     TO STDOUT (FORMAT binary)`,
  );
  const json = new CopiedJson();
  const chunks = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of copy.iterator({ destroyOnReturn: false })) yield json.rewrite(chunk as Buffer);
  };
  try {
    let turnEnd = performance.now() + TURN_MS;
    let unseen = 0;
    for await (const block of readJsonRecords(chunks(), { shape: 'array', ...LIMITS })) {
      while (block.next()) {
        see(block.record);
        if (++unseen < RECORDS_A_LOOK) continue;
        unseen = 0;
        if (performance.now() < turnEnd) continue;
        await setImmediate(undefined, { signal });
        turnEnd = performance.now() + TURN_MS;
      }
    }
  } finally {
    // Nothing else can be said on the connection before all rows were taken.
    if (!copy.readableEnded) await finished(copy.resume());
  }
}
