import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { type Database, rows } from '@sluice/kernel/db';
import { createFileStore, SWEEP_MARK, sweepFiles } from '@sluice/kernel/storage';
import { type Stack } from '@sluice/tools/test-stack';

/** Columns that name files of the store. */
const NAMED = [
  'SELECT file_key FROM omr_batches WHERE file_key IS NOT NULL',
  'SELECT file_key FROM omr_files',
  'SELECT file_key FROM revenue_files',
  'SELECT file_key FROM migration_jobs',
  'SELECT file_key FROM audience_uploads',
].join(' UNION ');

/**
 * Files: each that a row names is recorded and there, with the bytes that were recorded; what no row names is gone after
 * one sweep.
 */
export async function strayFiles(db: Database, { storageDir }: Stack): Promise<string[]> {
  const found: string[] = [];
  const unrecorded = await rows<{ file_key: string }>(
    db,
    `SELECT file_key FROM (${NAMED}) AS named WHERE NOT EXISTS (SELECT 1 FROM files WHERE key = file_key)`,
  );
  found.push(...unrecorded.map(({ file_key: key }) => `${key} is named and not recorded`));
  for (const { key, sha256 } of await rows<{ key: string; sha256: string }>(
    db,
    'SELECT key, sha256 FROM files',
  )) {
    const path = join(storageDir, key);
    if (!existsSync(path)) found.push(`${key} is recorded and not there`);
    else if ((await sha256Of(path)) !== sha256) found.push(`${key} has other bytes than were recorded`);
  }
  const store = createFileStore(pathToFileURL(storageDir).href);
  const now = new Date(Date.now() + 60_000);
  await sweepFiles(store, db, now);
  const known = new Set((await rows<{ key: string }>(db, 'SELECT key FROM files')).map(({ key }) => key));
  for await (const key of store.list(now, 0))
    if (!known.has(key) && key !== SWEEP_MARK) found.push(`${key} is nobody's`);
  return found;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Each call that the database believes in is on the chain, once, and each on the chain is one of them. */
export async function chainDisagreements(db: Database, stack: Stack): Promise<string[]> {
  const { transactions } = await stack.chain.ledger();
  const prices = transactions.filter(
    ({ setPrice, status }) => setPrice !== undefined && status === 'success',
  );
  const byContent = new Map<string, number>();
  for (const { setPrice } of prices) {
    const id = setPrice?.contentId as string;
    byContent.set(id, (byContent.get(id) ?? 0) + 1);
  }
  const twice = [...byContent]
    .filter(([, count]) => count > 1)
    .map(([id, count]) => `${id} was paid ${count} times`);
  const onChain = new Map(prices.map(({ setPrice }) => [setPrice?.contentId, setPrice?.price]));
  const changed = await rows<{ content_id: string; price: string }>(
    db,
    `SELECT content_id, contents.price::text FROM content_batch_items JOIN contents ON contents.id = content_id
     WHERE status = 'succeeded'`,
  );
  const different = changed
    .filter(({ content_id: id, price }) => onChain.get(id) !== price)
    .map(
      ({ content_id: id, price }) =>
        `${id} costs ${price}, on the chain ${onChain.get(id) ?? 'what it did before'}`,
    );
  const stored = new Set(changed.map(({ content_id: id }) => id));
  const unknown = [...byContent.keys()]
    .filter((id) => !stored.has(id))
    .map((id) => `${id} was paid for and not changed`);
  return [...twice, ...different, ...unknown];
}
