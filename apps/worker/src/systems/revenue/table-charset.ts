import { type Charset, charsetNamed, Utf8Check } from '@sluice/formats/charset';

/** A charset that we name ourselves, or named before. */
export function namedCharset(name: string): Charset {
  const charset = charsetNamed(name);
  if (!charset) throw new Error(`There is no charset ${name}`);
  return charset;
}

/** Whether all of a stream is UTF-8; it is left at the first byte that is not. */
export async function isUtf8Stream(stream: AsyncIterable<Buffer>): Promise<boolean> {
  const check = new Utf8Check();
  for await (const chunk of stream) if (!check.feed(chunk)) return false;
  return check.end();
}
