import { type JsonRecord, KeyList } from '@sluice/formats/json';
import { fieldNameOf, MAX_FIELDS } from '@sluice/systems/audience';
import { MAX_NAME_BYTES } from './field-names';

const QUOTE = 0x22;
const SPACE = 0x20;
const BACKSLASH = 0x5c;

/** A member of records, and how many records have something in it: neither null nor a blank text. */
export interface FilledField {
  field: string;
  filled: number;
}

/** Counts, over records, what is filled in. */
export class FillCounts {
  private readonly keys = new KeyList();
  private readonly filled = new Float64Array(MAX_FIELDS);
  /** By number of the name, the last record in which it was filled in. */
  private readonly filledIn = new Float64Array(MAX_FIELDS);
  private record = 0;

  add(record: JsonRecord): void {
    this.record++;
    for (let member = 0; member < record.memberCount; member++) {
      const number = this.numberOf(record, member);
      if (number < 0) continue;
      // Of a name that comes twice the last one counts.
      if (this.filledIn[number] === this.record) this.filled[number]!--;
      const isFilled = isFilledIn(record, member);
      this.filledIn[number] = isFilled ? this.record : 0;
      if (isFilled) this.filled[number]!++;
    }
  }

  /** All of them, first seen first. */
  fields(): FilledField[] {
    return this.keys.names.map((name, number) => ({
      field: fieldNameOf(name),
      filled: this.filled[number]!,
    }));
  }

  private numberOf(record: JsonRecord, member: number): number {
    const { keys } = this;
    const isLong = record.keyEnds[member]! - record.keyStarts[member]! > MAX_NAME_BYTES;
    return isLong || keys.names.length >= MAX_FIELDS ? keys.find(record, member) : keys.add(record, member);
  }
}

function isFilledIn(record: JsonRecord, member: number): boolean {
  const { bytes } = record;
  const start = record.valueStarts[member]!;
  if (bytes[start] !== QUOTE) return record.typeOf(member) !== 'null';
  const first = bytes[start + 1]!;
  if (first === QUOTE) return false;
  // Most texts begin with a letter; of the others it is seen what they are.
  if (first > SPACE && first < 0x80 && first !== BACKSLASH) return true;
  return record.string(member).trim() !== '';
}
