import { type Charset } from '@sluice/formats/charset';
import { type CsvRow } from '@sluice/formats/csv';

const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const USUAL_BYTES = 16 * 1024;
/** The longest escape of one character, `\u0001`. */
const ESCAPE_BYTES = 6;

/** Writes rows as JSON objects of the cells that are not empty. */
export class CsvJson {
  /** The object that was written last. */
  bytes = Buffer.allocUnsafeSlow(USUAL_BYTES);
  length = 0;
  /** False when the row has bytes that are no text, and nothing was written. */
  isText = true;

  /** `"name":` of each column. */
  private readonly keys: readonly Buffer[];
  private readonly keyBytes: number;

  constructor(
    header: readonly string[],
    private readonly charset: Charset,
  ) {
    this.keys = header.map((name) => Buffer.from(`${JSON.stringify(name)}:`));
    this.keyBytes = this.keys.reduce((sum, key) => sum + key.length, 0);
  }

  write(row: CsvRow): void {
    this.makeRoom(row);
    const { bytes, keys } = this;
    let at = 0;
    bytes[at++] = OPEN;
    for (let column = 0; column < keys.length && column < row.fieldCount; column++) {
      const start = row.starts[column]!;
      const end = row.ends[column]!;
      if (start === end) continue;
      if (at > 1) bytes[at++] = COMMA;
      const key = keys[column]!;
      bytes.set(key, at);
      at += key.length;
      bytes[at++] = QUOTE;
      at = isPlain(row.bytes, start, end)
        ? this.charset.writeUtf8(row.bytes, start, end, bytes, at)
        : this.writeEscaped(row.bytes, start, end, at);
      this.isText = at >= 0;
      if (!this.isText) return;
      bytes[at++] = QUOTE;
    }
    bytes[at++] = CLOSE;
    this.isText = true;
    this.length = at;
  }

  private makeRoom({ starts, ends, fieldCount }: CsvRow): void {
    const { keys, charset } = this;
    let cellBytes = 0;
    for (let column = 0; column < keys.length && column < fieldCount; column++) {
      cellBytes += ends[column]! - starts[column]!;
    }
    const needed = 2 + this.keyBytes + 3 * keys.length + ESCAPE_BYTES * charset.maxUtf8Bytes(cellBytes);
    if (needed > this.bytes.length) this.bytes = Buffer.allocUnsafeSlow(2 * needed);
    else if (this.bytes.length > USUAL_BYTES && needed < USUAL_BYTES) {
      this.bytes = Buffer.allocUnsafeSlow(USUAL_BYTES);
    }
  }

  /** @returns -1 for what is no text */
  private writeEscaped(bytes: Buffer, start: number, end: number, at: number): number {
    const { charset } = this;
    const text = Buffer.allocUnsafe(charset.maxUtf8Bytes(end - start));
    const length = charset.writeUtf8(bytes, start, end, text, 0);
    if (length < 0) return -1;
    const escaped = JSON.stringify(text.toString('utf8', 0, length));
    return at + this.bytes.write(escaped.slice(1, -1), at, 'utf8');
  }
}

/** No byte needs an escape in JSON; those above ASCII never do. */
function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}
