/** What we use of s3rver 3.7.1, its inner parts included, which its own typings do not tell. */
declare module 's3rver' {
  import { type ServerResponse } from 'node:http';
  import { type AddressInfo } from 'node:net';
  import type FilesystemStore from 's3rver/lib/stores/filesystem';

  export interface Context {
    method: string;
    path: string;
    query: Record<string, string | undefined>;
    headers: Record<string, string | undefined>;
    status: number;
    body: unknown;
    res: ServerResponse;
  }

  export default class S3rver {
    constructor(options: {
      address: string;
      port: number;
      directory: string;
      silent: boolean;
      vhostBuckets: boolean;
      configureBuckets: { name: string }[];
    });
    store: FilesystemStore;
    context: { store: FilesystemStore };
    middleware: ((ctx: Context, next: () => Promise<void>) => Promise<void> | void)[];
    run(): Promise<AddressInfo>;
  }
}

declare module 's3rver/lib/stores/filesystem' {
  import { type Readable } from 'node:stream';
  import type S3Object from 's3rver/lib/models/object';

  export interface Stored {
    size: number;
    md5: string;
  }

  export interface Listing {
    objects: S3Object[];
    commonPrefixes: string[];
    isTruncated: boolean;
  }

  export interface ListOptions {
    delimiter?: string;
    startAfter?: string;
    prefix?: string;
    maxKeys?: number;
  }

  export default class FilesystemStore {
    constructor(directory: string);
    readonly rootDirectory: string;
    getResourcePath(bucket: string, key: string | undefined, resource: string): string;
    getBucketPath(bucket: string): string;
    getMetadata(bucket: string, key: string): Promise<Record<string, string | number>>;
    putMetadata(bucket: string, key: string, metadata: object, md5: string): Promise<void>;
    getObject(
      bucket: string,
      key: string,
      options: { start?: number; end?: number },
    ): Promise<S3Object | null>;
    putObject(object: S3Object): Promise<Stored>;
    deleteObject(bucket: string, key: string): Promise<void>;
    listObjects(bucket: string, options: ListOptions): Promise<Listing>;
    putPart(bucket: string, uploadId: string, partNumber: string, content: Readable): Promise<Stored>;
    putObjectMultipart(
      bucket: string,
      uploadId: string,
      parts: { number: number; etag: string }[],
    ): Promise<Stored>;
  }
}

declare module 's3rver/lib/models/object' {
  import { type Readable } from 'node:stream';

  export default class S3Object {
    constructor(bucket: string, key: string, content: Readable | null, metadata: object);
    bucket: string;
    key: string;
    content: Readable;
    metadata: Record<string, string>;
    size: number;
    /** What was asked for, when a part was. */
    range?: { start: number; end: number };
  }
}

declare module 's3rver/lib/models/error' {
  export default class S3Error extends Error {
    constructor(code: string, message: string);
  }
}
