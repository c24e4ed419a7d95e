import { rows, type Sql } from '../db';

/** Held by the one dispatcher of the fleet, for as long as its connection lives. */
export const LEADER_LOCK = 7_315_004;

/**
 * Writes down which connection leads for whom.
 * @param connection the very one that holds {@link LEADER_LOCK}
 */
export async function announceLeader(connection: Sql, workerId: string): Promise<void> {
  await connection.query('UPDATE workers SET leader_pid = pg_backend_pid() WHERE id = $1', [workerId]);
}

/** Id of the worker whose connection holds the lock now; undefined when nobody leads at the moment. */
export async function leaderOf(sql: Sql): Promise<string | undefined> {
  const [leader] = await rows<{ id: string }>(
    sql,
    `SELECT workers.id FROM pg_locks JOIN workers ON workers.leader_pid = pg_locks.pid
     WHERE locktype = 'advisory' AND classid = 0 AND objid = ${LEADER_LOCK} AND objsubid = 1 AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     ORDER BY workers.seen_at DESC LIMIT 1`,
  );
  return leader?.id;
}
