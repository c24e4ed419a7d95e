import { type JsonRecord, KeyList } from '@sluice/formats/json';
import {
  IDENTITY_MEMBERS,
  type IdentityMember,
  type IdentityValues,
  MAX_FIELDS,
} from '@sluice/systems/audience';
import { MAX_NAME_BYTES, type NameList } from './field-names';

/** What stands for a value that is neither text nor null: it is never looked into. */
const NO_TEXT = false;
const USUAL_MEMBERS = 64;

/** Reads the members of records: their names, and the values of those that say whose a record is. */
export class RecordMembers {
  /** Those that say whose a record is come first, in their own order. */
  private readonly keys = new KeyList(IDENTITY_MEMBERS);
  /** By number of the name: it was told. */
  private readonly isTold = new Uint8Array(MAX_FIELDS + IDENTITY_MEMBERS.length);
  /** Numbers of the names of the record at hand. */
  private numbers = new Int32Array(USUAL_MEMBERS);
  private readonly values: Partial<Record<IdentityMember, unknown>> = {};

  /** The same object each time. Of a name that comes twice the last one counts, as JSON.parse has it. */
  read(record: JsonRecord): IdentityValues {
    const { values } = this;
    const { memberCount } = record;
    for (const name of IDENTITY_MEMBERS) values[name] = undefined;
    if (memberCount > this.numbers.length) this.numbers = new Int32Array(2 * memberCount);
    for (let member = 0; member < memberCount; member++) {
      const number = this.numberOf(record, member);
      this.numbers[member] = number;
      const name = IDENTITY_MEMBERS[number];
      if (name !== undefined) values[name] = valueOf(record, member);
    }
    return values;
  }

  /** Tells the names of the record that was read last. */
  tell({ memberCount }: JsonRecord, names: NameList): void {
    for (let member = 0; member < memberCount; member++) {
      const number = this.numbers[member]!;
      if (number < 0 || this.isTold[number] === 1) continue;
      this.isTold[number] = 1;
      names.add(this.keys.names[number]!);
    }
  }

  /** @returns -1 for a name that is not to be known */
  private numberOf(record: JsonRecord, member: number): number {
    const { keys } = this;
    const isLong = record.keyEnds[member]! - record.keyStarts[member]! > MAX_NAME_BYTES;
    return isLong || keys.names.length >= this.isTold.length
      ? keys.find(record, member)
      : keys.add(record, member);
  }
}

function valueOf(record: JsonRecord, member: number): unknown {
  switch (record.typeOf(member)) {
    case 'string':
      return record.string(member);
    case 'null':
      return null;
    default:
      return NO_TEXT;
  }
}
