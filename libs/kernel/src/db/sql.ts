/** Asks a server whether it takes no writes: a standby, or a primary that was made so. */
export const ASK_READ_ONLY = `SELECT current_setting('transaction_read_only') = 'on' AS "isReadOnly"`;

/** Whatever can run a statement: a DataSource, an EntityManager or a QueryRunner of TypeORM. */
export interface Sql {
  query(statement: string, parameters?: unknown[]): Promise<unknown>;
}

/**
 * Runs a statement and gives its rows. TypeORM answers UPDATE and DELETE with `[rows, count]` and
 * everything else with the rows alone; here it is always the rows (those of RETURNING included).
 */
export async function rows<Row>(sql: Sql, statement: string, parameters: unknown[] = []): Promise<Row[]> {
  const result = (await sql.query(statement, parameters)) as Row[] | [Row[], number];
  const isPair = result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number';
  return (isPair ? result[0] : result) as Row[];
}

export async function isReadOnly(sql: Sql): Promise<boolean> {
  const [answer] = await rows<{ isReadOnly: boolean }>(sql, ASK_READ_ONLY);
  return answer?.isReadOnly ?? false;
}
