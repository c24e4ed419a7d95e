import { DetailedError, Upload, type UploadOptions } from 'tus-js-client';
import { errorOf } from './errors';

export interface Uploading {
  /** A File or Blob in a browser; in Node a Buffer, or a stream whose `bytes` are told. */
  file: Upload['file'];
  filename: string;
  /** Bytes in all; needed where the file is a stream. */
  bytes?: number;
  /** Bytes that the API has kept so far, and all there are. */
  onProgress?: (sent: number, total: number) => void;
  /** Stops sending; what has come is kept for a day, and sending the same file again goes on there. */
  signal?: AbortSignal;
  /** Bytes of one request; a stream is kept in memory by that much. Default: files in one, streams 8 MiB. */
  chunkBytes?: number;
  /** Remembers unfinished uploads across page loads; a browser's default is its local storage. */
  urlStorage?: UploadOptions['urlStorage'];
}

export interface UploadTarget {
  baseUrl: string;
  accessToken(): Promise<string | undefined>;
}

const STREAM_CHUNK_BYTES = 8 * 2 ** 20;
/** Waits between tries, after which it is given up; each piece that gets through begins anew. */
const RETRY_DELAYS_MS = [0, 500, 1_000, 3_000, 5_000, 10_000];

/** See {@link SluiceClient.uploadFile}. */
export async function uploadFile(target: UploadTarget, uploading: Uploading): Promise<string> {
  const { file, filename, bytes, onProgress, signal, chunkBytes, urlStorage } = uploading;
  signal?.throwIfAborted();
  const isStream = bytes !== undefined;
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: `${target.baseUrl}/api/uploads`,
      metadata: { filename },
      chunkSize: chunkBytes ?? (isStream ? STREAM_CHUNK_BYTES : Infinity),
      retryDelays: RETRY_DELAYS_MS,
      removeFingerprintOnSuccess: true,
      ...(isStream && { uploadSize: bytes }),
      ...(urlStorage && { urlStorage }),
      ...(onProgress && { onChunkComplete: (_piece, sent, total) => onProgress(sent, total ?? sent) }),
      // Each request of a long upload has a token that is good when it is sent.
      async onBeforeRequest(request) {
        const token = await target.accessToken();
        if (token !== undefined) request.setHeader('Authorization', `Bearer ${token}`);
      },
      onError: (error) => void explained(error).then(reject),
      onSuccess: () => resolve((upload.url as string).split('/').pop() as string),
    });
    const stop = (): void => void upload.abort().finally(() => reject(signal?.reason as Error));
    signal?.addEventListener('abort', stop, { once: true });
    void start(upload).catch(reject);
  });
}

/** Goes on with the last upload of the same file, if it is known. */
async function start(upload: Upload): Promise<void> {
  const [previous] = await upload.findPreviousUploads().catch(() => []);
  if (previous) upload.resumeFromPreviousUpload(previous);
  upload.start();
}

/** The API's own words, where it has answered. */
async function explained(error: Error | DetailedError): Promise<Error> {
  const answer = error instanceof DetailedError ? error.originalResponse : null;
  if (!answer) return error;
  const headers = new Headers();
  for (const name of ['X-Request-Id', 'Retry-After']) {
    const value = answer.getHeader(name);
    if (value !== undefined) headers.set(name, value);
  }
  const status = answer.getStatus();
  return errorOf(new Response(answer.getBody(), { status, headers }));
}
