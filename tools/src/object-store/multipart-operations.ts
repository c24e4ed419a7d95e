import { type Context } from 's3rver';
import { type WholeFileStore } from './whole-file-store';

const MAX_PARTS = 1000;

/** The operations on multipart uploads that s3rver does not have: list their parts, list them, give one up. */
export function multipartOperations(store: WholeFileStore) {
  return async (ctx: Context, next: () => Promise<void>): Promise<void> => {
    const { uploadId } = ctx.query;
    const [bucket = '', ...rest] = ctx.path.slice(1).split('/').map(decodeURIComponent);
    const key = rest.join('/');
    if (ctx.method === 'GET' && key === '' && 'uploads' in ctx.query) {
      ctx.body = await listUploads(store, bucket, ctx.query['prefix'] ?? '');
    } else if (ctx.method === 'GET' && uploadId !== undefined) {
      ctx.body = await listParts(
        store,
        { bucket, key, uploadId },
        Number(ctx.query['part-number-marker'] ?? 0),
      );
    } else if (ctx.method === 'DELETE' && uploadId !== undefined) {
      await store.abortUpload(bucket, uploadId);
      ctx.status = 204;
    } else {
      await next();
    }
  };
}

async function listUploads(store: WholeFileStore, bucket: string, prefix: string): Promise<object> {
  const uploads = await store.unfinishedUploads(bucket, prefix);
  return {
    ListMultipartUploadsResult: {
      Bucket: bucket,
      IsTruncated: false,
      Upload: uploads.map(({ key, uploadId, initiated }) => ({
        Key: key,
        UploadId: uploadId,
        Initiated: initiated.toISOString(),
      })),
    },
  };
}

async function listParts(
  store: WholeFileStore,
  { bucket, key, uploadId }: { bucket: string; key: string; uploadId: string },
  after: number,
): Promise<object> {
  const parts = (await store.parts(bucket, uploadId)).filter(({ number }) => number > after);
  const page = parts.slice(0, MAX_PARTS);
  return {
    ListPartsResult: {
      Bucket: bucket,
      Key: key,
      UploadId: uploadId,
      PartNumberMarker: after,
      NextPartNumberMarker: page.at(-1)?.number ?? after,
      MaxParts: MAX_PARTS,
      IsTruncated: parts.length > page.length,
      Part: page.map(({ number, md5, size, lastModified }) => ({
        PartNumber: number,
        LastModified: lastModified.toISOString(),
        ETag: `"${md5}"`,
        Size: size,
      })),
    },
  };
}
