import { type CompletedPart, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { MultipartUpload, PART_BYTES } from './multipart-upload';
import { PartWriter } from './part-writer';
import { type S3Bucket } from './s3-bucket';

/** An object that is being written: in one request when it is small, else in parts. */
export class NewObject {
  private upload: MultipartUpload | undefined;
  private mayBeThere = false;
  private readonly sent: CompletedPart[] = [];
  private readonly parts = new PartWriter(PART_BYTES, (part) => this.send(part));

  constructor(
    private readonly bucket: S3Bucket,
    private readonly key: string,
  ) {}

  write(chunk: Buffer): Promise<void> {
    return this.parts.write(chunk);
  }

  /** Resolves when it is durable. */
  async finish(bytes: number): Promise<void> {
    const rest = await this.parts.rest();
    this.mayBeThere = true;
    if (!this.upload) {
      const command = new PutObjectCommand({ ...this.bucket.at(this.key), Body: rest });
      await this.bucket.run((client) => client.send(command), this.key);
      return;
    }
    if (rest.length > 0) await this.send(rest);
    await this.upload.complete(this.sent, bytes);
  }

  /** Takes back what was written, as far as the store can be told; never fails. */
  async abandon(): Promise<void> {
    await this.parts.rest().catch(() => undefined);
    await this.upload?.abort().catch(() => undefined);
    if (!this.mayBeThere) return;
    // The answer that it was stored may have been lost.
    const command = new DeleteObjectCommand(this.bucket.at(this.key));
    await this.bucket.run((client) => client.send(command)).catch(() => undefined);
  }

  private async send(part: Buffer): Promise<void> {
    this.upload ??= await MultipartUpload.create(this.bucket, this.key);
    this.sent.push(await this.upload.send(this.sent.length + 1, part));
  }
}
