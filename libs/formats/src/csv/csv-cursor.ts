import { type CsvBlock, type CsvFault, type CsvRow, type CsvShape, MAX_FIELDS } from './csv-block';
import { ByteClass, byteClasses, CR, LF, QUOTE } from './csv-classes';
import { type CsvWindow } from './csv-window';
import { type RowKind } from '../rows';

/** The end of a text file in DOS, which some programs still write. */
const CONTROL_Z = 0x1a;
/** Instead of the end of a row or field: it is not in the window. */
const INCOMPLETE = -1;
/** Instead of the end of a row or field: there is a fault, see `fault` and `faultAt`. */
const BROKEN = -2;

/**
 * Finds rows and fields in a window, by RFC 4180: fields in quotes may hold delimiters, line ends and doubled quotes.
 * Beyond it: lines end with CRLF, LF or CR; blanks around a field, or around its quotes, are left out; a quote inside
 * a field that does not begin with one is a character like others.
 *
 * A broken row ends with the line that it began in. When its fault is in a later line, a quote that was never meant
 * as one may have run over sound rows: the lines before that one are read anew, each as a row by itself. So no byte is
 * read more than a few times, and rows do not depend on where windows or blocks end.
 */
export class CsvCursor implements CsvBlock, CsvRow {
  readonly row = this;
  readonly starts = new Int32Array(MAX_FIELDS);
  readonly ends = new Int32Array(MAX_FIELDS);
  bytes: Buffer;
  mayHaveNul = false;
  fieldCount = 0;
  kind: RowKind = 'blank';
  fault: CsvFault | undefined = undefined;
  rawStart = 0;
  rawEnd = 0;

  private readonly classes: Uint8Array;
  private readonly columns: number | undefined;
  private readonly maxRowBytes: number;
  private filled = 0;
  private isLast = false;
  /** Where the next row begins. */
  private at = 0;
  /** Where the last row ended: before `at` while a long line is passed over. */
  private rowsEnd = 0;
  private isInLongLine = false;
  /** Rows that begin before it end with their line. */
  private linesUntil = 0;
  private faultAt = 0;
  private scratchAt = 0;

  constructor(
    private readonly window: CsvWindow,
    shape: CsvShape,
    public rowNumber: number,
  ) {
    this.bytes = window.bytes;
    this.classes = byteClasses(shape.delimiter);
    this.columns = shape.columns;
    this.maxRowBytes = shape.maxRowBytes;
  }

  get endOffset(): number {
    return this.window.offset + this.rowsEnd;
  }

  /** Leaves out bytes that are no rows. */
  skip(count: number): void {
    this.at += count;
    this.rowsEnd += count;
  }

  /** Stands before the rows that are in the window now. @param isLast nothing follows them */
  open(isLast: boolean): this {
    const { window } = this;
    this.bytes = window.bytes;
    this.filled = window.filled;
    this.isLast = isLast;
    this.linesUntil = 0;
    this.mayHaveNul = window.bytes.subarray(this.at, window.filled).includes(0);
    return this;
  }

  /** Makes room in the window for what follows; rows that nobody asked for are passed over. */
  close(): void {
    while (this.next());
    this.window.moveTo(this.at);
    this.rowsEnd -= this.at;
    this.at = 0;
  }

  next(): boolean {
    if (this.isInLongLine) return this.endLongLine();
    const { at, filled, maxRowBytes } = this;
    if (at >= filled) return false;
    const end = this.findFields(at);
    const next = end < 0 ? end : this.behindLineEnd(end);
    if (next === INCOMPLETE && filled - at <= maxRowBytes + 1) return false;
    if (next < 0 || end - at > maxRowBytes) return this.endBroken(at, end);
    this.endRow(end, next);
    return true;
  }

  private endRow(end: number, next: number): void {
    this.rawStart = this.at;
    this.rawEnd = end;
    this.at = next;
    this.rowsEnd = next;
    this.rowNumber++;
  }

  /** @returns where the row ends: at a line end, or behind the window; else INCOMPLETE or BROKEN */
  private findFields(at: number): number {
    const { bytes, classes, starts, ends } = this;
    this.scratchAt = this.window.scratchStart;
    this.fault = undefined;
    let position = at;
    let field = 0;
    let isBlank = true;
    for (;;) {
      let start = position;
      while (classes[bytes[start]!] === ByteClass.Blank) start++;
      if (bytes[start] === QUOTE) {
        position = this.findQuoted(at, start, field);
        if (position < 0) return position;
        if (starts[field]! < ends[field]!) isBlank = false;
      } else {
        position = start;
        while (classes[bytes[position]!]! >= ByteClass.Plain) position++;
        let end = position;
        while (end > start && classes[bytes[end - 1]!] === ByteClass.Blank) end--;
        starts[field] = start;
        ends[field] = end;
        if (start < end) isBlank = false;
      }
      field++;
      if (classes[bytes[position]!] === ByteClass.LineEnd) break;
      if (field === MAX_FIELDS) return this.breakAt('too_many_fields', position);
      position++;
    }
    this.fieldCount = field;
    if (isBlank || (position === this.filled && this.isEndMark(at))) this.kind = 'blank';
    else this.kind = this.columns === undefined || field === this.columns ? 'live' : 'ragged';
    return position;
  }

