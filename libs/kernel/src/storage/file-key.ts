import { uuidv7 } from 'uuidv7';

/** What {@link newFileKey} makes, and what older versions made. */
const KEY = /^[a-z0-9][a-z0-9_-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/;

/** A new key in a system's part of the store: `omr/2026-11-20/0193…`. */
export function newFileKey(system: string): string {
  return `${system}/${new Date().toISOString().slice(0, 10)}/${uuidv7()}`;
}

/** Keys are made by us, but they come back from rows: one that could lead elsewhere is refused. */
export function assertFileKey(key: string): void {
  if (!KEY.test(key) || key.includes('..')) throw new Error(`Not a file key: ${JSON.stringify(key)}`);
}
