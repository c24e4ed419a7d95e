import { type EntityManager } from 'typeorm';

/**
 * Condition and end of a `SELECT … LATERAL` that finds rows one key at a time, in the index that begins with the tenant
 * and the column. Of a table that has just begun to grow Postgres knows nothing, takes all indexes that begin with the
 * tenant for equal, and may go through all of its rows for each key; joins might read the whole table for each piece.
 * Only one index has the rows in the order of the column, and sorting is forbidden by {@link forceIndexes}. A condition
 * of equality would make every order the right one.
 */
export function indexed(column: string, key: string, limit: number | 'ALL'): string {
  return `${column} BETWEEN ${key} AND ${key} ORDER BY ${column} LIMIT ${limit}`;
}

/** Comes before statements with {@link indexed}; it ends with the transaction. */
export async function forceIndexes(sql: EntityManager): Promise<void> {
  await sql.query('SET LOCAL enable_sort = off');
}
