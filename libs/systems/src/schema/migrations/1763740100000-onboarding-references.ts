import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Foreign keys would look up and lock a row for each one that comes in: a COPY then takes 1.6 to 1.7 times as much of
 * Postgres' processor time. Instead a lock of the tenant, shared by those who add references and held alone by those
 * who delete, and checks that run once a statement. That of pilgrims costs nothing that can be measured; one of payments
 * that come in by COPY would cost a fifth to two fifths, so they are checked only when they are changed, and an import
 * looks its pilgrims up under the same lock. See `lockReferences`.
 */
export class OnboardingReferences1763740100000 implements MigrationInterface {
  name = 'OnboardingReferences1763740100000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION onboarding_lock(tenant uuid, is_alone boolean) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF is_alone THEN
          PERFORM pg_advisory_xact_lock(7315040, hashtext(tenant::text));
        ELSE
          PERFORM pg_advisory_xact_lock_shared(7315040, hashtext(tenant::text));
        END IF;
      END $$`);
    await createCheck(db, {
      name: 'onboarding_jamaah_refer',
      events: ['INSERT', 'UPDATE'],
      table: 'onboarding_jamaah',
      isAlone: false,
      broken: `SELECT FROM (SELECT DISTINCT tenant_id, paket_id FROM touched) t WHERE NOT EXISTS (
        SELECT FROM onboarding_packages p WHERE p.tenant_id = t.tenant_id AND p.id = t.paket_id)`,
    });
    await createCheck(db, {
      name: 'onboarding_payments_refer',
      events: ['UPDATE'],
      table: 'onboarding_payments',
      isAlone: false,
      broken: `SELECT FROM touched t WHERE NOT EXISTS (
          SELECT FROM onboarding_jamaah j WHERE j.tenant_id = t.tenant_id AND j.id = t.jamaah_id)
        OR t.paket_id IS NOT NULL AND NOT EXISTS (
          SELECT FROM onboarding_packages p WHERE p.tenant_id = t.tenant_id AND p.id = t.paket_id)`,
    });
    await createCheck(db, {
      name: 'onboarding_jamaah_referred',
      events: ['DELETE'],
      table: 'onboarding_jamaah',
      isAlone: true,
      broken: `SELECT FROM touched t
        JOIN onboarding_payments p ON p.tenant_id = t.tenant_id AND p.jamaah_id = t.id`,
    });
    await createCheck(db, {
      name: 'onboarding_packages_referred',
      events: ['DELETE'],
      table: 'onboarding_packages',
      isAlone: true,
      broken: `SELECT FROM touched t
          JOIN onboarding_jamaah j ON j.tenant_id = t.tenant_id AND j.paket_id = t.id
        UNION ALL SELECT FROM touched t
          JOIN onboarding_payments p ON p.tenant_id = t.tenant_id AND p.paket_id = t.id`,
    });
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}

interface ReferenceCheck {
  name: string;
  events: ('INSERT' | 'UPDATE' | 'DELETE')[];
  table: string;
  isAlone: boolean;
  /** Has rows when a statement left a reference to nothing; `touched` are the rows of the statement. */
  broken: string;
}

async function createCheck(
  db: QueryRunner,
  { name, events, table, isAlone, broken }: ReferenceCheck,
): Promise<void> {
  // In READ COMMITTED each statement of a function sees what was committed while it waited for the lock.
  await db.query(`
    CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM onboarding_lock(tenant_id, ${isAlone}) FROM (SELECT DISTINCT tenant_id FROM touched) t;
      IF EXISTS (${broken}) THEN
        RAISE foreign_key_violation USING MESSAGE = 'A row of ${table} refers to nothing, or is referred to', TABLE = '${table}';
      END IF;
      RETURN NULL;
    END $$`);
  for (const event of events) {
    const touched = event === 'DELETE' ? 'OLD' : 'NEW';
    await db.query(`
      CREATE TRIGGER ${name}_${event.toLowerCase()} AFTER ${event} ON ${table}
      REFERENCING ${touched} TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION ${name}()`);
  }
}
