/** The first bytes of a stream; the rest is not fetched. */
export async function readStart(
  stream: ReadableStream<Uint8Array>,
  most: number,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; isWhole: boolean }> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  while (length < most) {
    const { done, value } = await reader.read();
    if (done) {
      isWhole = true;
      break;
    }
    chunks.push(value);
    length += value.length;
  }
  if (!isWhole) await reader.cancel();
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { bytes, isWhole };
}
