import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type S3Bucket } from './s3-bucket';

export interface ListedKey {
  name: string;
  lastModified: Date;
}

/** Keys that begin with `start`, a thousand a request. */
export async function* listKeys(bucket: S3Bucket, start: string): AsyncGenerator<ListedKey> {
  for await (const { Contents = [] } of listPages(bucket, start)) {
    for (const { Key, LastModified } of Contents) {
      if (Key !== undefined && LastModified) {
        yield { name: bucket.unprefixed(Key), lastModified: LastModified };
      }
    }
  }
}

/** Names up to the next `/` behind `start`, that included: `omr/`, or of `omr/` the days. */
export async function listFolders(bucket: S3Bucket, start: string): Promise<string[]> {
  const folders: string[] = [];
  for await (const { CommonPrefixes = [] } of listPages(bucket, start, '/')) {
    for (const { Prefix } of CommonPrefixes) {
      if (Prefix !== undefined) folders.push(bucket.unprefixed(Prefix));
    }
  }
  return folders;
}

async function* listPages(bucket: S3Bucket, start: string, Delimiter?: string) {
  let ContinuationToken: string | undefined;
  do {
    const Prefix = bucket.prefixed(start);
    const command = new ListObjectsV2Command({ Bucket: bucket.name, Prefix, Delimiter, ContinuationToken });
    const page = await bucket.run((client) => client.send(command));
    yield page;
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined);
}
