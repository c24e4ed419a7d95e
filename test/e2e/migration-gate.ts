import { type Database, rows } from '@sluice/kernel/db';
import { eventually } from '@sluice/kernel/testing';

/** Moments of a piece at which its worker can be held up, in their order; all before its commit. */
export const GATES = ['before-rows', 'behind-rows', 'behind-errors', 'behind-counters'] as const;
export type GatePlace = (typeof GATES)[number];

const LOCK = 7_777_777;

const TRIGGERS: Readonly<Record<GatePlace, string>> = {
  'before-rows': 'BEFORE INSERT ON onboarding_jamaah FOR EACH STATEMENT',
  'behind-rows': 'AFTER INSERT ON onboarding_jamaah FOR EACH STATEMENT',
  'behind-errors': 'AFTER INSERT ON migration_errors FOR EACH STATEMENT',
  'behind-counters': 'AFTER UPDATE OF processed_rows ON migration_jobs FOR EACH STATEMENT',
};

/**
 * Holds imports of pilgrims up in the middle of a piece: in Postgres, so that a worker can be met there whatever the
 * speed of the machine. The database is the test's own.
 */
export class ImportGate {
  private holder: ReturnType<Database['createQueryRunner']> | undefined;

  private constructor(private readonly db: Database) {}

  static async install(db: Database): Promise<ImportGate> {
    await db.query('CREATE TABLE test_gate (place text NOT NULL, at_rows integer NOT NULL)');
    await db.query(`
      CREATE FUNCTION test_gate() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM test_gate g JOIN migration_jobs j ON j.processed_rows >= g.at_rows
                   WHERE g.place = TG_ARGV[0] AND j.status IN ('importing', 'validating')) THEN
          PERFORM pg_advisory_xact_lock_shared(${LOCK});
        END IF;
        RETURN NULL;
      END $$`);
    for (const place of GATES) {
      await db.query(
        `CREATE TRIGGER "test_gate_${place}" ${TRIGGERS[place]} EXECUTE FUNCTION test_gate('${place}')`,
      );
    }
    return new ImportGate(db);
  }

  /** From now on, until it is opened, whoever comes to a place with so many rows done waits there. */
  async close(place: GatePlace, atRows: number): Promise<void> {
    await this.open();
    await this.db.query('INSERT INTO test_gate VALUES ($1, $2)', [place, atRows]);
    this.holder = this.db.createQueryRunner();
    // Behind whoever was let go and has not ended its transaction yet.
    await this.holder.query(`SELECT pg_advisory_lock(${LOCK})`);
  }

  /** Resolves when somebody waits at the gate. */
  async met(): Promise<void> {
    await eventually('somebody at the gate', () => this.hasSomebody(), 60_000);
  }

  async open(): Promise<void> {
    await eventually('Postgres to answer', async () => {
      await this.db.query('DELETE FROM test_gate');
      return true;
    });
    const { holder } = this;
    this.holder = undefined;
    // After a restart of Postgres its connection is gone, and the lock with it.
    await holder?.query(`SELECT pg_advisory_unlock(${LOCK})`).catch(() => undefined);
    await holder?.release();
  }

  private async hasSomebody(): Promise<boolean> {
    const waiting = await rows(
      this.db,
      `SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
       WHERE l.locktype = 'advisory' AND l.objid = ${LOCK} AND NOT l.granted AND d.datname = current_database()`,
    );
    return waiting.length > 0;
  }
}
