import { type JsonRecord } from '@sluice/formats/json';
import { type RecordChange } from './audience.schemas';

/** A change, ready to be made: the JSON of each value by name, and the names that are taken away. */
export interface RecordPatch {
  set: ReadonlyMap<string, string>;
  unset: ReadonlySet<string>;
}

export function patchOf({ set = {}, unset = [] }: RecordChange): RecordPatch {
  const values = Object.entries(set).map(([name, value]) => [name, JSON.stringify(value)] as const);
  return { set: new Map(values), unset: new Set(unset) };
}

/**
 * The JSON of a record with some members changed. Those that are not keep their text and their order, new ones come
 * last. Of a name that came twice only the last counts for readers of JSON, so that is the one that is changed.
 */
export function mergedRecord(record: JsonRecord, { set, unset }: RecordPatch): string {
  const lastOf = new Map<string, number>();
  for (let member = 0; member < record.memberCount; member++) lastOf.set(record.key(member), member);
  const members: string[] = [];
  for (let member = 0; member < record.memberCount; member++) {
    const name = record.key(member);
    const value = set.get(name);
    if (value === undefined && unset.has(name)) continue;
    if (value === undefined) members.push(`${writtenName(record, member)}:${writtenValue(record, member)}`);
    else if (lastOf.get(name) === member) members.push(`${writtenName(record, member)}:${value}`);
  }
  for (const [name, value] of set) {
    if (!lastOf.has(name)) members.push(`${JSON.stringify(name)}:${value}`);
  }
  return `{${members.join(',')}}`;
}

function writtenName({ bytes, keyStarts, keyEnds }: JsonRecord, member: number): string {
  return `"${bytes.toString('utf8', keyStarts[member], keyEnds[member])}"`;
}

function writtenValue({ bytes, valueStarts, valueEnds }: JsonRecord, member: number): string {
  return bytes.toString('utf8', valueStarts[member], valueEnds[member]);
}
