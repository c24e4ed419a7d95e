import { GetObjectCommand, HeadBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type GetObjectCommandOutput, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { type StorageLocation } from '../../config';
import { messageOf } from '../../errors';
import { storageAway } from '../storage-away';
import { isMissing, s3Error, statusOf } from './s3-errors';

export type S3Location = Extract<StorageLocation, { kind: 's3' }>;

/** A store in the same data centre connects in milliseconds; three seconds are a packet lost twice. */
const CONNECTION_TIMEOUT_MS = 3_000;
/** Nothing sent and nothing received for so long: the other side is gone. */
const SILENCE_TIMEOUT_MS = 10_000;
/** Putting a large file together: Amazon keeps the line busy meanwhile, others stay silent. */
const ASSEMBLY_TIMEOUT_MS = 5 * 60_000;
/**
 * The SDK waits up to 0.1 s, 0.2 s, 0.4 s … in between: a restart of the store is bridged, and a client of ours does not
 * wait longer than 20 s for the answer that it is away. Once many fail, its retry quota makes them fail at once.
 */
const MAX_ATTEMPTS = 6;
/** Readers and writers of one process at the same time, several times what it serves; each costs a descriptor. */
const MAX_SOCKETS = 256;
const CHECK_TIMEOUT_MS = 3_000;

/** A bucket, and below which prefix of its keys ours are. Whatever fails is thrown as `s3Error` has it. */
export class S3Bucket {
  readonly name: string;
  private readonly client: S3Client;
  private readonly patientClient: S3Client;

  constructor(private readonly location: S3Location) {
    this.name = location.bucket;
    this.client = createClient(location, SILENCE_TIMEOUT_MS);
    this.patientClient = createClient(location, ASSEMBLY_TIMEOUT_MS);
  }

  /** Names an object in requests. */
  at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.name, Key: this.location.prefix + key };
  }

  /** A beginning of keys, as it is in the bucket. */
  prefixed(start: string): string {
    return this.location.prefix + start;
  }

  /** A key of the bucket, as ours. */
  unprefixed(key: string): string {
    return key.slice(this.location.prefix.length);
  }

  /** @param key what it is about, for the message when it is missing */
  async run<T>(work: (client: S3Client) => Promise<T>, key?: string): Promise<T> {
    try {
      return await work(this.client);
    } catch (error) {
      throw s3Error(error, key);
    }
  }

  /** The same for what a store may take minutes for without a word. */
  async runPatiently<T>(work: (client: S3Client) => Promise<T>, key?: string): Promise<T> {
    return this.run(() => work(this.patientClient), key);
  }

  get(key: string, options: { Range?: string; IfMatch?: string } = {}): Promise<GetObjectCommandOutput> {
    return this.run((client) => client.send(new GetObjectCommand({ ...this.at(key), ...options })), key);
  }

  /** Answers to HEAD have no body that would tell a missing bucket from a missing object: one is not the other's fault. */
  async head(key: string): Promise<HeadObjectCommandOutput> {
    try {
      return await this.run((client) => client.send(new HeadObjectCommand(this.at(key))), key);
    } catch (error) {
      if (isMissing(error)) await this.assertThere();
      throw error;
    }
  }

  /** @throws Error that says what to do when the bucket can't be used */
  async check(): Promise<void> {
    const command = new HeadBucketCommand({ Bucket: this.name });
    try {
      await this.client.send(command, { abortSignal: AbortSignal.timeout(CHECK_TIMEOUT_MS) });
    } catch (error) {
      throw new Error(this.advice(error), { cause: error });
    }
  }

  private async assertThere(): Promise<void> {
    await this.check().catch((error: unknown) => {
      throw storageAway(error);
    });
  }

  private advice(error: unknown): string {
    const { bucket, endpoint, region } = this.location;
    const where = endpoint ?? `Amazon S3${region === undefined ? '' : ` (${region})`}`;
    const { name } = error as Error;
    if (name === 'TimeoutError' || name === 'AbortError') return `${where} did not answer in time`;
    switch (statusOf(error)) {
      case 404:
        return `there is no bucket "${bucket}" at ${where}: create it, or correct the name`;
      case 403:
        return `${where} does not let these credentials use the bucket "${bucket}": allow them what docs/operations.md lists`;
      case 301:
      case 400:
        return `the bucket "${bucket}" is not in the region ${region ?? 'of the environment'}, or the credentials are not valid there`;
      default:
        if (name === 'CredentialsProviderError') {
          return 'there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role';
        }
        return `${where}: ${messageOf(error)}`;
    }
  }
}

function createClient({ endpoint, region }: S3Location, silenceTimeoutMs: number): S3Client {
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return new S3Client({
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(region !== undefined && { region }),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      socketTimeout: silenceTimeoutMs,
      httpAgent: agent,
      httpsAgent: agent,
    },
  });
}
