import { to as copyTo, type CopyToStreamQuery } from 'pg-copy-streams';
import { type EntityManager } from 'typeorm';

interface CopyClient {
  query(copy: CopyToStreamQuery): CopyToStreamQuery;
}

/**
 * Gets rows by COPY on the transaction's own connection, as fast as they are taken. They must be taken to their end,
 * or the connection is of no more use.
 * @param statement `COPY … TO STDOUT (FORMAT binary)`
 */
export async function copyOut(sql: EntityManager, statement: string): Promise<CopyToStreamQuery> {
  if (!sql.queryRunner) throw new Error('COPY is sent within a transaction');
  const client = (await sql.queryRunner.connect()) as CopyClient;
  return client.query(copyTo(statement));
}
