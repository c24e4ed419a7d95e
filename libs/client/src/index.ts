export { asForm, type ClientOptions, idempotencyKey, SluiceClient } from './client';
export { dataOf } from './data-of';
export { SluiceError } from './errors';
export { type components, type paths } from './schema';
export { type Tokens, type TokenStore } from './session';
export { type Uploading } from './upload-file';
export { type Subject, type SubjectEvent, type SubjectProgress, type WatchOptions } from './watch';
