import { type IncomingMessage } from 'node:http';
import { type Database } from '@sluice/kernel/db';
import { type Log } from '@sluice/kernel/log';
import { type GrowingFileStore } from '@sluice/kernel/storage';
import { Server, type ServerOptions } from '@tus/server';
import { type Redis } from 'ioredis';
import { uuidv7 } from 'uuidv7';
import { type Principal } from '../auth';
import { RedisLocker } from './redis-locker';
import { reserveUpload } from './reserve-upload';
import { UploadDataStore } from './upload-data-store';
import { filenameOf } from './upload-metadata';

export const UPLOADS_PATH = '/api/uploads';
export const MAX_UPLOAD_BYTES = 10 * 2 ** 30;
/** A request that is asked to let go has so long to end by itself. */
const DRAIN_MS = 2_000;

/** What one request has to tell the library's hooks, and they us. */
export interface TusExchange {
  principal?: Principal;
  /** Of the upload that the request is about or makes. */
  uploadId?: string;
  /** What was thrown; the library would answer it in its own words. */
  failure?: unknown;
}

export interface TusServerDeps {
  db: Database;
  store: GrowingFileStore;
  redis: Redis;
  log: Log;
  config: { redisPrefix: string; maxRequestBytes: number };
}

type Request = Parameters<NonNullable<ServerOptions['onUploadCreate']>>[0];

/** The protocol, by its library, over our rows, bytes and locks. @param exchanges by the requests they belong to */
export function createTusServer(
  deps: TusServerDeps,
  exchanges: WeakMap<IncomingMessage, TusExchange>,
): Server {
  const { db, store, redis, log, config } = deps;
  const locker = new RedisLocker({ redis, prefix: config.redisPrefix, log });
  const exchangeOf = (request: Request): TusExchange => {
    const incoming = request.runtime?.node?.req as IncomingMessage | undefined;
    return (incoming && exchanges.get(incoming)) ?? {};
  };
  return new Server({
    path: UPLOADS_PATH,
    datastore: new UploadDataStore({ db, store, locker, maxRequestBytes: config.maxRequestBytes }),
    locker,
    lockDrainTimeout: DRAIN_MS,
    maxSize: MAX_UPLOAD_BYTES,
    // Behind a proxy we do not know our own name; clients know what they asked.
    relativeLocation: true,
    // Other origins are the app's affair.
    allowedOrigins: [],
    namingFunction: (request) => (exchangeOf(request).uploadId = uuidv7()),
    getFileIdFromRequest: (request) => exchangeOf(request).uploadId,
    async onUploadCreate(request, { id, size, metadata }) {
      const { principal } = exchangeOf(request);
      if (!principal || size === undefined) throw new Error('creation without an owner or a length');
      await reserveUpload(db, store, principal, {
        id,
        filename: filenameOf(metadata),
        metadata: request.headers.get('upload-metadata'),
        bytes: size,
      });
      return {};
    },
    onResponseError(request, error) {
      exchangeOf(request).failure = error;
      return undefined;
    },
  });
}
