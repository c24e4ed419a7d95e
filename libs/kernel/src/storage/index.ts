export { createFileStore } from './create-file-store';
export { newFileKey } from './file-key';
export {
  type AppendOptions,
  type FileStore,
  type GrowingFileStore,
  type PutOptions,
  type StoredFile,
} from './file-store';
export { isStorageAway, isStorageUnable, storageFull } from './storage-away';
export { deleteFiles, recordFiles, sweepFiles } from './stored-files';
export { SWEEP_MARK } from './sweep-mark';
