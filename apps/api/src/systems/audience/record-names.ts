import { type JsonRecord } from '@sluice/formats/json';
import { AppError } from '@sluice/kernel/errors';
import {
  fieldNameOf,
  IDENTITY_MEMBERS,
  type IdentityMember,
  MAX_FIELDS,
} from '@sluice/systems/audience';

/** A name that members of records have. */
export interface MemberName {
  /** Set when its value says whose the record is. */
  identity: IdentityMember | undefined;
  /** As it is listed among the fields of an upload. */
  field: string;
  isListed: boolean;
}

const IDENTITIES: ReadonlySet<string> = new Set(IDENTITY_MEMBERS);

/**
 * The names of members, over many records. Records of an upload are mostly alike, so a name is first compared with the
 * one that stood at its place in the record before, byte by byte; only where it differs it is decoded and looked up.
 */
export class RecordNames {
  /** All that {@link list} was given, first seen first. */
  readonly fields: string[] = [];
  /** Names of the last record that was read, by place; those behind its last member are older. */
  readonly ofMembers: MemberName[] = [];
  private readonly known = new Map<string, MemberName>();
  private readonly listed = new Set<string>();
  /** What the names in `ofMembers` looked like. */
  private readonly written: Buffer[] = [];

  /** @throws AppError 400 for more members than an upload can have fields */
  read(record: JsonRecord): void {
    const { bytes, memberCount, keyStarts, keyEnds } = record;
    if (memberCount > MAX_FIELDS) throw tooManyMembers(record.recordNumber);
    for (let member = 0; member < memberCount; member++) {
      const start = keyStarts[member]!;
      const end = keyEnds[member]!;
      if (isSame(this.written[member], bytes, start, end)) continue;
      this.ofMembers[member] = this.named(record.key(member));
      this.written[member] = Buffer.from(bytes.subarray(start, end));
    }
  }

  /** Adds the names of the record that was read last to the fields. */
  list({ memberCount }: JsonRecord): void {
    for (let member = 0; member < memberCount; member++) {
      const name = this.ofMembers[member]!;
      if (name.isListed) continue;
      name.isListed = true;
      if (this.listed.has(name.field)) continue;
      this.listed.add(name.field);
      this.fields.push(name.field);
    }
  }

  private named(key: string): MemberName {
    const known = this.known.get(key);
    if (known) return known;
    if (this.known.size >= MAX_FIELDS) throw tooManyFields();
    const identity = IDENTITIES.has(key) ? (key as IdentityMember) : undefined;
    const name = { identity, field: fieldNameOf(key), isListed: false };
    this.known.set(key, name);
    return name;
  }
}

function isSame(written: Buffer | undefined, bytes: Buffer, start: number, end: number): boolean {
  if (written?.length !== end - start) return false;
  for (let at = 0; at < written.length; at++) if (written[at] !== bytes[start + at]) return false;
  return true;
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
