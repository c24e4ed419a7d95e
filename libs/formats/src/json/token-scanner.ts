import { BACKSLASH, ESCAPED, HEX_DIGITS, NUMBER_STATES, NumberState, QUOTE, SPACE } from './json-bytes';
import { type JsonFaultCode } from './json-error';
import { type ScannedRecord } from './scanned-record';

/** Instead of the end of a value or token: it is not in memory. */
export const INCOMPLETE = -1;
/** Instead of the end of a value or token: there is a fault. */
export const BROKEN = -2;

/** The words that a value can be, by their first byte. */
const WORDS: Buffer[] = [];
for (const word of ['true', 'false', 'null']) WORDS[word.charCodeAt(0)] = Buffer.from(word);

const U = 0x75;
/** A backslash, a `u` and four digits. */
const ESCAPE_BYTES = 6;

/** Finds the ends of strings, numbers and words. All can be cut anywhere and gone on with later. */
export abstract class TokenScanner {
  /** Where it goes on: what is before was scanned. */
  at = 0;
  faultCode: JsonFaultCode = 'syntax';
  faultAt = 0;
  /** What should stand where a fault of syntax is. */
  expected = '';

  protected bytes: Buffer = Buffer.alloc(0);
  /** Where the bytes end that may be looked at; a byte stands there that is part of no token but a string. */
  protected end = 0;
  /** Nothing follows. */
  protected isLast = false;
  protected numberState = NumberState.Begin;
  protected hasEscapes = 0;

  constructor(protected readonly record: ScannedRecord) {}

  protected abstract expectedHere(): string;

  /** @returns behind the closing quote */
  protected stringEnd(from: number): number {
    const { bytes, end } = this;
    let at = from;
    for (;;) {
      let byte = bytes[at]!;
      // Faster than a table.
      while (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) byte = bytes[++at]!;
      if (at >= end) return this.stop(at);
      if (byte === QUOTE) return at + 1;
      if (byte !== BACKSLASH) return this.stop(at);
      this.hasEscapes = 1;
      this.record.hasEscapes = true;
      at = this.escapeEnd(at);
      if (at < 0) return at;
    }
  }

  private escapeEnd(at: number): number {
    const { bytes, end } = this;
    let wrongAt = at + 1;
    if (bytes[wrongAt] === U) {
      do wrongAt++;
      while (wrongAt < at + ESCAPE_BYTES && HEX_DIGITS[bytes[wrongAt]!] === 1);
      if (wrongAt === at + ESCAPE_BYTES && wrongAt <= end) return wrongAt;
    } else if (ESCAPED[bytes[wrongAt]!] === 1 && wrongAt < end) {
      return wrongAt + 1;
    }
    return this.stopToken(at, wrongAt, wrongAt === at + 1 ? 'one of "\\/bfnrtu' : 'a hex digit');
  }

  protected numberEnd(from: number): number {
    const { bytes } = this;
    let at = from;
    let state = this.numberState;
    for (;;) {
      const next = NUMBER_STATES[(state << 8) | bytes[at]!]! as NumberState;
      if (next === NumberState.Refused) break;
      state = next;
      at++;
    }
    this.numberState = state;
    const mayEnd = state >= NumberState.Zero && (at < this.end || this.isLast);
    if (!mayEnd) return this.stop(at);
    return at;
  }

  /** @returns where `true`, `false` or `null` ends */
  protected wordEnd(at: number): number {
    const { bytes } = this;
    const word = WORDS[bytes[at]!]!;
    for (let i = 1; i < word.length; i++) {
      if (bytes[at + i] !== word[i]) return this.stopToken(at, at + i, `"${word.toString()}"`);
    }
    return at + word.length;
  }

  /** Stops at a byte that can't be there, or at the end. */
  protected stop(at: number): typeof INCOMPLETE | typeof BROKEN {
    return this.stopToken(Math.min(at, this.end), at, '');
  }

  /** @param at where to go on when the end is before `wrongAt` */
  private stopToken(at: number, wrongAt: number, expected: string): typeof INCOMPLETE | typeof BROKEN {
    this.at = at;
    if (wrongAt < this.end) {
      this.expected = expected || this.expectedHere();
      return this.break('syntax', wrongAt);
    }
    return this.isLast ? this.break('truncated', this.end) : INCOMPLETE;
  }

  protected break(code: JsonFaultCode, at: number): typeof BROKEN {
    this.faultCode = code;
    this.faultAt = at;
    return BROKEN;
  }
}
