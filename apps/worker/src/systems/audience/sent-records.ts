import { type JsonCheckpoint } from '@sluice/formats/json';
import { type IdentityValues } from '@sluice/systems/audience';
import { type NameList } from './field-names';

/** How far the bytes of an upload have been read. Plain JSON: the checkpoint of the job. */
export interface Place {
  /** Records that are done, those that are no good included. */
  number: number;
  /** Bytes that are done; for the readers, of the UTF-8 that a file in UTF-16 becomes. */
  offset: number;
  /** Of a reader of JSON. */
  json?: JsonCheckpoint;
}

export const BEGINNING: Place = { number: 0, offset: 0 };

/** Why something that should be a record is none. */
export interface RecordFault {
  /** Stored: see `audience_rejections.code`. */
  code: string;
  /** For people, to be said of the record: `is …`, `has …`. */
  message: string;
}

/** Stands on one record at a time. */
export interface SentRecord {
  /** Counts records from 1 as they were sent. */
  readonly number: number;
  /** Undefined when it is an object, written as JSON. */
  readonly fault: RecordFault | undefined;
  /** Where its JSON is; of what is no record, whatever was sent. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** The members that say whose it is; the same object for each record. */
  identityValues(): IdentityValues;
  /** Tells the names of its members, after its values were read. */
  tellNames(names: NameList): void;
}

/** Records that are in memory together. */
export interface SentBlock {
  readonly record: SentRecord;
  /** Moves to the next record; false when the block has none left. */
  next(): boolean;
  /** Behind the record that it stands on, or all of them; undefined where reading can't begin anew. */
  place(): Place | undefined;
}

/** The bytes of an upload can't be read as records, for a reason its owner is told. */
export class UnreadableUpload extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableUpload';
  }
}
