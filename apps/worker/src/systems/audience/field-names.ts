import { fieldNameOf, MAX_FIELDS } from '@sluice/systems/audience';

/** A name that is longer is not listed: what is known of an upload must not grow with it. */
export const MAX_NAME_BYTES = 1_000;

/** Where names of members are gathered. */
export interface NameList {
  add(name: string): void;
}

/** The names of all members that records have, first seen first. Those beyond {@link MAX_FIELDS} are not listed. */
export class FieldNames implements NameList {
  private readonly names: Set<string>;
  private added: string[] = [];

  /** @param known names that were told before */
  constructor(known: readonly string[]) {
    this.names = new Set(known);
  }

  add(name: string): void {
    const field = fieldNameOf(name);
    if (this.names.size >= MAX_FIELDS || this.names.has(field)) return;
    this.names.add(field);
    this.added.push(field);
  }

  /** Names that are new since the last time. */
  takeNew(): string[] {
    const { added } = this;
    this.added = [];
    return added;
  }
}
