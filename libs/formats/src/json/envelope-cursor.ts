import {
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  VALUE_STARTS,
  ValueStart,
} from './json-bytes';
import { type JsonError } from './json-error';
import { type JsonCheckpoint, type JsonLimits, type JsonMembers } from './json-record';
import { type JsonWindow } from './json-window';
import { RecordsCursor, Stage } from './records-cursor';
import { BROKEN } from './token-scanner';

/** What comes next in the envelope. `FirstMember` may be its end as well. */
const enum Next {
  Envelope,
  FirstMember,
  Member,
  CommaOrEnd,
  Nothing,
}

const EXPECTED: Record<Next, string> = {
  [Next.Envelope]: '',
  [Next.FirstMember]: 'a name in double quotes or }',
  [Next.Member]: 'a name in double quotes',
  [Next.CommaOrEnd]: 'a comma or }',
  [Next.Nothing]: 'the end',
};

export interface EnvelopeLimits extends JsonLimits {
  /** The member that has the records. */
  recordsMember: string;
  /** Bytes of all other members together, each from its name to the end of its value. */
  maxMembersBytes: number;
}

/** Finds the records of an envelope, and keeps its other members, which have to be in memory as a whole. */
export class EnvelopeCursor extends RecordsCursor {
  readonly members: JsonMembers;
  private readonly recordsMember: string;
  private readonly maxMembersBytes: number;
  private membersBytes = 0;
  private hasRecords: boolean;
  private expects = Next.Envelope;

  constructor(window: JsonWindow, limits: EnvelopeLimits, from: JsonCheckpoint | undefined) {
    super(window, limits, from);
    this.recordsMember = limits.recordsMember;
    this.maxMembersBytes = limits.maxMembersBytes;
    this.members = copyOf(from?.members ?? {});
    this.hasRecords = this.stage === Stage.BehindRecord;
  }

  get checkpoint(): JsonCheckpoint {
    return {
      shape: 'envelope',
      offset: this.endOffset,
      recordNumber: this.record.recordNumber,
      members: copyOf(this.members),
    };
  }

  protected override endRecords(): void {
    this.passTo(Next.CommaOrEnd);
  }

  protected override passOutside(): boolean {
    switch (this.expects) {
      case Next.Envelope: {
        const shape = `an object with an array of records as its member ${JSON.stringify(this.recordsMember)}`;
        if (!this.isAt(OPEN_OBJECT)) throw this.wrongShape(shape);
        return this.passTo(Next.FirstMember);
      }
      case Next.FirstMember:
      case Next.Member:
        if (this.isAt(QUOTE)) return this.passMember();
        if (this.isAt(CLOSE_OBJECT) && this.expects === Next.FirstMember) return this.endEnvelope();
        break;
      case Next.CommaOrEnd:
        if (this.isAt(COMMA)) return this.passTo(Next.Member);
        if (this.isAt(CLOSE_OBJECT)) return this.endEnvelope();
    }
    throw this.unexpected(EXPECTED[this.expects], this.at);
  }

  private passTo(next: Next): boolean {
    this.pass(Stage.Outside);
    this.expects = next;
    return true;
  }

  private endEnvelope(): boolean {
    if (!this.hasRecords) {
      throw this.error('no_records', `The JSON has no member ${JSON.stringify(this.recordsMember)}`, this.at);
    }
    this.isOver = true;
    return this.passTo(Next.Nothing);
  }

  /** @returns false when the member is not in memory as a whole */
  private passMember(): boolean {
    const { bytes } = this.window;
    const nameEnd = this.endOfPart(this.at);
    if (nameEnd === undefined) return false;
    const name = JSON.parse(bytes.toString('utf8', this.at, nameEnd)) as string;
    const colon = this.skipBlanks(nameEnd);
    if (!this.isWithin(colon)) return false;
    if (bytes[colon] !== COLON) throw this.unexpected('a colon', colon);
    const value = this.skipBlanks(colon + 1);
    if (!this.isWithin(value)) return false;
    if (name === this.recordsMember) return this.beginRecords(value);
    const end = this.endOfPart(value);
    if (end === undefined) return false;
    this.members[name] = JSON.parse(bytes.toString('utf8', value, end));
    this.membersBytes += end - this.at;
    this.at = end;
    this.expects = Next.CommaOrEnd;
    return true;
  }

  private beginRecords(at: number): boolean {
    const name = JSON.stringify(this.recordsMember);
    const { bytes } = this.window;
    if (VALUE_STARTS[bytes[at]!] === ValueStart.None) throw this.unexpected('a value', at);
    if (this.hasRecords) throw this.error('duplicate_records', `The JSON has two members ${name}`, this.at);
    if (bytes[at] !== OPEN_ARRAY) {
      throw this.error('records_not_array', `The member ${name} should be an array of records`, at);
    }
    this.hasRecords = true;
    this.at = at;
    this.pass(Stage.FirstRecord);
    return true;
  }

  /** @returns where the value ends that begins at `at`; undefined when it is not in memory as a whole */
  private endOfPart(at: number): number | undefined {
    const end = this.scanOther(at);
    if (end >= 0) {
      if (end > this.limit) throw this.tooLarge();
      return end;
    }
    if (end === BROKEN && this.scanner.faultAt <= this.limit) throw this.fault();
    if (end === BROKEN || this.end > this.limit) throw this.tooLarge();
    return undefined;
  }

  /** Whether `at` is in memory. */
  private isWithin(at: number): boolean {
    if (at > this.limit) throw this.tooLarge();
    return at < this.end;
  }

  /** Where the member that begins at `at` has to end. */
  private get limit(): number {
    return this.at + this.maxMembersBytes - this.membersBytes;
  }

  private tooLarge(): JsonError {
    const text = `What stands beside the records takes more than ${this.maxMembersBytes} bytes`;
    return this.error('members_too_large', text, this.limit);
  }
}

/** A copy in which `__proto__` is a name like others. */
function copyOf(members: JsonMembers): JsonMembers {
  return Object.assign(Object.create(null) as JsonMembers, members);
}
