import { type JsonFault } from './json-error';

/**
 * `envelope`: an object with a member that is the array of records. `array`: the array of records. `lines`: a record
 * a line (NDJSON), blank lines allowed.
 */
export type JsonShape = 'envelope' | 'array' | 'lines';

/**
 * `object`: a record as it should be. `other`: a value of another type. `oversized`: more bytes than a record may have.
 * `broken`: a line that is no JSON; where records are in an array, such a fault ends the reading.
 */
export type JsonRecordKind = 'object' | 'other' | 'oversized' | 'broken';

export type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';

/**
 * Stands on one record at a time, its members as ranges of bytes: nothing is decoded or copied until somebody asks.
 * Ranges point into `bytes` and are as sent. The arrays are the same from one record to the next until a record has
 * more members than any before: take them anew for each record.
 *
 * All members are listed as they stand there. When a name comes twice both are; JSON.parse takes the last.
 */
export interface JsonRecord {
  readonly bytes: Buffer;
  /** The record's JSON. Empty when it is oversized; the line when it is broken, without its line end. */
  readonly start: number;
  readonly end: number;
  /** Where it begins in the file. */
  readonly offset: number;
  /** Counts records of all kinds from 1. */
  readonly recordNumber: number;
  readonly kind: JsonRecordKind;
  /** Of a `broken` record. */
  readonly fault: JsonFault | undefined;
  /** Whether any string in it has an escape, such as the `\u0000` that Postgres does not take in jsonb. */
  readonly hasEscapes: boolean;
  /** Members of an `object`, else 0. */
  readonly memberCount: number;
  /** The names, without their quotes. */
  readonly keyStarts: Int32Array;
  readonly keyEnds: Int32Array;
  /** 1 when the name has escapes. */
  readonly keyEscapes: Uint8Array;
  /** The values' JSON, quotes of a string included. */
  readonly valueStarts: Int32Array;
  readonly valueEnds: Int32Array;
  /** 1 when the value is a string with escapes, or has one in it. */
  readonly valueEscapes: Uint8Array;
  /** The name of a member, decoded as JSON.parse does. @param member counted from 0 */
  key(member: number): string;
  typeOf(member: number): JsonType;
  /** The value of a member that is a string, decoded as JSON.parse does; lone surrogates in escapes stay. */
  string(member: number): string;
}

/** Where reading can begin anew behind a record. Plain JSON, to be stored beside what was made of the records. */
export interface JsonCheckpoint {
  shape: JsonShape;
  /** Bytes of the file up to the end of the record. */
  offset: number;
  recordNumber: number;
  /** Other members of an envelope that were read up to there. */
  members: JsonMembers;
}

/** Members of an envelope as JSON.parse gives them, without a prototype. */
export type JsonMembers = Record<string, unknown>;

/** Records that are in memory together; there may be none. */
export interface JsonBlock {
  readonly record: JsonRecord;
  /** Moves to the next record; false when the block has none left. @throws JsonError */
  next(): boolean;
  /** Bytes of the file up to the end of the record that the cursor stands on, or of the last one before it. */
  readonly endOffset: number;
  /** Behind the record that the cursor stands on. */
  readonly checkpoint: JsonCheckpoint;
  /**
   * All members of an envelope but its records, the last one when a name comes twice. It is one object, complete
   * when the reading has ended; those in front of the records are there from the first record on.
   */
  readonly members: JsonMembers;
}

/** What a record may be. */
export interface JsonLimits {
  maxRecordBytes: number;
  maxDepth: number;
}
