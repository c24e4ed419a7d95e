import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import { type EntityManager } from 'typeorm';

/** Bytes that may wait for Postgres before the next chunk is handed over. */
const WAITING_BYTES = 512 * 1024;

interface CopyClient {
  query(copy: CopyStreamQuery): CopyStreamQuery;
}

/**
 * Sends rows by COPY on the transaction's own connection.
 * @param statement `COPY … FROM STDIN (FORMAT binary)`
 */
export async function copyIn(sql: EntityManager, statement: string, chunks: Buffer[]): Promise<void> {
  if (!sql.queryRunner) throw new Error('COPY is sent within a transaction');
  const client = (await sql.queryRunner.connect()) as CopyClient;
  const copy = client.query(copyFrom(statement, { highWaterMark: WAITING_BYTES }));
  const end = finished(copy);
  // Whoever waits meets the error; a fault while nobody does must not end the process.
  end.catch(() => undefined);
  for (const chunk of chunks) {
    if (!copy.write(chunk)) await Promise.race([once(copy, 'drain'), end]);
  }
  copy.end();
  await end;
}
