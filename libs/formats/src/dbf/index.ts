export { charsetOfCodePage } from './code-pages';
export { DbfError, type DbfErrorCode, type DbfFacts } from './dbf-error';
export { type DbfField, type DbfFieldKind } from './dbf-field';
export { bufferTable, type DbfSource } from './dbf-source';
export { type DbfFault, type DbfFaultCode, type DbfValue, type DbfWarning, isFault } from './dbf-value';
export { type DbfVersion } from './dbf-version';
export { type ReadBlocksOptions } from './dbf-blocks';
export {
  isBlank,
  isBuddhistDate,
  isNumber,
  isoDate,
  isOverflow,
  packedDate,
  trimmedEnd,
  trimmedStart,
} from './field-bytes';
export { type FieldReader, fieldReaderOf } from './field-reader';
export { type MemoFile, type MemoKind, openMemo, type OpenMemoOptions } from './memo-file';
export { isMemoField, type MemoReader, memoReaderOf } from './memo-reader';
export { type DbfTable, openDbf } from './open-dbf';
