import { isAscii } from 'node:buffer';
import { type Charset, charsetNamed, Utf8Check } from '@sluice/formats/charset';

/** A charset that we name ourselves, or named before. */
export function namedCharset(name: string): Charset {
  const charset = charsetNamed(name);
  if (!charset) throw new Error(`There is no charset ${name}`);
  return charset;
}

/** What the bytes of text can be. */
export type TextBytes = 'ascii' | 'utf-8' | 'other';

/** Judges all of a stream; it is left at the first byte that is not UTF-8. */
export async function judgeText(stream: AsyncIterable<Buffer>): Promise<TextBytes> {
  const check = new Utf8Check();
  let onlyAscii = true;
  for await (const chunk of stream) {
    onlyAscii &&= isAscii(chunk);
    if (!check.feed(chunk)) return 'other';
  }
  if (!check.end()) return 'other';
  return onlyAscii ? 'ascii' : 'utf-8';
}

/** A memo file's first part says enough. */
const MEMO_SAMPLE_BYTES = 1024 * 1024;

/**
 * Whether the Thai text of a memo file is UTF-8. Not all of its bytes are text, so those that can be Thai are
 * counted: in UTF-8 they come as 0xE0, 0xB8 or 0xB9 and one more, in windows-874 hardly ever.
 */
export async function isThaiUtf8(stream: AsyncIterable<Buffer>): Promise<boolean> {
  let inUtf8 = 0;
  let others = 0;
  let seen = 0;
  for await (const bytes of stream) {
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at]! < 0xa1) continue;
      const next = bytes[at + 1];
      if (bytes[at] === 0xe0 && (next === 0xb8 || next === 0xb9)) {
        inUtf8++;
        at += 2;
      } else others++;
    }
    seen += bytes.length;
    if (seen >= MEMO_SAMPLE_BYTES) break;
  }
  return inUtf8 > others;
}
