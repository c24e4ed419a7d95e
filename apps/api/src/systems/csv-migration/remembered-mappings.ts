import { rows, type Sql } from '@sluice/kernel/db';
import { headerFingerprint, type ImportType } from '@sluice/systems/csv-migration';
import { type Actor } from '../../auth';
import { type GivenMapping } from './csv-migration.schemas';

/** What a tenant's people decided for files with this header; undefined when they did not. */
export async function rememberedMapping(
  sql: Sql,
  { principal }: Actor,
  importType: ImportType,
  header: readonly string[],
): Promise<GivenMapping | undefined> {
  const [found] = await rows<{ mapping: GivenMapping }>(
    sql,
    `SELECT column_mapping AS mapping FROM migration_mappings
     WHERE tenant_id = $1 AND import_type = $2 AND header_fingerprint = $3`,
    [principal.tenantId, importType, headerFingerprint(header)],
  );
  return found?.mapping;
}

/** Remembers what a column of each name means, and that the others mean nothing. */
export async function rememberMapping(
  sql: Sql,
  { principal }: Actor,
  importType: ImportType,
  header: readonly string[],
  mapping: GivenMapping,
): Promise<void> {
  const whole = Object.fromEntries(header.map((cell) => [cell, mapping[cell] ?? '']));
  await sql.query(
    `INSERT INTO migration_mappings (tenant_id, import_type, header_fingerprint, header, column_mapping, user_id)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (tenant_id, import_type, header_fingerprint) DO UPDATE SET
       header = excluded.header, column_mapping = excluded.column_mapping, user_id = excluded.user_id,
       updated_at = now()`,
    [
      principal.tenantId,
      importType,
      headerFingerprint(header),
      JSON.stringify(header),
      JSON.stringify(whole),
      principal.userId,
    ],
  );
}
