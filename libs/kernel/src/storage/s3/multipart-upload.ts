import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CompletedPart,
  ListPartsCommand,
  type ListPartsCommandOutput,
  type Part,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type S3Bucket } from './s3-bucket';
import { isMissing } from './s3-errors';

/**
 * S3 takes 5 MiB to 5 GiB a part and 10,000 parts a file. Two of this size are in memory for each file that is being
 * written; 10 GiB are 1,280 of them.
 */
export const PART_BYTES = 8 * 1024 * 1024;

/** A file that comes in parts and is not there, for readers, before it is completed. */
export class MultipartUpload {
  constructor(
    private readonly bucket: S3Bucket,
    readonly key: string,
    readonly uploadId: string,
  ) {}

  static async create(bucket: S3Bucket, key: string): Promise<MultipartUpload> {
    const { UploadId } = await bucket.run((client) =>
      client.send(new CreateMultipartUploadCommand({ ...bucket.at(key), ChecksumAlgorithm: 'CRC32' })),
    );
    if (UploadId === undefined) throw new Error('The store began an upload without an id');
    return new MultipartUpload(bucket, key, UploadId);
  }

  /** @param number counted from 1; the same again replaces it */
  async send(number: number, bytes: Buffer): Promise<CompletedPart> {
    const command = new UploadPartCommand({ ...this.named, PartNumber: number, Body: bytes });
    const { ETag, ChecksumCRC32 } = await this.bucket.run((client) => client.send(command), this.key);
    return { PartNumber: number, ETag, ChecksumCRC32 };
  }

  /** In the order of their numbers. AppError `file_missing` when it is completed or aborted. */
  async parts(): Promise<Part[]> {
    const parts: Part[] = [];
    // Not by the SDK's paginator, which goes on for ever where the last page names a next place all the same.
    let PartNumberMarker: string | undefined;
    do {
      const page: ListPartsCommandOutput = await this.partsAfter(PartNumberMarker);
      parts.push(...(page.Parts ?? []));
      PartNumberMarker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (PartNumberMarker !== undefined);
    return parts;
  }

  /**
   * Makes the parts an object of `bytes` bytes. When the answer is lost and the SDK asks again, the upload is no more
   * and the object is there.
   * @param parts with their checksums, which the store compares where it has made some
   */
  async complete(parts: Part[], bytes: number): Promise<void> {
    const Parts = parts.map(({ PartNumber, ETag, ChecksumCRC32 }) => ({ PartNumber, ETag, ChecksumCRC32 }));
    const command = new CompleteMultipartUploadCommand({ ...this.named, MultipartUpload: { Parts } });
    try {
      await this.bucket.runPatiently((client) => client.send(command), this.key);
    } catch (error) {
      if (!isMissing(error) || (await this.bucket.head(this.key)).ContentLength !== bytes) throw error;
    }
  }

  /** No part may be on its way any more: it could arrive later, and stay. */
  async abort(): Promise<void> {
    try {
      await this.bucket.run((client) => client.send(new AbortMultipartUploadCommand(this.named)), this.key);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  private partsAfter(PartNumberMarker: string | undefined): Promise<ListPartsCommandOutput> {
    const command = new ListPartsCommand({ ...this.named, PartNumberMarker });
    return this.bucket.run((client) => client.send(command), this.key);
  }

  private get named(): { Bucket: string; Key: string; UploadId: string } {
    return { ...this.bucket.at(this.key), UploadId: this.uploadId };
  }
}
