import { BLANKS, CLOSE_ARRAY, COMMA, OPEN_OBJECT, VALUE_STARTS, ValueStart } from './json-bytes';
import { type JsonErrorCode, JsonError, type JsonFaultCode, textOfFault } from './json-error';
import { type JsonBlock, type JsonCheckpoint, type JsonLimits, type JsonMembers } from './json-record';
import { type JsonWindow, utf8End } from './json-window';
import { ScannedRecord } from './scanned-record';
import { BROKEN, INCOMPLETE } from './token-scanner';
import { ValueScanner } from './value-scanner';

/** Where in its records a file is. `FirstRecord` may be the end of the array as well. */
export const enum Stage {
  Outside,
  FirstRecord,
  Record,
  InOversized,
  BehindRecord,
}

const EXPECTED: Record<Stage, string> = {
  [Stage.Outside]: 'a value',
  [Stage.FirstRecord]: 'a record or ]',
  [Stage.Record]: 'a record',
  [Stage.InOversized]: '',
  [Stage.BehindRecord]: 'a comma or ]',
};

/** Finds the records of an array in a window; what is around the array is left to those who extend it. */
export abstract class RecordsCursor implements JsonBlock {
  abstract readonly members: JsonMembers;
  abstract readonly checkpoint: JsonCheckpoint;
  readonly record: ScannedRecord;
  endOffset: number;

  protected readonly scanner: ValueScanner;
  protected stage = Stage.Outside;
  /** Where it goes on: what is behind has to stay in memory. */
  protected at = 0;
  /** Where whole characters of UTF-8 end. */
  protected end = 0;
  protected isBegun = false;
  protected isOver = false;
  private readonly maxRecordBytes: number;
  private isLast = false;
  /** Where in the file an oversized record began. */
  private oversizedOffset = 0;

  constructor(
    protected readonly window: JsonWindow,
    limits: JsonLimits,
    from: JsonCheckpoint | undefined,
  ) {
    this.record = new ScannedRecord(from?.recordNumber ?? 0);
    this.scanner = new ValueScanner(this.record, BLANKS, limits.maxDepth);
    this.maxRecordBytes = limits.maxRecordBytes;
    this.endOffset = window.offset;
    if (from !== undefined && from.recordNumber > 0) {
      this.isBegun = true;
      this.stage = Stage.BehindRecord;
    }
  }

  /** Takes what is in front of the next record or behind all. @returns false when more has to be in memory for that */
  protected abstract passOutside(): boolean;

  /** Takes the closing bracket of the records. */
  protected abstract endRecords(): void;

  /** Leaves out bytes that are no JSON. */
  skip(count: number): void {
    this.at += count;
  }

  /** Stands before the records that are in the window now. @param isLast nothing follows them */
  open(isLast: boolean): this {
    const { window, record } = this;
    record.bytes = window.bytes;
    record.isAscii = window.isAscii;
    this.end = record.isAscii ? window.filled : utf8End(window.bytes, window.filled);
    this.isLast = isLast;
    return this;
  }

  /** Makes room in the window for what follows; records that nobody asked for are passed over. */
  close(): void {
    while (this.next());
    this.window.moveTo(this.at);
    this.scanner.at -= this.at;
    this.at = 0;
  }

  next(): boolean {
    for (;;) {
      if (this.stage === Stage.InOversized) return this.passOversized();
      this.at = this.skipBlanks(this.at);
      if (this.at >= this.end) return this.wait();
      switch (this.stage) {
        case Stage.BehindRecord:
          if (this.isAt(COMMA)) this.pass(Stage.Record);
          else if (this.isAt(CLOSE_ARRAY)) this.endRecords();
          else throw this.unexpected(EXPECTED[this.stage], this.at);
          break;
        case Stage.FirstRecord:
        case Stage.Record:
          if (!this.isAt(CLOSE_ARRAY) || this.stage === Stage.Record) return this.scanRecord();
          this.endRecords();
          break;
        case Stage.Outside:
          if (!this.passOutside()) return this.wait();
      }
    }
  }

  protected isAt(byte: number): boolean {
    return this.window.bytes[this.at] === byte;
  }

  protected pass(stage: Stage): void {
    this.at++;
    this.stage = stage;
    this.isBegun = true;
  }

