export { bufferSource, type RandomAccess } from './random-access';
export { openZip, type ZipDirectory, type ZipEntry } from './open-zip';
export { openEntry, peekEntry, readEntry, type ReadEntryOptions } from './read-entry';
export { ZipError, type ZipErrorKind } from './zip-error';
export { defaultZipLimits, type ZipLimits } from './zip-limits';
