import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A table whose rows are shown in lists, and the columns that its totals are asked by. */
interface Counted {
  table: string;
  scope: string;
  owner?: string;
  status: string;
  kind?: string;
  /** True in rows that no list shows: they are not counted. */
  hidden?: string;
}

const OWNED = { scope: 'tenant_id', owner: 'owner_id', status: 'status' };

const COUNTED: Counted[] = [
  { table: 'omr_batches', ...OWNED },
  { table: 'revenue_batches', ...OWNED, kind: 'user_id' },
  { table: 'revenue_files', ...OWNED, kind: 'file_type', hidden: 'is_container' },
  { table: 'audience_uploads', ...OWNED, status: 'processing_status' },
  { table: 'migration_jobs', ...OWNED, owner: 'user_id', kind: 'import_type' },
  // Content has one space for all tenants.
  { table: 'content_batches', scope: 'creator', status: 'status' },
  { table: 'contents', scope: 'creator', status: 'is_removed' },
];

/**
 * Totals of lists, kept while rows come, change and go: to count a million rows for each page takes a second. A total
 * is what list_counts has and what list_count_changes adds to it. Triggers only ever append, so two transactions never
 * wait for each other's count; the leading worker sums the changes up.
 */
export class ListCounts1795729800000 implements MigrationInterface {
  name = 'ListCounts1795729800000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE list_counts (
        list text NOT NULL,
        scope text NOT NULL,
        owner text NOT NULL,
        status text NOT NULL,
        kind text NOT NULL,
        count bigint NOT NULL,
        PRIMARY KEY (list, scope, owner, status, kind)
      ) WITH (fillfactor = 70)`);
    await db.query(`
      CREATE TABLE list_count_changes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        list text NOT NULL,
        scope text NOT NULL,
        owner text NOT NULL,
        status text NOT NULL,
        kind text NOT NULL,
        change bigint NOT NULL
      )`);
    await db.query(`CREATE INDEX list_count_changes_list ON list_count_changes (list, scope, owner)`);
    for (const counted of COUNTED) await count(db, counted);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}

async function count(db: QueryRunner, { table, scope, owner, status, kind, hidden }: Counted): Promise<void> {
  const cells = [scope, owner, status, kind].map((column) => (column ? `${column}::text` : `''`)).join(', ');
  const grouped = (rows: string, change: string): string =>
    `SELECT '${table}', ${cells}, ${change} FROM ${rows}
     ${hidden ? `WHERE NOT ${hidden}` : ''} GROUP BY 2, 3, 4, 5`;
  const note = (rows: string, change: string): string =>
    `INSERT INTO list_count_changes (list, scope, owner, status, kind, change) ${grouped(rows, change)}`;
  await db.query(`
    CREATE FUNCTION count_${table}() RETURNS trigger LANGUAGE plpgsql AS $count$
    BEGIN
      CASE TG_OP
        WHEN 'INSERT' THEN ${note('new_rows', 'count(*)')};
        WHEN 'DELETE' THEN ${note('old_rows', '-count(*)')};
        WHEN 'UPDATE' THEN
          ${note('(SELECT OLD.*) AS former', '-count(*)')};
          ${note('(SELECT NEW.*) AS latter', 'count(*)')};
        ELSE
          DELETE FROM list_counts WHERE list = '${table}';
          DELETE FROM list_count_changes WHERE list = '${table}';
      END CASE;
      RETURN NULL;
    END $count$`);
  const on = (event: string, how: string): string =>
    `CREATE TRIGGER ${table}_counted_${event.toLowerCase()} AFTER ${event} ON ${table} ${how}
     EXECUTE FUNCTION count_${table}()`;
  // The first of them keeps writers away until all rows are counted.
  await db.query(on('INSERT', 'REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT'));
  await db.query(on('DELETE', 'REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT'));
  await db.query(on('TRUNCATE', 'FOR EACH STATEMENT'));
  const columns = [scope, owner, status, kind, hidden].filter((column) => column !== undefined);
  const row = (of: string): string => `(${columns.map((column) => `${of}.${column}`).join(', ')})`;
  // Most changes of a batch are its counters': they cost no more than this comparison.
  await db.query(on('UPDATE', `FOR EACH ROW WHEN (${row('OLD')} IS DISTINCT FROM ${row('NEW')})`));
  await db.query(`INSERT INTO list_counts ${grouped(table, 'count(*)')}`);
}
