import { rows, type Sql } from '@sluice/kernel/db';
import { type MigrationJob, TARGET_TABLES } from '@sluice/systems/csv-migration';

/** Some rows of a file, as spans of their numbers in ascending order. */
export class RowSpans {
  private at = 0;

  constructor(
    private readonly firsts: readonly number[],
    private readonly lasts: readonly number[],
  ) {}

  /** Whether a row is one of them; rows are asked for in ascending order. */
  has(rowNumber: number): boolean {
    while (this.at < this.lasts.length && (this.lasts[this.at] as number) < rowNumber) this.at++;
    return this.at < this.firsts.length && (this.firsts[this.at] as number) <= rowNumber;
  }
}

/**
 * Rows behind a place that a job has put in. There are some when an import that was stopped is started anew: they are
 * in and stay so, whatever would be said of them today.
 */
export async function rowsAlreadyIn(sql: Sql, job: MigrationJob, afterRow: number): Promise<RowSpans> {
  // Numbers that follow each other differ from their position by the same.
  const [spans] = await rows<{ firsts: number[] | null; lasts: number[] | null }>(
    sql,
    `SELECT array_agg(first ORDER BY first) AS firsts, array_agg(last ORDER BY first) AS lasts
     FROM (SELECT min(row_number) AS first, max(row_number) AS last
           FROM (SELECT row_number, row_number - row_number() OVER (ORDER BY row_number) AS span
                 FROM ${TARGET_TABLES[job.importType]} WHERE migration_job_id = $1 AND row_number > $2) numbered
           GROUP BY span) spans`,
    [job.id, afterRow],
  );
  return new RowSpans(spans?.firsts ?? [], spans?.lasts ?? []);
}
