export { createFileStore } from './create-file-store';
export { newFileKey, type FileStore, type PutOptions, type StoredFile } from './file-store';
export { deleteFiles, recordFiles, sweepFiles } from './stored-files';
