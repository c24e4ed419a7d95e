import { type Database, rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import {
  cellText,
  jamaahKey,
  jamaahKindOf,
  lockReferences,
  type MigrationColumn,
  readerOf,
  receiptKey,
  todayInIndonesia,
  transferKey,
  type ValueFault,
} from '@sluice/systems/csv-migration';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';
import { auditMigration } from './csv-migration.audit';
import { type RecordKind, shownColumns, type ShownRecord } from './record-kinds';
import { presentRecord, recordNotFound } from './record-lists';

/** Values by column, as an import would be given them; null or an empty text takes a value away. */
export interface RecordChange {
  /** The version that was changed; another one by now is a conflict. */
  version?: number;
  [column: string]: string | number | null | undefined;
}

const UNIQUE_VIOLATION = '23505';

/**
 * Changes columns of a record by the rules of its import. Its version rises, so that a rollback leaves it alone.
 * @throws AppError 400 naming each value that is wrong, 404, 409 for another version or what another record has
 */
export async function changeRecord(
  db: Database,
  actor: Actor,
  kind: RecordKind,
  id: string,
  change: RecordChange,
): Promise<ShownRecord> {
  try {
    return await db.transaction(async (sql) => {
      const record = await lockRecord(sql, actor, kind, id);
      const { version, ...asked } = change;
      if (version !== undefined && version !== record['version']) throw changedMeanwhile();
      const names = Object.keys(asked);
      const values = readValues(kind, record, asked);
      await resolveReferences(sql, actor, kind, values);
      addKeys(kind, { ...record, ...values }, values);
      const columns = Object.keys(values);
      const [changed] = await rows<Record<string, unknown>>(
        sql,
        `UPDATE ${kind.table} SET ${columns.map((name, at) => `${name} = $${at + 3}`).join(', ')},
           version = version + 1, updated_at = now()
         WHERE tenant_id = $1 AND id = $2 RETURNING ${shownColumns(kind)}`,
        [actor.principal.tenantId, id, ...Object.values(values)],
      );
      // Which columns, not what is in them: that is personal.
      await auditMigration(sql, actor, 'migration.record.update', id, { kind: kind.path, columns: names });
      return presentRecord(changed as Record<string, unknown>);
    });
  } catch (error) {
    if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) throw alreadyThere();
    throw error;
  }
}

async function lockRecord(
  sql: EntityManager,
  { principal }: Actor,
  kind: RecordKind,
  id: string,
): Promise<ShownRecord> {
  // Before the row, as whoever deletes rows does.
  await lockReferences(sql, principal.tenantId, 'shared');
  const [found] = await rows<ShownRecord>(
    sql,
    `SELECT ${shownColumns(kind)} FROM ${kind.table} WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
    [principal.tenantId, id],
  );
  if (!found) throw recordNotFound();
  return found;
}

type Values = Record<string, string | null>;

/** The values as they are stored. */
function readValues({ columns }: RecordKind, record: ShownRecord, asked: RecordChange): Values {
  const values: Values = {};
  const problems: object[] = [];
  const today = todayInIndonesia();
  // The currency is read before the amounts, which are read by it.
  const inOrder = [...columns].sort(
    (a, b) => Number(b.name === 'mata_uang') - Number(a.name === 'mata_uang'),
  );
  for (const column of inOrder) {
    const given = asked[column.name];
    if (given === undefined) continue;
    const currency = String(values['mata_uang'] ?? record['mata_uang'] ?? '');
    const value = readValue(column, given, today, currency);
    if (value === null || typeof value === 'string') values[column.name] = value;
    else problems.push({ ...problemOf(column, value), received_value: given });
  }
  if (problems.length > 0) throw invalidValues(problems);
  return values;
}

function readValue(
  column: MigrationColumn,
  given: string | number | null,
  today: string,
  currency: string,
): string | null | Pick<ValueFault, 'type' | 'message'> {
  const { type, name, isRequired } = column;
  const isAmount = type.kind === 'money' && typeof given === 'number';
  const text = given === null ? null : cellText(isAmount ? given.toFixed(2) : String(given));
  if (text !== null) return readerOf(column, { today })(text, currency);
  if (isRequired) return { type: 'missing_required', message: `Field '${name}' wajib diisi` };
  return type.kind === 'choice' ? type.byDefault : null;
}

function problemOf({ name, expected }: MigrationColumn, fault: Pick<ValueFault, 'type' | 'message'>) {
  return { field: name, message: fault.message, error_type: fault.type, expected_format: expected };
}

/** Puts ids in place of what packages and pilgrims were called. */
async function resolveReferences(
  sql: EntityManager,
  { principal }: Actor,
  { columns }: RecordKind,
  values: Values,
): Promise<void> {
  for (const { name, type } of columns) {
    const written = values[name];
    if (typeof written !== 'string' || (type.kind !== 'package' && type.kind !== 'jamaah')) continue;
    const found =
      type.kind === 'package'
        ? await packagesCalled(sql, principal.tenantId, written)
        : await pilgrimsCalled(sql, principal.tenantId, written);
    if (found.length !== 1) throw noReference(name, type.kind, written, found.length);
    values[name] = found[0]?.id as string;
  }
}

function packagesCalled(sql: EntityManager, tenantId: string, written: string): Promise<{ id: string }[]> {
  return rows(
    sql,
    `SELECT id FROM onboarding_packages WHERE tenant_id = $1 AND (id::text = $2 OR kode_paket = upper($2)) LIMIT 2`,
    [tenantId, written],
  );
}

function pilgrimsCalled(sql: EntityManager, tenantId: string, written: string): Promise<{ id: string }[]> {
  const column = { uuid: 'id', nik: 'nik', email: 'email' }[jamaahKindOf(written) ?? 'email'];
  return rows(sql, `SELECT id FROM onboarding_jamaah WHERE tenant_id = $1 AND ${column} = $2 LIMIT 2`, [
    tenantId,
    written,
  ]);
}

function noReference(field: string, kind: 'package' | 'jamaah', written: string, found: number): AppError {
  const what = kind === 'package' ? 'Paket' : 'Jamaah';
  const message = found === 0 ? `${what} tidak ditemukan: ${written}` : `${what} lebih dari satu: ${written}`;
  return invalidValues([{ field, message, error_type: 'constraint_violation', received_value: written }]);
}

/** What no other record may have follows from the values. */
function addKeys({ importType }: RecordKind, record: ShownRecord, values: Values): void {
  const text = (name: string): string | null => (record[name] ?? null) as string | null;
  if (importType === 'jamaah') {
    const [nik, email, telepon] = [text('nik'), text('email'), text('telepon')];
    values['dup_key'] = jamaahKey({ nik, email, telepon, nama: text('nama') ?? '' });
  }
  if (importType === 'payment') {
    values['kwitansi_key'] = receiptKey(text('no_kwitansi'));
    values['referensi_key'] = transferKey(text('bank'), text('no_referensi'));
  }
}

function invalidValues(details: object[]): AppError {
  const messages = details.map((problem) => (problem as { message: string }).message);
  return new AppError('invalid_values', 400, messages.join('; '), { details });
}

function changedMeanwhile(): AppError {
  return new AppError(
    'changed_meanwhile',
    409,
    'Data sudah diubah oleh orang lain, muat ulang lalu coba lagi',
  );
}

function alreadyThere(): AppError {
  return new AppError('duplicate', 409, 'Data yang sama sudah ada');
}
