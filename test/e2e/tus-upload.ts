import { Readable } from 'node:stream';
import { Upload } from 'tus-js-client';

const CHUNK_BYTES = 50 * 2 ** 20;

export interface ResumableFile {
  filename: string;
  bytes: number;
  /** Its content, block by block; never in memory as a whole. */
  blocks: Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** Uploads a file resumably, as a browser's client does. @returns the finished upload's id */
export function uploadResumably(
  baseUrl: string,
  token: string,
  { filename, bytes, blocks }: ResumableFile,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = new Upload(Readable.from(blocks, { objectMode: false }), {
      endpoint: `${baseUrl}/api/uploads`,
      headers: { Authorization: `Bearer ${token}` },
      chunkSize: CHUNK_BYTES,
      uploadSize: bytes,
      metadata: { filename },
      retryDelays: null,
      onError: reject,
      onSuccess: () => resolve(client.url?.split('/').pop() as string),
    });
    client.start();
  });
}
