import { type JsonRecord } from '@sluice/formats/json';
import { IDENTITY_MEMBERS, type IdentityMember, type IdentityValues } from '@sluice/systems/audience';
import { equalBytes } from './equal-bytes';

/** What stands for a value that is neither text nor null: it is never looked into. */
const NO_TEXT = false;

/** The members that are looked for, by the length of their names: most others are told apart by it alone. */
const BY_LENGTH: readonly (readonly [Buffer, IdentityMember][])[] = (() => {
  const byLength: [Buffer, IdentityMember][][] = Array.from(
    { length: 1 + Math.max(...IDENTITY_MEMBERS.map((name) => name.length)) },
    () => [],
  );
  for (const name of IDENTITY_MEMBERS) byLength[name.length]?.push([Buffer.from(name), name]);
  return byLength;
})();

/** Reads of a record what says whose it is, and decodes nothing else. */
export class IdentityReader {
  private readonly values: Partial<Record<IdentityMember, unknown>> = {};

  /** The same object each time. Of a name that comes twice the last one counts, as JSON.parse has it. */
  read(record: JsonRecord): IdentityValues {
    const { values } = this;
    for (const name of IDENTITY_MEMBERS) values[name] = undefined;
    const { memberCount } = record;
    for (let member = 0; member < memberCount; member++) {
      const name = nameOf(record, member);
      if (name !== undefined) values[name] = valueOf(record, member);
    }
    return values;
  }
}

function nameOf(record: JsonRecord, member: number): IdentityMember | undefined {
  if (record.keyEscapes[member] === 1) {
    const key = record.key(member);
    return IDENTITY_MEMBERS.find((name) => name === key);
  }
  const start = record.keyStarts[member]!;
  const end = record.keyEnds[member]!;
  const candidates = BY_LENGTH[end - start];
  if (candidates === undefined) return undefined;
  for (const [bytes, name] of candidates) {
    if (equalBytes(bytes, record.bytes, start)) return name;
  }
  return undefined;
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
