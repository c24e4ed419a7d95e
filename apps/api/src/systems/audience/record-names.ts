import { type JsonRecord, KeyList } from '@sluice/formats/json';
import { AppError } from '@sluice/kernel/errors';
import { fieldNameOf, IDENTITY_MEMBERS, type IdentityMember, MAX_FIELDS } from '@sluice/systems/audience';

/** Places of {@link IDENTITY_MEMBERS} by their names. */
const IDENTITIES: ReadonlyMap<string, number> = new Map(IDENTITY_MEMBERS.map((name, at) => [name, at]));
const NONE = -1;

/** The names of members, over many records. */
export class RecordNames {
  /** All that {@link list} was given, first seen first. */
  readonly fields: string[] = [];
  private readonly keys = new KeyList();
  /** By the number of a name: which of the members it is that say whose a record is. */
  private readonly identities: number[] = [];
  /** By that: the member of the record that was read last. */
  private readonly members = new Int32Array(IDENTITY_MEMBERS.length);
  private readonly isListed: boolean[] = [];
  private readonly listed = new Set<string>();
  /** Numbers of the names of the record that was read last. */
  private numbers = new Int32Array(64);

  /** @throws AppError 400 for more names, here or in all, than an upload can have fields */
  read(record: JsonRecord): void {
    const { memberCount, recordNumber } = record;
    if (memberCount > MAX_FIELDS) throw tooManyMembers(recordNumber);
    if (memberCount > this.numbers.length) this.numbers = new Int32Array(2 * memberCount);
    this.members.fill(NONE);
    for (let member = 0; member < memberCount; member++) {
      const number = this.keys.add(record, member);
      if (number === this.identities.length) {
        this.identities.push(IDENTITIES.get(this.keys.names[number]!) ?? NONE);
      }
      this.numbers[member] = number;
      const identity = this.identities[number]!;
      // Of a name that comes twice the last one counts, as for JSON.parse.
      if (identity !== NONE) this.members[identity] = member;
    }
    if (this.keys.names.length > MAX_FIELDS) throw tooManyFields();
  }

  /** Where the record that was read last has such a member; -1 when it has none. */
  memberOf(name: IdentityMember): number {
    return this.members[IDENTITIES.get(name)!]!;
  }

  /** Adds the names of the record that was read last to the fields. */
  list({ memberCount }: JsonRecord): void {
    for (let member = 0; member < memberCount; member++) {
      const number = this.numbers[member]!;
      if (this.isListed[number]) continue;
      this.isListed[number] = true;
      const field = fieldNameOf(this.keys.names[number]!);
      if (this.listed.has(field)) continue;
      this.listed.add(field);
      this.fields.push(field);
    }
  }
}

function tooManyMembers(recordNumber: number): AppError {
  const message = `Record ${recordNumber} has more than ${MAX_FIELDS} members`;
  return new AppError('too_many_fields', 400, message, { details: [{ record: recordNumber, message }] });
}

export function tooManyFields(): AppError {
  return new AppError(
    'too_many_fields',
    400,
    `The records of an upload may have ${MAX_FIELDS} different fields at most`,
  );
}
