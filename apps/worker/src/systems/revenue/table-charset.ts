import { isAscii } from 'node:buffer';
import { type Charset, charsetNamed, guessSingleByte, Utf8Check } from '@sluice/formats/charset';

/** A charset that we name ourselves, or named before. */
export function namedCharset(name: string): Charset {
  const charset = charsetNamed(name);
  if (!charset) throw new Error(`There is no charset ${name}`);
  return charset;
}

/** What the bytes of text can be; of what is not UTF-8 the chunk that shows it. */
export type TextBytes = { kind: 'ascii' | 'utf-8' } | { kind: 'other'; chunk: Buffer };

/** Judges all of a stream; it is left at the first byte that is not UTF-8. */
export async function judgeText(stream: AsyncIterable<Buffer>): Promise<TextBytes> {
  const check = new Utf8Check();
  let onlyAscii = true;
  let last: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    onlyAscii &&= isAscii(chunk);
    last = chunk;
    if (!check.feed(chunk)) return { kind: 'other', chunk };
  }
  if (!check.end()) return { kind: 'other', chunk: last };
  return { kind: onlyAscii ? 'ascii' : 'utf-8' };
}

/**
 * The charset of text by its bytes: UTF-8 when all of it is. A known claim file is in windows-874 else, any other
 * one in what its bytes look like, and in windows-874 when they do not say: PRODUCT, section 6.
 */
export function charsetByBytes(bytes: TextBytes, isClaimFile: boolean): Charset {
  if (bytes.kind !== 'other') return namedCharset('utf-8');
  const guess = isClaimFile ? undefined : guessSingleByte(bytes.chunk);
  return namedCharset(guess ?? 'windows-874');
}

/** A memo file's first part says enough. */
const MEMO_SAMPLE_BYTES = 1024 * 1024;

/**
 * The charset of a memo file's text. Not all of its bytes are text, so those that can be Thai are counted: in UTF-8
 * they come as 0xE0, 0xB8 or 0xB9 and one more, in windows-874 hardly ever.
 */
export async function charsetByMemos(stream: AsyncIterable<Buffer>, isClaimFile: boolean): Promise<Charset> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MEMO_SAMPLE_BYTES) break;
  }
  const sample = Buffer.concat(chunks);
  return isThaiUtf8(sample)
    ? namedCharset('utf-8')
    : charsetByBytes({ kind: 'other', chunk: sample }, isClaimFile);
}

function isThaiUtf8(sample: Buffer): boolean {
  let inUtf8 = 0;
  let others = 0;
  for (let at = 0; at < sample.length; at++) {
    if (sample[at]! < 0xa1) continue;
    const next = sample[at + 1];
    if (sample[at] === 0xe0 && (next === 0xb8 || next === 0xb9)) {
      inUtf8++;
      at += 2;
    } else others++;
  }
  return inUtf8 > others;
}
