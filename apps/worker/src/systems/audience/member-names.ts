import { type JsonRecord } from '@sluice/formats/json';
import { equalBytes } from './equal-bytes';
import { type NameList } from './sent-records';

const NONE = -1;

/**
 * Numbers the names of members. Records of one upload mostly have the same names in the same order, so each name is
 * first compared, as bytes, with the one that stood there in the record before.
 */
export class MemberNames {
  /** By number, as first seen. */
  private readonly spellings: Buffer[] = [];
  /** By place in the record before. */
  private before = new Int32Array(64).fill(NONE);

  /** Makes the names of a record known. */
  tell(record: JsonRecord, names: NameList): void {
    for (let member = 0; member < record.memberCount; member++) this.numberOf(record, member, names);
  }

  /** @returns as {@link NameList.add} */
  numberOf(record: JsonRecord, member: number, names: NameList): number {
    if (member >= this.before.length) this.grow();
    const start = record.keyStarts[member]!;
    const end = record.keyEnds[member]!;
    const before = this.before[member]!;
    if (before !== NONE) {
      const spelling = this.spellings[before]!;
      if (spelling.length === end - start && equalBytes(spelling, record.bytes, start)) return before;
    }
    const number = names.add(record.key(member));
    this.before[member] = number;
    if (number !== NONE) this.spellings[number] ??= Buffer.from(record.bytes.subarray(start, end));
    return number;
  }

  private grow(): void {
    const grown = new Int32Array(2 * this.before.length).fill(NONE);
    grown.set(this.before);
    this.before = grown;
  }
}
