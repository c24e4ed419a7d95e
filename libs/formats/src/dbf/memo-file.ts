import { DbfError } from './dbf-error';
import { MemoWindow } from './memo-window';
import { type RandomAccess } from '../zip';

/** `dbt3` dBase III, `dbt4` dBase IV and later, `fpt` FoxPro and Visual FoxPro. */
export type MemoKind = 'dbt3' | 'dbt4' | 'fpt';

/** A memo's bytes, or why there are none. */
export type MemoContent = Buffer | 'bad_memo_pointer' | 'memo_too_large';

/** A memo file that stands beside a table. */
export interface MemoFile {
  kind: MemoKind;
  /**
   * The bytes of the memo that begins at a block. At once when they are in memory from the read before, which is
   * the rule when memos are read in their order. Ask for one at a time.
   *
   * Each memo belongs to one record. When more than twice the bytes of the file have been handed out, pointers go
   * round in it, and all further ones are `bad_memo_pointer`: a small file can't become endless values.
   */
  read(block: number): MemoContent | Promise<MemoContent>;
}

export interface OpenMemoOptions {
  /** A longer memo is `memo_too_large`. Default 16 MiB. */
  maxBytes?: number;
}

const HEADER_BYTES = 512;
const LEAST_HEADER_BYTES = 8;
const FRONT_BYTES = 8;
const DBASE4_SIGNATURE = 0x0008ffff;
const END_OF_MEMO = 0x1a;
const MIB = 1024 * 1024;
const DEFAULT_MAX_BYTES = 16 * MIB;

/** Reads the header of a memo file. DbfError `bad_memo_file`. */
export async function openMemo(
  source: RandomAccess,
  kind: MemoKind,
  { maxBytes = DEFAULT_MAX_BYTES }: OpenMemoOptions = {},
): Promise<MemoFile> {
  const header = await source.read(0, Math.min(HEADER_BYTES, source.size));
  const blockBytes = header.length < LEAST_HEADER_BYTES ? 0 : blockBytesOf(header, kind);
  if (blockBytes === 0) throw new DbfError('bad_memo_file', 'The memo file has no header that can be read');
  return new BlockMemos(kind, source, blockBytes, maxBytes);
}

/** 0 when the header names none. dBase IV names it at 20; programs that say it elsewhere, at 4. */
function blockBytesOf(header: Buffer, kind: MemoKind): number {
  if (kind === 'dbt3') return 512;
  if (kind === 'fpt') return header.readUInt16BE(6);
  const named = header.length < 22 ? 0 : header.readUInt16LE(20);
  return named || header.readUInt16LE(4) || 512;
}

class BlockMemos implements MemoFile {
  private readonly window: MemoWindow;
  private readonly firstMemo: number;
  private bytesLeft: number;

  constructor(
    readonly kind: MemoKind,
    source: RandomAccess,
    private readonly blockBytes: number,
    private readonly maxBytes: number,
  ) {
    this.window = new MemoWindow(source);
    this.firstMemo = kind === 'fpt' ? HEADER_BYTES : blockBytes;
    this.bytesLeft = 2 * source.size + MIB;
  }

  read(block: number): MemoContent | Promise<MemoContent> {
    const position = block * this.blockBytes;
    if (position < this.firstMemo || position >= this.window.size || this.bytesLeft < 0) {
      return 'bad_memo_pointer';
    }
    if (this.kind === 'dbt3') return this.readToEnd(position);
    const front = this.window.bytes(position, FRONT_BYTES);
    return front instanceof Promise
      ? front.then((bytes) => this.readCounted(position, bytes))
      : this.readCounted(position, front);
  }

  /** dBase IV: signature and length with these 8 bytes; FoxPro: type and length without them, high byte first. */
  private readCounted(position: number, front: Buffer): MemoContent | Promise<MemoContent> {
    if (front.length < FRONT_BYTES) return 'bad_memo_pointer';
    const isFox = this.kind === 'fpt';
    const type = isFox ? front.readUInt32BE(0) : front.readUInt32LE(0);
    const length = isFox ? front.readUInt32BE(4) : front.readUInt32LE(4) - FRONT_BYTES;
    const isMemo = isFox ? type <= 2 : type === DBASE4_SIGNATURE;
    const end = position + FRONT_BYTES + length;
    if (!isMemo || length < 0 || end > this.window.size) return 'bad_memo_pointer';
    if (length > this.maxBytes) return 'memo_too_large';
    this.bytesLeft -= length;
    const content = this.window.bytes(position + FRONT_BYTES, length);
    const whole = (bytes: Buffer): MemoContent => (bytes.length === length ? bytes : 'bad_memo_pointer');
    return content instanceof Promise ? content.then(whole) : whole(content);
  }

  /** dBase III ends a memo with 0x1A; how long it is shows only there. */
  private readToEnd(position: number): MemoContent | Promise<MemoContent> {
    const inMemory = this.window.rest(position);
    const length = inMemory.indexOf(END_OF_MEMO);
    if (length < 0 || length > this.maxBytes) return this.searchEnd(position);
    this.bytesLeft -= length;
    return inMemory.subarray(0, length);
  }

  private async searchEnd(position: number): Promise<MemoContent> {
    const longest = Math.min(this.maxBytes + 1, this.window.size - position);
    for (let asked = 4096; ; asked *= 4) {
      const bytes = await this.window.bytes(position, Math.min(asked, longest));
      const length = bytes.indexOf(END_OF_MEMO);
      if (length >= 0) {
        this.bytesLeft -= length;
        return bytes.subarray(0, length);
      }
      if (bytes.length < asked) {
        this.bytesLeft -= bytes.length;
        return bytes.length > this.maxBytes ? 'memo_too_large' : 'bad_memo_pointer';
      }
    }
  }
}
