/**
 * How bytes of a table become text. In all of them an ASCII byte is that character, except behind the first byte of
 * a pair in `big5`, `gbk` and `shift_jis`: in these, delimiters can't be looked for in the bytes.
 */
export interface Charset {
  /** In the words of the Encoding Standard where it has one: `utf-8`, `windows-874`, `ibm437`. */
  readonly name: string;
  /** Text of a range; what is no text of this charset becomes U+FFFD. */
  decode(bytes: Buffer, start: number, end: number): string;
  /** UTF-8 bytes that a range can become at most. */
  maxUtf8Bytes(length: number): number;
  /**
   * Writes a range as UTF-8. The caller has seen to the room, see {@link maxUtf8Bytes}.
   * @returns where `target` goes on; -1 when the range has bytes that are no text of this charset
   */
  writeUtf8(bytes: Buffer, start: number, end: number, target: Buffer, at: number): number;
}
