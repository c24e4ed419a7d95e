import { BLANKS, BLANKS_IN_LINE, CR, LF, OPEN_OBJECT } from './json-bytes';
import { type JsonFault, type JsonFaultCode, textOfFault } from './json-error';
import { type JsonBlock, type JsonCheckpoint, type JsonLimits, type JsonMembers } from './json-record';
import { type JsonWindow, utf8End } from './json-window';
import { ScannedRecord } from './scanned-record';
import { BROKEN, INCOMPLETE } from './token-scanner';
import { ValueScanner } from './value-scanner';

/**
 * Finds records that stand on a line each. A line that is no JSON is a record too, a broken one. A line is read as a
 * whole, so it is looked at again when it was not in memory to its end.
 */
export class LinesCursor implements JsonBlock {
  readonly record: ScannedRecord;
  readonly members: JsonMembers = Object.create(null) as JsonMembers;
  endOffset: number;

  private readonly scanner: ValueScanner;
  private readonly maxRecordBytes: number;
  /** Where the next line begins. */
  private at = 0;
  private isLast = false;
  /** What is in memory is UTF-8 up to here. */
  private soundEnd = 0;
  private isInLongLine = false;
  /** Where in the file a long line began. */
  private longLineOffset = 0;

  constructor(
    private readonly window: JsonWindow,
    limits: JsonLimits,
    from: JsonCheckpoint | undefined,
  ) {
    this.record = new ScannedRecord(from?.recordNumber ?? 0);
    this.scanner = new ValueScanner(this.record, BLANKS_IN_LINE, limits.maxDepth);
    this.maxRecordBytes = limits.maxRecordBytes;
    this.endOffset = window.offset;
  }

  get checkpoint(): JsonCheckpoint {
    return {
      shape: 'lines',
      offset: this.endOffset,
      recordNumber: this.record.recordNumber,
      members: {},
    };
  }

  /** Leaves out bytes that are no JSON. */
  skip(count: number): void {
    this.at += count;
  }

  /** Stands before the lines that are in the window now. @param isLast nothing follows them */
  open(isLast: boolean): this {
    const { window, record } = this;
    record.bytes = window.bytes;
    record.isAscii = window.isAscii;
    this.soundEnd = record.isAscii ? window.filled : utf8End(window.bytes, window.filled);
    this.isLast = isLast;
    return this;
  }

  /** Makes room in the window for what follows; records that nobody asked for are passed over. */
  close(): void {
    while (this.next());
    this.window.moveTo(this.at);
    this.at = 0;
  }

  next(): boolean {
    if (this.isInLongLine) return this.endLongLine();
    const { scanner } = this;
    const { bytes, filled } = this.window;
    let at = this.at;
    while (BLANKS[bytes[at]!] === 1) at++;
    this.at = at;
    if (at >= filled) return false;
    scanner.begin(at);
    const end = scanner.scan(bytes, filled, this.isLast);
    if (end === INCOMPLETE) return this.wait();
    if (end === BROKEN) return this.endBroken(scanner.faultCode, scanner.faultAt, scanner.expected);
    let lineEnd = end;
    while (BLANKS_IN_LINE[bytes[lineEnd]!] === 1) lineEnd++;
    if (lineEnd >= filled ? !this.isLast : bytes[lineEnd] !== LF) {
      return lineEnd >= filled ? this.wait() : this.endBroken('syntax', lineEnd, 'the end of the line');
    }
    if (this.utf8EndOf(lineEnd) < lineEnd) return this.endBroken('syntax', lineEnd, '');
    return this.endLine(bytes[at] === OPEN_OBJECT ? 'object' : 'other', end, lineEnd);
  }

  private endLine(kind: 'object' | 'other' | 'broken', end: number, lineEnd: number): boolean {
    const { record, at } = this;
    const offset = this.window.offset + at;
    if (this.withoutCr(lineEnd) - at > this.maxRecordBytes) record.set('oversized', lineEnd, lineEnd, offset);
    else record.set(kind, at, end, offset);
    return this.moveBehind(lineEnd);
  }

  /** @param faultAt where the first fault is that is not one of UTF-8 */
  private endBroken(code: JsonFaultCode, faultAt: number, expected: string): boolean {
    const lineEnd = this.lineEndFrom(faultAt);
    if (lineEnd === this.window.filled && !this.isLast) return this.wait();
    const end = this.withoutCr(lineEnd);
    const soundEnd = this.utf8EndOf(lineEnd);
    if (soundEnd < lineEnd && soundEnd <= faultAt) this.setFault('invalid_utf8', soundEnd, '');
    else if (faultAt >= end) this.setFault('truncated', faultAt, '');
    else this.setFault(code, faultAt, expected);
    return this.endLine('broken', end, lineEnd);
  }

  private setFault(code: JsonFaultCode, at: number, expected: string): void {
    const { bytes, offset } = this.window;
    const place = `byte ${at - this.at + 1} of the line`;
    this.record.describeFault = (): JsonFault => ({
      code,
      message: `The line is not valid JSON: ${textOfFault({ code, expected, bytes, at, place })}`,
      offset: offset + at,
    });
  }

  /** The line goes on behind what is in memory. @returns false, for `next` */
  private wait(): boolean {
    const { filled, offset } = this.window;
    // A carriage return may be the first byte of its end.
    if (filled - this.at > this.maxRecordBytes + 1) {
      this.isInLongLine = true;
      this.longLineOffset = offset + this.at;
      this.at = filled;
    }
    return false;
  }

  /** Looks for the end of a line of which nothing is kept. */
  private endLongLine(): boolean {
    const { filled } = this.window;
    const lineEnd = this.lineEndFrom(this.at);
    if (lineEnd === filled && !this.isLast) {
      this.at = filled;
      return false;
    }
    this.isInLongLine = false;
    this.record.set('oversized', lineEnd, lineEnd, this.longLineOffset);
    return this.moveBehind(lineEnd);
  }

  private moveBehind(lineEnd: number): boolean {
    const { filled, offset } = this.window;
    this.at = Math.min(lineEnd + 1, filled);
    this.endOffset = offset + this.at;
    return true;
  }

  private lineEndFrom(at: number): number {
    const { bytes, filled } = this.window;
    return Math.min(bytes.indexOf(LF, at), filled);
  }

  private withoutCr(lineEnd: number): number {
    return lineEnd > this.at && this.window.bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
  }

  /** Where the line stops to be UTF-8. */
  private utf8EndOf(lineEnd: number): number {
    if (lineEnd <= this.soundEnd) return lineEnd;
    const { bytes } = this.window;
    let at = this.at;
    // Most lines are ASCII, and short ones cost less here than a call.
    while (at < lineEnd && bytes[at]! < 0x80) at++;
    return at === lineEnd ? at : at + utf8End(bytes.subarray(at, lineEnd), lineEnd - at);
  }
}
