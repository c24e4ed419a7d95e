import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The name of a kind of index, and the columns that say whose rows are seen. */
type Scope = readonly [name: string, columns: string];

const TENANT: Scope = ['tenant', 'tenant_id'];
const OWNER: Scope = ['owner', 'tenant_id, owner_id'];
const USER: Scope = ['owner', 'tenant_id, user_id'];

/** A table of the list over all systems. */
interface Listed {
  table: string;
  /** The rows that are in the list, where it is not all of them. */
  only?: string;
  /** Word for word as the system's overview has it: Postgres takes no index of another expression. */
  state: string;
  /** For one state in the order of the list. */
  byState: Scope[];
  /** For all states, where no index is in the order of the list yet. */
  inOrder: Scope[];
}

const LISTED: Listed[] = [
  {
    table: 'omr_batches',
    state: `CASE
      WHEN status = 'uploaded' THEN 'waiting'
      WHEN status = 'processing' THEN 'working'
      WHEN status = 'failed' AND cancelled_at IS NOT NULL THEN 'cancelled'
      WHEN status = 'failed' THEN 'failed'
      WHEN failed_count > 0 THEN 'done_with_errors'
      ELSE 'done' END`,
    byState: [TENANT, OWNER],
    inOrder: [],
  },
  {
    table: 'revenue_batches',
    state: `CASE
      WHEN total_files = 0 THEN 'your_turn'
      WHEN processing_files = total_files AND read_bytes = 0 THEN 'waiting'
      WHEN processing_files > 0 OR check_state = 'waiting' THEN 'working'
      WHEN cancelled_at IS NOT NULL THEN 'cancelled'
      WHEN status = 'error' THEN 'failed'
      WHEN status = 'partial' THEN 'done_with_errors'
      ELSE 'done' END`,
    byState: [TENANT, OWNER],
    inOrder: [],
  },
  {
    table: 'revenue_files',
    only: 'batch_id IS NULL',
    state: `CASE
      WHEN status = 'pending' THEN 'waiting'
      WHEN status = 'processing' THEN 'working'
      WHEN status = 'error' THEN 'failed'
      WHEN invalid_records > 0 THEN 'done_with_errors'
      ELSE 'done' END`,
    byState: [TENANT, OWNER],
    inOrder: [TENANT, OWNER],
  },
  {
    table: 'audience_uploads',
    state: `CASE
      WHEN processing_status = 'queued' THEN 'waiting'
      WHEN processing_status IN ('loading', 'analyzing') THEN 'working'
      WHEN processing_status = 'failed' THEN 'failed'
      WHEN rows_rejected > 0 THEN 'done_with_errors'
      ELSE 'done' END`,
    byState: [OWNER],
    inOrder: [],
  },
  {
    table: 'content_batches',
    state: `CASE
      WHEN status = 'pending' THEN 'waiting'
      WHEN status = 'processing' THEN 'working'
      WHEN status = 'failed' AND cancelled_at IS NOT NULL THEN 'cancelled'
      WHEN status = 'failed' THEN 'failed'
      WHEN failure_count > 0 THEN 'done_with_errors'
      ELSE 'done' END`,
    byState: [TENANT, OWNER],
    inOrder: [TENANT, OWNER],
  },
  {
    table: 'migration_jobs',
    state: `CASE
      WHEN status = 'pending' THEN 'your_turn'
      WHEN status IN ('validating', 'importing') THEN 'working'
      WHEN status = 'rolled_back' THEN 'rolled_back'
      WHEN status = 'failed' AND cancelled_at IS NOT NULL THEN 'cancelled'
      WHEN status = 'failed' THEN 'failed'
      WHEN invalid_rows > 0 THEN 'done_with_errors'
      ELSE 'done' END`,
    byState: [TENANT, USER],
    inOrder: [TENANT, USER],
  },
];

/**
 * Indexes for the list over all systems: a page of it, of one state or of all, is read in order and costs the same however
 * many rows there are. They are built while the tables are in use, so not in one transaction.
 */
export class Overview1795765875036 implements MigrationInterface {
  name = 'Overview1795765875036';
  transaction = false;

  async up(db: QueryRunner): Promise<void> {
    for (const listed of LISTED) await addIndexes(db, listed);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}

async function addIndexes(db: QueryRunner, { table, only, state, byState, inOrder }: Listed): Promise<void> {
  const where = only === undefined ? '' : `WHERE ${only}`;
  for (const [name, columns] of inOrder) {
    await addIndex(db, `${table}_overview_${name}`, `${table} (${columns}, id) ${where}`);
  }
  for (const [name, columns] of byState) {
    const on = `${table} (${columns}, (${state}), id) ${where}`;
    await addIndex(db, `${table}_overview_${name}_state`, on);
  }
}

/** Takes up where an attempt was broken off: what it has left half built is of no use. */
async function addIndex(db: QueryRunner, name: string, on: string): Promise<void> {
  const [known] = (await db.query('SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)', [
    name,
  ])) as { indisvalid: boolean }[];
  if (known?.indisvalid) return;
  await db.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await db.query(`CREATE INDEX CONCURRENTLY ${name} ON ${on}`);
}
