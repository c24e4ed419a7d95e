export { JsonError, type JsonErrorCode, type JsonFault, type JsonFaultCode } from './json-error';
export {
  type JsonBlock,
  type JsonCheckpoint,
  type JsonMembers,
  type JsonRecord,
  type JsonRecordKind,
  type JsonShape,
  type JsonType,
} from './json-record';
export { KeyList } from './key-list';
export { readJsonRecords, type ReadJsonOptions } from './read-json-records';
