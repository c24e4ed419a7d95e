export { type Choices, type MigrationColumn, TARGET_TABLES, type ValueType } from './column.notation';
export { columnNamed, columnsOf, requiredColumns } from './column-tables';
export { CURRENCIES, type Currency, DEFAULT_CURRENCY } from './currencies';
export { jamaahKey, type JamaahIdentity, keyField, receiptKey, transferKey } from './duplicate-keys';
export { headerFingerprint, normalizeHeader } from './header-names';
export { type ColumnMapping, type HeaderMapping, mappingOf, type RefusedMapping } from './map-header';
export { type MappingSuggestion, suggestMapping } from './suggest-mapping';
export { templateCsv } from './template';
export {
  addMonths,
  asDate,
  asEmail,
  asNik,
  birthOfNik,
  cellReaderOf,
  cellText,
  daysBetween,
  invalid,
  jamaahKindOf,
  type JamaahReferenceKind,
  type NikBirth,
  type ReadCell,
  readerOf,
  type ReadOptions,
  type ReadValue,
  shown,
  ValueFault,
  violated,
} from './values';
