import { type JsonFault } from './json-error';
import { type JsonRecord, type JsonRecordKind, type JsonType } from './json-record';

const USUAL_MEMBERS = 64;

/** The type of a value by its first byte; those of numbers are left. */
const TYPES: Partial<Record<number, JsonType>> = {
  [0x22]: 'string',
  [0x5b]: 'array',
  [0x66]: 'boolean',
  [0x6e]: 'null',
  [0x74]: 'boolean',
  [0x7b]: 'object',
};

/** A record whose parts are filled in by a scanner and the cursor that owns it. */
export class ScannedRecord implements JsonRecord {
  bytes: Buffer = Buffer.alloc(0);
  /** Whether all of `bytes` are ASCII. */
  isAscii = false;
  start = 0;
  end = 0;
  offset = 0;
  kind: JsonRecordKind = 'other';
  hasEscapes = false;
  memberCount = 0;
  keyStarts = new Int32Array(USUAL_MEMBERS);
  keyEnds = new Int32Array(USUAL_MEMBERS);
  keyEscapes = new Uint8Array(USUAL_MEMBERS);
  valueStarts = new Int32Array(USUAL_MEMBERS);
  valueEnds = new Int32Array(USUAL_MEMBERS);
  valueEscapes = new Uint8Array(USUAL_MEMBERS);
  /** Makes the fault: a file of nothing but broken lines would cost a sentence a line otherwise. */
  describeFault: (() => JsonFault) | undefined = undefined;

  constructor(public recordNumber: number) {}

  get fault(): JsonFault | undefined {
    return this.kind === 'broken' ? this.describeFault?.() : undefined;
  }

  key(member: number): string {
    const start = this.keyStarts[member]!;
    const end = this.keyEnds[member]!;
    return this.decode(start, end, this.keyEscapes[member] === 1);
  }

  typeOf(member: number): JsonType {
    return TYPES[this.bytes[this.valueStarts[member]!]!] ?? 'number';
  }

  string(member: number): string {
    const start = this.valueStarts[member]! + 1;
    const end = this.valueEnds[member]! - 1;
    return this.decode(start, end, this.valueEscapes[member] === 1);
  }

  /** Ends a record; its members were listed before. */
  set(kind: JsonRecordKind, start: number, end: number, offset: number): void {
    this.kind = kind;
    this.start = start;
    this.end = end;
    this.offset = offset;
    if (kind !== 'object') this.memberCount = 0;
    this.recordNumber++;
  }

  beginMember(keyStart: number): void {
    if (this.memberCount === this.keyStarts.length) this.grow();
    this.keyStarts[this.memberCount] = keyStart;
  }

  endName(keyEnd: number, hasEscapes: number): void {
    this.keyEnds[this.memberCount] = keyEnd;
    this.keyEscapes[this.memberCount] = hasEscapes;
  }

  beginValue(valueStart: number): void {
    this.valueStarts[this.memberCount] = valueStart;
  }

  endMember(valueEnd: number, hasEscapes: number): void {
    this.valueEnds[this.memberCount] = valueEnd;
    this.valueEscapes[this.memberCount] = hasEscapes;
    this.memberCount++;
  }

  /** Makes room for more members: a record can have as many as a fifth of its bytes. */
  private grow(): void {
    this.keyStarts = grown(this.keyStarts, new Int32Array(2 * this.keyStarts.length));
    this.keyEnds = grown(this.keyEnds, new Int32Array(2 * this.keyEnds.length));
    this.keyEscapes = grown(this.keyEscapes, new Uint8Array(2 * this.keyEscapes.length));
    this.valueStarts = grown(this.valueStarts, new Int32Array(2 * this.valueStarts.length));
    this.valueEnds = grown(this.valueEnds, new Int32Array(2 * this.valueEnds.length));
    this.valueEscapes = grown(this.valueEscapes, new Uint8Array(2 * this.valueEscapes.length));
  }

  /** @param start of a string without its quotes, which stand around it */
  private decode(start: number, end: number, hasEscapes: boolean): string {
    if (hasEscapes) return JSON.parse(this.bytes.toString('utf8', start - 1, end + 1)) as string;
    return this.bytes.toString(this.isAscii ? 'latin1' : 'utf8', start, end);
  }
}

function grown<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
