import { isUtf8 } from 'node:buffer';

const LONGEST_CHARACTER = 4;

/** Whether the bytes of a stream are UTF-8, read in one pass and nothing of them kept. */
export class Utf8Check {
  private isSound = true;
  /** The beginning of a character whose rest is in the next chunk. */
  private begun = Buffer.alloc(0);

  /** @returns false as soon as the bytes up to here can't be the beginning of UTF-8 */
  feed(chunk: Buffer): boolean {
    if (!this.isSound || chunk.length === 0) return this.isSound;
    let from = 0;
    if (this.begun.length > 0) {
      from = Math.min(lengthOfCharacter(this.begun[0]!) - this.begun.length, chunk.length);
      const character = Buffer.concat([this.begun, chunk.subarray(0, from)]);
      if (character.length < lengthOfCharacter(character[0]!)) {
        this.begun = character;
        return true;
      }
      this.isSound = isUtf8(character);
    }
    const to = Math.max(from, wholeCharactersEnd(chunk));
    this.begun = Buffer.from(chunk.subarray(to));
    this.isSound &&= isUtf8(chunk.subarray(from, to));
    return this.isSound;
  }

  /** Whether all that was fed is UTF-8, its last character whole. */
  end(): boolean {
    return this.isSound && this.begun.length === 0;
  }
}

/** Where the last character begins if it does not end in the chunk, else the end of the chunk. */
function wholeCharactersEnd(chunk: Buffer): number {
  for (let back = 1; back < LONGEST_CHARACTER && back <= chunk.length; back++) {
    const byte = chunk[chunk.length - back]!;
    if (byte >= 0xc0) return lengthOfCharacter(byte) > back ? chunk.length - back : chunk.length;
    if (byte < 0x80) break;
  }
  return chunk.length;
}

function lengthOfCharacter(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : LONGEST_CHARACTER;
}
