import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  NumberState,
  QUOTE,
  VALUE_STARTS,
  ValueStart,
} from './json-bytes';
import { type ScannedRecord } from './scanned-record';
import { TokenScanner } from './token-scanner';

/** What comes next in a value. `FirstName` and `FirstValue` may be the end of their object or array as well. */
const enum Phase {
  FirstName,
  Name,
  InName,
  Colon,
  FirstValue,
  Value,
  InString,
  InNumber,
  ValueEnd,
  Behind,
}

const EXPECTED: Record<Phase, string> = {
  [Phase.FirstName]: 'a name in double quotes or }',
  [Phase.Name]: 'a name in double quotes',
  [Phase.InName]: 'the closing quote',
  [Phase.Colon]: 'a colon',
  [Phase.FirstValue]: 'a value or ]',
  [Phase.Value]: 'a value',
  [Phase.InString]: 'the closing quote',
  [Phase.InNumber]: 'a digit',
  [Phase.ValueEnd]: '',
  [Phase.Behind]: '',
};

/**
 * Scans one JSON value by RFC 8259, no more and no less, and lists the members of an object. It can stop anywhere and
 * go on later, so it needs no more of a value in memory than the one escape or word it stands on.
 */
export class ValueScanner extends TokenScanner {
  private phase = Phase.Value;
  private isListing = true;
  /** Arrays and objects that are open. */
  private depth = 0;
  /** The depth at which members are listed; none are when it is -1. */
  private memberDepth = -1;
  /** What follows a comma, by depth: `Name` in an object, `Value` in an array. */
  private readonly phases: Uint8Array;

  /** @param blanks what may stand between tokens */
  constructor(
    record: ScannedRecord,
    private readonly blanks: Uint8Array,
    private readonly maxDepth: number,
  ) {
    super(record);
    this.phases = new Uint8Array(maxDepth + 1);
  }

  /** Stands before a value at `at`. */
  begin(at: number): void {
    this.at = at;
    this.phase = Phase.Value;
    this.depth = 0;
    this.memberDepth = -1;
    this.isListing = true;
    this.record.memberCount = 0;
    this.record.hasEscapes = false;
  }

  /** Whether a member is listed as far as the beginning of its value, which is an array or object. */
  get isInMember(): boolean {
    return this.memberDepth === 1 && this.depth > 1;
  }

  /** Lists no members of this value: nothing before `at` will be kept, and `at` will be moved. */
  listNothing(): void {
    this.isListing = false;
    this.memberDepth = -1;
    this.record.memberCount = 0;
  }

  /**
   * Goes on up to `end`, where a byte stands that is part of no token.
   * @param isLast nothing follows
   * @returns where the value ends, INCOMPLETE or BROKEN
   */
  scan(bytes: Buffer, end: number, isLast: boolean): number {
    this.bytes = bytes;
    this.end = end;
    this.isLast = isLast;
    let at = this.at;
    for (;;) {
      if (this.phase <= Phase.Colon) {
        at = this.scanName(at);
        if (at < 0) return at;
      }
      if (this.phase <= Phase.InNumber) {
        at = this.scanValue(at);
        if (at < 0) return at;
      }
      if (this.phase === Phase.ValueEnd) {
        if (this.depth === this.memberDepth) this.record.endMember(at, this.hasEscapes);
        if (this.depth === 0) return (this.at = at);
        this.phase = Phase.Behind;
      }
      if (this.phase === Phase.Behind) {
        at = this.scanBehind(at);
        if (at < 0) return at;
      }
    }
  }

  /** A name and its colon, or the end of an object without members. */
  private scanName(from: number): number {
    const { bytes, blanks } = this;
    let at = from;
    if (this.phase <= Phase.Name) {
      while (blanks[bytes[at]!] === 1) at++;
      if (bytes[at] === CLOSE_OBJECT && this.phase === Phase.FirstName) return this.close(at);
      if (bytes[at] !== QUOTE || at >= this.end) return this.stop(at);
      at++;
      if (this.depth === this.memberDepth) this.beginMember(at);
      this.phase = Phase.InName;
    }
    if (this.phase === Phase.InName) {
      at = this.stringEnd(at);
      if (at < 0) return at;
      if (this.depth === this.memberDepth) this.record.endName(at - 1, this.hasEscapes);
      this.phase = Phase.Colon;
    }
    while (blanks[bytes[at]!] === 1) at++;
    if (bytes[at] !== COLON || at >= this.end) return this.stop(at);
    this.phase = Phase.Value;
    return at + 1;
  }

  /** A value up to its end, or the bracket that opens it. */
  private scanValue(from: number): number {
    let at = from;
    if (this.phase <= Phase.Value) {
      const { bytes, blanks } = this;
      while (blanks[bytes[at]!] === 1) at++;
      if (at >= this.end) return this.stop(at);
      if (this.depth === this.memberDepth) this.beginValue(at);
      switch (VALUE_STARTS[bytes[at]!]! as ValueStart) {
        case ValueStart.String:
          at++;
          this.phase = Phase.InString;
          break;
        case ValueStart.Number:
          this.numberState = NumberState.Begin;
          this.phase = Phase.InNumber;
          break;
        case ValueStart.Object:
          return this.open(at, Phase.FirstName, Phase.Name);
        case ValueStart.Array:
          return this.open(at, Phase.FirstValue, Phase.Value);
        case ValueStart.Literal:
          return this.endValue(this.wordEnd(at));
        case ValueStart.None:
          if (bytes[at] === CLOSE_ARRAY && this.phase === Phase.FirstValue) return this.close(at);
          return this.stop(at);
      }
    }
    if (this.phase === Phase.InNumber) return this.endValue(this.numberEnd(at));
    return this.endValue(this.stringEnd(at));
  }

  private endValue(at: number): number {
    if (at >= 0) this.phase = Phase.ValueEnd;
    return at;
  }

  /** A comma, or the end of an object or array. */
  private scanBehind(from: number): number {
    const { bytes, blanks } = this;
    let at = from;
    while (blanks[bytes[at]!] === 1) at++;
    if (at >= this.end) return this.stop(at);
    const next = this.phases[this.depth]! as Phase;
    if (bytes[at] === COMMA) {
      this.phase = next;
      return at + 1;
    }
    return bytes[at] === (next === Phase.Name ? CLOSE_OBJECT : CLOSE_ARRAY) ? this.close(at) : this.stop(at);
  }

  private open(at: number, first: Phase, next: Phase): number {
    if (this.depth === this.maxDepth) return this.break('too_deep', at);
    this.depth++;
    // Members are listed of the outermost value only, when it is an object.
    if (this.depth === 1 && next === Phase.Name && this.isListing) this.memberDepth = 1;
    this.phases[this.depth] = next;
    this.phase = first;
    return at + 1;
  }

  private close(at: number): number {
    if (at >= this.end) return this.stop(at);
    this.depth--;
    this.phase = Phase.ValueEnd;
    return at + 1;
  }

  private beginMember(at: number): void {
    this.record.beginMember(at);
    this.hasEscapes = 0;
  }

  private beginValue(at: number): void {
    this.record.beginValue(at);
    this.hasEscapes = 0;
  }

  protected override expectedHere(): string {
    if (this.phase !== Phase.Behind) return EXPECTED[this.phase];
    return this.phases[this.depth] === Phase.Name ? 'a comma or }' : 'a comma or ]';
  }
}
