const PLUS = 0x2b;

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isCapital(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

/** `^[A-Z]\d{2}[0-9A-Z]{0,4}$` */
export function isIcd10(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start;
  if (length < 3 || length > 7) return false;
  if (!isCapital(bytes[start] as number)) return false;
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at] as number;
    if (!isDigit(byte) && (at < start + 3 || !isCapital(byte))) return false;
  }
  return true;
}

/** `^\d{2,4}[0-9A-Z+]*$`, at most the seven characters of the column. */
export function isIcd9(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start;
  if (length < 2 || length > 7) return false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (!isDigit(byte) && (at < start + 2 || (!isCapital(byte) && byte !== PLUS))) return false;
  }
  return true;
}
