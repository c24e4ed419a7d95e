import { bomOf } from './byte-order-mark';
import { type Charset } from './charset';
import { charsetNamed } from './charset-named';
import { guessUtf16 } from './guess-charset';
import { Utf8Check } from './utf8-check';
import { utf8FromUtf16 } from './utf8-from-utf16';

/** Encodings of text files that people send us, as they are called in rows. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * By the byte order mark, else by the zeros of UTF-16, else UTF-8 if all of it is, else what Excel writes in the West.
 * @param sample the first bytes
 * @param open gives all bytes, to be gone through once
 */
export async function textEncodingOf(
  sample: Buffer,
  open: () => Promise<AsyncIterable<Buffer>>,
): Promise<TextEncoding> {
  const marked = bomOf(sample)?.charset ?? guessUtf16(sample);
  if (marked !== undefined) return marked;
  const check = new Utf8Check();
  for await (const chunk of await open()) {
    if (!check.feed(chunk)) return 'windows-1252';
  }
  return check.end() ? 'utf-8' : 'windows-1252';
}

/** Whether {@link readable} makes UTF-8 of it on the way: places in what it gives are not those of the file then. */
export function isUtf16(encoding: string): encoding is 'utf-16le' | 'utf-16be' {
  return encoding === 'utf-16le' || encoding === 'utf-16be';
}

/** Bytes as a reader of CSV takes them, and what their text is in: UTF-16 becomes UTF-8 on the way. */
export function readable(
  source: AsyncIterable<Buffer>,
  encoding: TextEncoding,
): { source: AsyncIterable<Buffer>; charset: Charset } {
  const charset = charsetNamed(isUtf16(encoding) ? 'utf-8' : encoding);
  if (!charset) throw new Error(`There is no charset ${encoding}`);
  return { source: isUtf16(encoding) ? utf8FromUtf16(source, encoding) : source, charset };
}

/** All bytes but the first ones. */
export async function* behind(source: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of source) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
