import { type Database, rows } from '@sluice/kernel/db';
import { AppError } from '@sluice/kernel/errors';
import { type MigrationColumn, readerOf } from '@sluice/systems/csv-migration';
import { type Actor } from '../../auth';
import { type PageLimit } from '../../http/paging';
import { toSeconds } from '../../http/timestamps';
import { type Sorting } from './csv-migration.schemas';
import { type RecordKind, shownColumns, type ShownRecord } from './record-kinds';

export interface RecordListQuery extends PageLimit, Sorting {
  q?: string;
  migration_job_id?: string;
  /** What a column must be, in any of the forms that an import takes. */
  [column: string]: unknown;
}

/** A page of a tenant's records. */
export async function pageOfRecords(
  db: Database,
  actor: Actor,
  kind: RecordKind,
  query: RecordListQuery,
): Promise<{ total: number; records: ShownRecord[] }> {
  const { page, limit, sort_by: sortBy, sort_order: sortOrder } = query;
  const { condition, parameters } = conditionOf(actor, kind, query);
  const [counted] = await rows<{ total: number }>(
    db,
    `SELECT count(*)::int AS total FROM ${kind.table} WHERE ${condition}`,
    parameters,
  );
  const place = parameters.length;
  const records = await rows<Row>(
    db,
    `SELECT ${shownColumns(kind)} FROM ${kind.table} WHERE ${condition}
     ORDER BY ${kind.table}.${sortBy} ${sortOrder} NULLS LAST, ${kind.table}.id ${sortOrder}
     LIMIT $${place + 1} OFFSET $${place + 2}`,
    [...parameters, limit, (page - 1) * limit],
  );
  return { total: counted?.total ?? 0, records: records.map(presentRecord) };
}

/** @throws AppError 404, another tenant's included */
export async function findRecord(
  db: Database,
  { principal }: Actor,
  kind: RecordKind,
  id: string,
): Promise<ShownRecord> {
  const [found] = await rows<Row>(
    db,
    `SELECT ${shownColumns(kind)} FROM ${kind.table} WHERE tenant_id = $1 AND id = $2`,
    [principal.tenantId, id],
  );
  if (!found) throw recordNotFound();
  return presentRecord(found);
}

export function recordNotFound(): AppError {
  return new AppError('record_not_found', 404, 'Data tidak ditemukan');
}

type Row = ShownRecord & { created_at: Date; updated_at: Date };

export function presentRecord(row: Record<string, unknown>): ShownRecord {
  const { created_at, updated_at, ...record } = row as Row;
  return { ...record, created_at: toSeconds(created_at), updated_at: toSeconds(updated_at) };
}

/** Names in it come from the tables of columns, never from a request. */
function conditionOf(
  { principal }: Actor,
  kind: RecordKind,
  query: RecordListQuery,
): { condition: string; parameters: unknown[] } {
  const parameters: unknown[] = [principal.tenantId];
  const place = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [`${kind.table}.tenant_id = $1`];
  if (query.migration_job_id !== undefined) {
    conditions.push(`migration_job_id = ${place(query.migration_job_id)}`);
  }
  if (query.q !== undefined) {
    const pattern = place(`%${query.q.replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(`(${kind.searched.map((name) => `${name} ILIKE ${pattern}`).join(' OR ')})`);
  }
  for (const column of kind.columns) {
    const asked = query[column.name];
    if (typeof asked === 'string') conditions.push(filterOf(column, asked, place));
  }
  return { condition: conditions.join(' AND '), parameters };
}

function filterOf(column: MigrationColumn, asked: string, place: (value: unknown) => string): string {
  const { name, type } = column;
  const value = type.kind === 'text' ? asked : readerOf(column, { today: '9999-12-31' })(asked, '');
  if (typeof value !== 'string') {
    throw new AppError('bad_filter', 400, value.message, {
      details: [{ field: name, message: column.expected }],
    });
  }
  // The names within are those of the packages and pilgrims themselves.
  if (type.kind === 'package') {
    return `paket_id IN (SELECT p.id FROM onboarding_packages p
      WHERE p.tenant_id = $1 AND ${place(value)} IN (p.id::text, p.kode_paket))`;
  }
  if (type.kind === 'jamaah') {
    return `jamaah_id IN (SELECT j.id FROM onboarding_jamaah j
      WHERE j.tenant_id = $1 AND ${place(value)} IN (j.id::text, j.nik, j.email))`;
  }
  return type.kind === 'text' ? `lower(${name}) = lower(${place(value)})` : `${name} = ${place(value)}`;
}
