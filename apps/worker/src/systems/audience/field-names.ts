import { type NameList } from './sent-records';

/** More names, or more text, than any table has: nobody looks at such a list, and it must not grow with the file. */
const MAX_NAMES = 10_000;
const MAX_LENGTH = 1024 * 1024;

/** Halves of characters, which may stand in JSON by escapes. */
const SURROGATES = /\p{Surrogate}/gu;

/** Names as Postgres takes them, in text and jsonb alike. */
function storable(name: string): string {
  return name.replaceAll('\0', '\uFFFD').replace(SURROGATES, '\uFFFD');
}

/** The names of all members that records have, first seen first. */
export class FieldNames implements NameList {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  private length = 0;
  private taken: number;

  /** @param known names that were told before */
  constructor(known: readonly string[]) {
    for (const name of known) this.add(name);
    this.taken = this.names.length;
  }

  add(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.length += name.length;
    if (this.names.length >= MAX_NAMES || this.length > MAX_LENGTH) return -1;
    this.numbers.set(name, this.names.length);
    return this.names.push(storable(name)) - 1;
  }

  /** Names that are new since the last time. */
  takeNew(): string[] {
    const added = this.names.slice(this.taken);
    this.taken = this.names.length;
    return added;
  }
}
