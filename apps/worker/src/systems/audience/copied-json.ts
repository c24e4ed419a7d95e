const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const BLANK = 0x20;

/** In front of the first row: signature, flags and length of the extension, of which there is none. */
const FILE_HEADER_BYTES = 19;
/** In front of each record: the number of fields, which is one, and the record's length. */
const ROW_HEADER_BYTES = 6;
/** The first byte of -1, which ends the rows, in place of the number of fields. */
const END = 0xff;

/**
 * Rows of binary COPY, each of one text of JSON, as one JSON array: what stands between the texts is overwritten with
 * blanks, a comma among them. No byte is moved, and records may have line ends in them.
 */
export class CopiedJson {
  private fileHeaderLeft = FILE_HEADER_BYTES;
  /** Bytes of the record at hand that are to come. */
  private recordLeft = 0;
  private rowHeaderAt = 0;
  private length = 0;
  private isFirst = true;
  private isEnded = false;

  /** @returns the chunk itself */
  rewrite(chunk: Buffer): Buffer {
    for (let at = 0; at < chunk.length;) {
      if (this.recordLeft > 0) {
        const taken = Math.min(this.recordLeft, chunk.length - at);
        this.recordLeft -= taken;
        at += taken;
      } else {
        chunk[at] = this.fileHeaderLeft > 0 ? this.inFileHeader() : this.inRowHeader(chunk[at]!);
        at++;
      }
    }
    return chunk;
  }

  private inFileHeader(): number {
    this.fileHeaderLeft--;
    return this.fileHeaderLeft === 0 ? OPEN_ARRAY : BLANK;
  }

  /** @returns what stands there instead of a byte */
  private inRowHeader(byte: number): number {
    if (this.isEnded) return BLANK;
    const at = this.rowHeaderAt++;
    if (at === 0) {
      this.length = 0;
      if (byte === END) this.isEnded = true;
      const isFirst = this.isFirst;
      this.isFirst = false;
      if (this.isEnded) return CLOSE_ARRAY;
      return isFirst ? BLANK : COMMA;
    }
    if (at >= 2) this.length = this.length * 256 + byte;
    if (at === ROW_HEADER_BYTES - 1) {
      this.rowHeaderAt = 0;
      this.recordLeft = this.length;
    }
    return BLANK;
  }
}
