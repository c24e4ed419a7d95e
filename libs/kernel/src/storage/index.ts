export { createFileStore } from './create-file-store';
export {
  canGrow,
  newFileKey,
  type AppendOptions,
  type FileStore,
  type GrowingFileStore,
  type PutOptions,
  type StoredFile,
} from './file-store';
export { deleteFiles, recordFiles, sweepFiles } from './stored-files';
export { SWEEP_MARK } from './sweep-mark';