  protected skipBlanks(from: number): number {
    const { bytes } = this.window;
    let at = from;
    while (BLANKS[bytes[at]!] === 1) at++;
    return at;
  }

  /** Scans a value that is no record. @returns as {@link ValueScanner.scan} */
  protected scanOther(at: number): number {
    this.scanner.begin(at);
    this.scanner.listNothing();
    return this.scanner.scan(this.window.bytes, this.end, this.isWhole);
  }

  protected error(code: JsonErrorCode, text: string, at: number): JsonError {
    return new JsonError(code, text, this.window.offset + at);
  }

  /** The outermost value is another than it should be. @param shape in words */
  protected wrongShape(shape: string): JsonError {
    const isValue = VALUE_STARTS[this.window.bytes[this.at]!] !== ValueStart.None;
    if (!isValue) return this.unexpected(`${shape}`, this.at);
    return this.error('wrong_shape', `The JSON should be ${shape}`, this.at);
  }

  protected unexpected(expected: string, at: number): JsonError {
    return this.textError('syntax', expected, at, undefined);
  }

  /** The fault that the scanner found. */
  protected fault(recordNumber?: number): JsonError {
    const { faultCode, faultAt, expected } = this.scanner;
    return this.textError(faultCode, expected, faultAt, recordNumber);
  }

  private scanRecord(): boolean {
    const { scanner, at } = this;
    const offset = this.window.offset + at;
    scanner.begin(at);
    const end = scanner.scan(this.window.bytes, this.end, this.isWhole);
    if (end === BROKEN) throw this.fault(this.record.recordNumber + 1);
    if (end === INCOMPLETE) {
      if (this.end - at <= this.maxRecordBytes) return this.wait();
      scanner.listNothing();
      this.oversizedOffset = offset;
      this.at = scanner.at;
      this.stage = Stage.InOversized;
      return this.wait();
    }
    if (end - at > this.maxRecordBytes) this.record.set('oversized', end, end, offset);
    else this.record.set(this.isAt(OPEN_OBJECT) ? 'object' : 'other', at, end, offset);
    return this.endRecord(end);
  }

  /** Goes on in a record of which nothing is kept. */
  private passOversized(): boolean {
    const end = this.scanner.scan(this.window.bytes, this.end, this.isWhole);
    if (end === BROKEN) throw this.fault(this.record.recordNumber + 1);
    if (end === INCOMPLETE) {
      this.at = this.scanner.at;
      return this.wait();
    }
    this.record.set('oversized', end, end, this.oversizedOffset);
    return this.endRecord(end);
  }

  private endRecord(end: number): boolean {
    this.at = end;
    this.endOffset = this.window.offset + end;
    this.stage = Stage.BehindRecord;
    return true;
  }

  private get isWhole(): boolean {
    return this.isLast && this.end === this.window.filled;
  }

  /** All that is in memory was taken. @returns false, for `next` */
  private wait(): boolean {
    const { filled } = this.window;
    const recordNumber = this.isInRecord ? this.record.recordNumber + 1 : undefined;
    // A character may be cut in two, but it has no more bytes than four.
    const isUtf8 = this.end === filled || (!this.isLast && filled - this.end < 4);
    if (!isUtf8) throw this.textError('invalid_utf8', '', this.end, recordNumber);
    if (this.isLast && !this.isBegun)
      throw this.error('empty', 'There is no JSON, nothing but blanks', filled);
    if (this.isLast && !this.isOver) throw this.textError('truncated', '', filled, recordNumber);
    return false;
  }

  private get isInRecord(): boolean {
    if (this.stage === Stage.InOversized) return true;
    return this.stage <= Stage.Record && this.stage !== Stage.Outside && this.at < this.end;
  }

  private textError(code: JsonFaultCode, expected: string, at: number, recordNumber?: number): JsonError {
    const { bytes, offset } = this.window;
    const fault = { code, expected, bytes, at, place: `offset ${offset + at}` };
    const subject =
      recordNumber === undefined ? 'The JSON is not valid' : `Record ${recordNumber} is not valid JSON`;
    return new JsonError(code, `${subject}: ${textOfFault(fault)}`, offset + at, recordNumber);
  }
}
