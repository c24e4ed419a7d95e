import { type ImportType } from '../csv-migration.status';
import { type MigrationColumn } from './column.notation';
import { JAMAAH_COLUMNS } from './jamaah.columns';
import { PACKAGE_COLUMNS } from './package.columns';
import { PAYMENT_COLUMNS } from './payment.columns';

const TABLES: Readonly<Record<ImportType, readonly MigrationColumn[]>> = {
  jamaah: JAMAAH_COLUMNS,
  payment: PAYMENT_COLUMNS,
  package: PACKAGE_COLUMNS,
};

/** Columns of an import in the order of its schema. */
export function columnsOf(importType: ImportType): readonly MigrationColumn[] {
  return TABLES[importType];
}

/** Names of the columns that a file must have, in the order of messages. */
export function requiredColumns(importType: ImportType): string[] {
  return columnsOf(importType)
    .filter((column) => column.isRequired)
    .map((column) => column.name);
}

/** @throws if the import has no such column: names come from `columnsOf`, or were checked against it. */
export function columnNamed(importType: ImportType, name: string): MigrationColumn {
  const column = columnsOf(importType).find((candidate) => candidate.name === name);
  if (!column) throw new Error(`An import of ${importType} has no column ${name}`);
  return column;
}
