/** How bytes of a table become text. All are supersets of ASCII in which an ASCII byte is always that character. */
export interface Charset {
  /** In the words of the Encoding Standard where it has one: `utf-8`, `windows-874`, `ibm437`. */
  readonly name: string;
  /** Text of a range. */
  decode(bytes: Buffer, start: number, end: number): string;
  /** UTF-8 bytes that a range can become at most. */
  maxUtf8Bytes(length: number): number;
  /**
   * Writes a range as UTF-8. The caller has seen to the room, see {@link maxUtf8Bytes}.
   * @returns where `target` goes on; -1 when the range has bytes that are no text of this charset
   */
  writeUtf8(bytes: Buffer, start: number, end: number, target: Buffer, at: number): number;
}
