import { type Database, rows, type Sql } from '../db';

/** Which rows of a list are meant; what is left out does not matter. */
export interface ListFilter {
  /** The table, one of those that the migration list-counts has put triggers on. */
  list: string;
  /** The tenant; of content the creator. */
  scope: string;
  owner?: string | undefined;
  /** Of contents: `true` when removed, `false` when not. */
  status?: string | undefined;
  /** A file's type, an import's type, a batch's `user_id`. */
  kind?: string | undefined;
}

/**
 * How many rows a list has, without reading them: triggers note what comes, changes and goes, in the transaction that does
 * it (see the migration list-counts).
 */
export async function countListed(
  sql: Sql,
  { list, scope, owner, status, kind }: ListFilter,
): Promise<number> {
  const [found] = await rows<{ total: number }>(
    sql,
    `SELECT coalesce(sum(n), 0)::float8 AS total FROM (
       SELECT owner, status, kind, count AS n FROM list_counts WHERE list = $1 AND scope = $2
       UNION ALL
       SELECT owner, status, kind, change FROM list_count_changes WHERE list = $1 AND scope = $2
     ) AS counts
     WHERE ($3::text IS NULL OR owner = $3) AND ($4::text IS NULL OR status = $4) AND ($5::text IS NULL OR kind = $5)`,
    [list, scope, owner ?? null, status ?? null, kind ?? null],
  );
  return found?.total ?? 0;
}

/** Changes summed up by one statement, so that none runs long. */
const FOLD_BATCH = 20_000;

/** Sums up the changes of all lists, so that a total is made of few rows. Totals are the same before and after. */
export async function foldListCounts(db: Database, signal?: AbortSignal): Promise<void> {
  let folded = FOLD_BATCH;
  while (folded === FOLD_BATCH && !signal?.aborted) folded = await foldSome(db);
}

/** One statement, so whoever reads meanwhile sees all of it or nothing. @returns how many changes it took */
async function foldSome(db: Database): Promise<number> {
  const [found] = await rows<{ folded: number }>(
    db,
    `WITH taken AS (
       DELETE FROM list_count_changes WHERE id IN (
         SELECT id FROM list_count_changes ORDER BY id LIMIT ${FOLD_BATCH} FOR UPDATE SKIP LOCKED)
       RETURNING list, scope, owner, status, kind, change
     ), added AS (
       INSERT INTO list_counts (list, scope, owner, status, kind, count)
       SELECT list, scope, owner, status, kind, sum(change) FROM taken
       GROUP BY 1, 2, 3, 4, 5 HAVING sum(change) <> 0 ORDER BY 1, 2, 3, 4, 5
       ON CONFLICT (list, scope, owner, status, kind) DO UPDATE SET count = list_counts.count + EXCLUDED.count
     )
     SELECT count(*)::int AS folded FROM taken`,
  );
  return found?.folded ?? 0;
}
