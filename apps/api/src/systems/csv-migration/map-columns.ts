import { type Sql } from '@sluice/kernel/db';
import { type ImportType, mappingOf, type MigrationJob } from '@sluice/systems/csv-migration';
import { type Actor } from '../../auth';
import { badMapping } from './csv-migration.refusals';
import { type GivenMapping } from './csv-migration.schemas';
import { isReasonColumn } from './header-cells';
import { rememberedMapping } from './remembered-mappings';

/** Who decided what columns mean, where it was not left to their names. */
export type MappingSource = 'given' | 'parent' | 'remembered' | 'header';

export interface MappedColumns {
  /** Column of the file → column of the import. */
  mapping: Record<string, string>;
  missing: string[];
  unmapped: string[];
  source: MappingSource;
}

export interface MapColumnsRequest {
  importType: ImportType;
  header: readonly string[];
  given: GivenMapping | undefined;
  /** The job whose failed rows the file holds. */
  parent: MigrationJob | undefined;
}

/**
 * Decides which column means what: as given, else as in the first job of the import, else as the tenant did for the
 * same header before; what nobody decided by name. Columns with our reasons mean nothing.
 * @throws AppError 400 for a given mapping that can't be followed
 */
export async function mapColumns(sql: Sql, actor: Actor, request: MapColumnsRequest): Promise<MappedColumns> {
  const { importType, header, given } = request;
  const data = dataColumns(header);
  const { decided, source } = await decisionsOf(sql, actor, request, data);
  const { mapping, missing, unmapped, refused } = mappingOf(importType, data, decided);
  if (given !== undefined) {
    const problems = [
      ...refused.unknownHeaders.map((name) => `kolom CSV "${name}" tidak ada`),
      ...refused.unknownColumns.map((name) => `kolom tujuan "${name}" tidak dikenal`),
      ...refused.doubled.map((name) => `kolom tujuan "${name}" dipakai lebih dari sekali`),
    ];
    if (problems.length > 0) throw badMapping(problems);
  }
  return { mapping, missing, unmapped: [...unmapped, ...header.filter(isReasonColumn)], source };
}

/** Columns that are data. */
export function dataColumns(header: readonly string[]): string[] {
  return header.filter((cell) => !isReasonColumn(cell));
}

async function decisionsOf(
  sql: Sql,
  actor: Actor,
  { importType, given, parent }: MapColumnsRequest,
  data: readonly string[],
): Promise<{ decided: GivenMapping; source: MappingSource }> {
  if (given !== undefined) return { decided: given, source: 'given' };
  if (parent !== undefined) return { decided: wholeMapping(parent), source: 'parent' };
  const remembered = await rememberedMapping(sql, actor, importType, data);
  return remembered ? { decided: remembered, source: 'remembered' } : { decided: {}, source: 'header' };
}

/** Columns that meant nothing in the first file mean nothing in the next. */
function wholeMapping({ header, columnMapping }: MigrationJob): GivenMapping {
  return Object.fromEntries(header.map((cell) => [cell, columnMapping[cell] ?? '']));
}
