import {
  bomOf,
  type Charset,
  charsetNamed,
  guessUtf16,
  Utf8Check,
  utf8FromUtf16,
} from '@sluice/formats/charset';
import { type FileStore } from '@sluice/kernel/storage';

/** Encodings of CSV files, as jobs name them. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * By the byte order mark, else by the zeros of UTF-16, else UTF-8 if all of it is, else what Excel writes in the West.
 * @param sample the first bytes
 */
export async function encodingOf(store: FileStore, key: string, sample: Buffer): Promise<TextEncoding> {
  const marked = bomOf(sample)?.charset ?? guessUtf16(sample);
  if (marked !== undefined) return marked;
  const check = new Utf8Check();
  for await (const chunk of await store.createReadStream(key)) {
    if (!check.feed(chunk as Buffer)) return 'windows-1252';
  }
  return check.end() ? 'utf-8' : 'windows-1252';
}

/** Bytes as a reader of CSV takes them, and what their text is in: UTF-16 becomes UTF-8 on the way. */
export function readable(
  source: AsyncIterable<Buffer>,
  encoding: TextEncoding,
): { source: AsyncIterable<Buffer>; charset: Charset } {
  const isUtf16 = encoding === 'utf-16le' || encoding === 'utf-16be';
  const charset = charsetNamed(isUtf16 ? 'utf-8' : encoding);
  if (!charset) throw new Error(`There is no charset ${encoding}`);
  return { source: isUtf16 ? utf8FromUtf16(source, encoding) : source, charset };
}