  /** Finds a field whose opening quote is at `quote`. @returns where the delimiter or line end behind it is */
  private findQuoted(rowAt: number, quote: number, field: number): number {
    const { bytes, classes, filled, isLast } = this;
    const isOneLine = rowAt < this.linesUntil;
    const limit = Math.min(filled, rowAt + this.maxRowBytes + 1);
    let doubled = 0;
    let end = quote + 1;
    for (;;) {
      while (end < limit && bytes[end] !== QUOTE) {
        if (isOneLine && classes[bytes[end]!] === ByteClass.LineEnd)
          return this.breakAt('unclosed_quote', end);
        end++;
      }
      if (end >= limit) return isLast || limit < filled ? this.breakAt('unclosed_quote', limit) : INCOMPLETE;
      if (end + 1 === filled) break;
      if (bytes[end + 1] !== QUOTE) break;
      doubled++;
      end += 2;
    }
    if (doubled === 0) {
      this.starts[field] = quote + 1;
      this.ends[field] = end;
    } else {
      this.copyUnquoted(quote + 1, end, field);
    }
    let behind = end + 1;
    while (classes[bytes[behind]!] === ByteClass.Blank) behind++;
    return classes[bytes[behind]!]! < ByteClass.Plain ? behind : this.breakAt('text_after_quote', behind);
  }

  /** Fields with doubled quotes are the only ones that are not read where they stand. */
  private copyUnquoted(from: number, to: number, field: number): void {
    const { bytes } = this;
    let at = this.scratchAt;
    this.starts[field] = at;
    for (let position = from; position < to; position++) {
      const byte = bytes[position]!;
      bytes[at++] = byte;
      if (byte === QUOTE) position++;
    }
    this.ends[field] = at;
    this.scratchAt = at;
  }

  private isEndMark(at: number): boolean {
    return this.isLast && this.filled - at === 1 && this.bytes[at] === CONTROL_Z;
  }

  /** A fault behind the bytes that a row may have is not looked at: the row is too long before it. */
  private breakAt(fault: CsvFault, faultAt: number): typeof BROKEN {
    const isTooLong = faultAt - this.at > this.maxRowBytes;
    this.fault = isTooLong ? 'row_too_long' : fault;
    this.faultAt = isTooLong ? this.at + this.maxRowBytes : faultAt;
    return BROKEN;
  }

  /** @param end what was found: a row that ends too late, one that does not end, or BROKEN */
  private endBroken(at: number, end: number): boolean {
    if (end !== BROKEN) this.breakAt('row_too_long', at + this.maxRowBytes + 1);
    const lineEnd = this.lineEndFrom(at);
    if (lineEnd - at > this.maxRowBytes) {
      this.isInLongLine = true;
      this.at = lineEnd;
      return this.endLongLine();
    }
    const next = this.behindLineEnd(lineEnd);
    if (next === INCOMPLETE) return false;
    if (this.faultAt > next) this.linesUntil = Math.max(this.linesUntil, this.lineStartBefore(this.faultAt));
    this.setBroken();
    this.endRow(lineEnd, next);
    return true;
  }

  /** Looks for the end of a line of which nothing is kept. */
  private endLongLine(): boolean {
    this.at = this.lineEndFrom(this.at);
    const next = this.behindLineEnd(this.at);
    if (next === INCOMPLETE) return false;
    this.isInLongLine = false;
    this.fault = 'row_too_long';
    this.setBroken();
    this.endRow(this.at, next);
    return true;
  }

  private setBroken(): void {
    this.kind = 'broken';
    this.fieldCount = 0;
  }

  private lineEndFrom(at: number): number {
    const { bytes, classes } = this;
    let end = at;
    while (classes[bytes[end]!] !== ByteClass.LineEnd) end++;
    return end;
  }

  /** @returns where the next line begins; INCOMPLETE when the window ends before that is known */
  private behindLineEnd(end: number): number {
    const { bytes, filled, isLast } = this;
    if (end === filled) return isLast ? filled : INCOMPLETE;
    if (bytes[end] !== CR) return end + 1;
    if (end + 1 === filled) return isLast ? filled : INCOMPLETE;
    return bytes[end + 1] === LF ? end + 2 : end + 1;
  }

  private lineStartBefore(position: number): number {
    const { bytes, classes } = this;
    let start = position;
    while (start > this.at && classes[bytes[start - 1]!] !== ByteClass.LineEnd) start--;
    return start;
  }
}
