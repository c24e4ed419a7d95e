import { type JsonRecord } from './json-record';

const FNV_PRIME = 0x01000193;
/** What no name in UTF-8 is. */
const NO_NAME = Buffer.of(0xff);

/**
 * Names of members, numbered from 0 in the order in which they came. A name is looked up by its bytes, and decoded
 * only when it has escapes or is new; records whose members come in the order of the list are the fastest. How many
 * names there can be is for its owner to bound: `add` only while there are not too many.
 */
export class KeyList {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly utf8: Buffer[] = [];
  /** Numbers of names plus 1, at the place that their hash says or the next that was free; 0 is free. */
  private table = new Int32Array(256);
  /** Without it somebody could send names that all have the same place. */
  private readonly seed = Math.floor(Math.random() * 0x1_0000_0000) | 0;
  private last = -1;

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.addName(name);
  }

  /** @returns the number of a member's name, -1 when it is not in the list */
  find(record: JsonRecord, member: number): number {
    if (record.keyEscapes[member] === 1) return this.numbers.get(record.key(member)) ?? -1;
    const { bytes } = record;
    const start = record.keyStarts[member]!;
    const end = record.keyEnds[member]!;
    const next = this.last + 1 < this.names.length ? this.last + 1 : 0;
    if (this.isSame(next, bytes, start, end)) return (this.last = next);
    const number = this.table[this.placeOf(bytes, start, end)]! - 1;
    if (number >= 0) this.last = number;
    return number;
  }

  /** @returns the number of a member's name, which is put at the end of the list when it is new */
  add(record: JsonRecord, member: number): number {
    const number = this.find(record, member);
    return number < 0 ? this.addName(record.key(member)) : number;
  }

  private addName(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const bytes = Buffer.from(name);
    const number = this.names.push(name) - 1;
    this.numbers.set(name, number);
    // A name with half a character, which only an escape can be, is not found by bytes.
    this.utf8.push(bytes.toString() === name ? bytes : NO_NAME);
    if (2 * this.names.length > this.table.length) this.growTable();
    else this.enter(number);
    return number;
  }

  private growTable(): void {
    this.table = new Int32Array(2 * this.table.length);
    for (let number = 0; number < this.names.length; number++) this.enter(number);
  }

  private enter(number: number): void {
    const bytes = this.utf8[number]!;
    if (bytes !== NO_NAME) this.table[this.placeOf(bytes, 0, bytes.length)] = number + 1;
  }

  /** The place of a name, or the free one where it would be. */
  private placeOf(bytes: Buffer, start: number, end: number): number {
    const { table } = this;
    let hash = this.seed;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, FNV_PRIME);
    let place = (hash ^ (hash >>> 15)) & (table.length - 1);
    while (table[place] !== 0 && !this.isSame(table[place]! - 1, bytes, start, end)) {
      place = (place + 1) & (table.length - 1);
    }
    return place;
  }

  private isSame(number: number, bytes: Buffer, start: number, end: number): boolean {
    const name = this.utf8[number];
    if (name === undefined || name.length !== end - start) return false;
    for (let i = 0; i < name.length; i++) {
      if (name[i] !== bytes[start + i]) return false;
    }
    return true;
  }
}
