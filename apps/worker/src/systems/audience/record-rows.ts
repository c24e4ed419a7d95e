import { type Identity, identityBytes } from '@sluice/systems/audience';
import { type ChunkPool, CopyChunks, putInt16, putInt32, uuidCell } from '../../copy/copy-chunks';
import { type SentRecord } from './sent-records';

export const COPY_RECORDS = `COPY audience_records (upload_id, position, record, email, domain, identity)
  FROM STDIN (FORMAT binary)`;

/** As in {@link COPY_RECORDS}. */
const FIELDS = 6;
const UUID_BYTES = 16;
const NULL_LENGTH = -1;
/** A UTF-16 unit takes three bytes of UTF-8 at most. */
const BYTES_A_UNIT = 3;
/** Number of fields, two ids, position and all lengths. */
const ROW_BYTES = 2 + FIELDS * 4 + 2 * UUID_BYTES + 4;

/** Writes records as rows of `audience_records`: their JSON goes as bytes from the file into the buffer of COPY. */
export class RecordRows {
  /** Rows since {@link take}. */
  count = 0;
  private chunks: CopyChunks;
  /** What all rows begin with, up to the position. */
  private readonly front: Buffer;

  constructor(
    uploadId: string,
    private readonly pool: ChunkPool,
  ) {
    this.chunks = new CopyChunks(pool);
    this.front = Buffer.alloc(2 + 4 + UUID_BYTES + 4);
    putInt16(this.front, 0, FIELDS);
    uuidCell(uploadId).copy(this.front, 2);
    putInt32(this.front, this.front.length - 4, 4);
  }

  get size(): number {
    return this.chunks.size;
  }

  add({ number, bytes, start, end }: SentRecord, identity: Identity): void {
    const { email, domain } = identity;
    const length = end - start;
    const texts = (email?.length ?? 0) + (domain?.length ?? 0);
    this.chunks.makeRoom(ROW_BYTES + length + BYTES_A_UNIT * texts);
    const target = this.chunks.bytes;
    target.set(this.front, this.chunks.at);
    let at = putInt32(target, this.chunks.at + this.front.length, number);
    at = putInt32(target, at, length);
    bytes.copy(target, at, start, end);
    at = putText(target, at + length, email);
    at = putText(target, at, domain);
    this.chunks.at = putUuid(target, putInt32(target, at, UUID_BYTES), identityBytes(identity));
    this.count++;
  }

  /** What was written, ready for COPY; what is written from now on is for the next. */
  take(): Buffer[] {
    const taken = this.count === 0 ? [] : this.chunks.end();
    if (this.count > 0) this.chunks = new CopyChunks(this.pool);
    this.count = 0;
    return taken;
  }
}

function putText(target: Buffer, at: number, text: string | null): number {
  if (text === null) return putInt32(target, at, NULL_LENGTH);
  const length = putAscii(target, at + 4, text) ? text.length : target.write(text, at + 4, 'utf8');
  putInt32(target, at, length);
  return at + 4 + length;
}

/** Writes ASCII, in less time than a native call takes. @returns false when it is not */
function putAscii(target: Buffer, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) return false;
    target[at + index] = unit;
  }
  return true;
}

/** @param bytes a character each */
function putUuid(target: Buffer, at: number, bytes: string): number {
  for (let index = 0; index < UUID_BYTES; index++) target[at + index] = bytes.charCodeAt(index);
  return at + UUID_BYTES;
}
