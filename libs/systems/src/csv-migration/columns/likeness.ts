import { type MigrationColumn } from './column.notation';
import { headersOf } from './column-headers';

/** A header of a file, ready to be compared. */
export interface ComparedHeader {
  normalized: string;
  words: readonly string[];
}

/** Longer headers, in letters and in words, are sentences. */
const LONGEST_HEADER = 60;
const MOST_WORDS = 8;
/** How much a word must be like another to count as the same. */
const SAME_WORD = 0.75;
/** Shorter names are alike by chance. */
const SHORTEST = 3;

/** How much a header is like the best of a column's names, from 0 to 1. */
export function likeness(column: MigrationColumn, { normalized, words }: ComparedHeader): number {
  if (normalized === '' || normalized.length > LONGEST_HEADER || words.length > MOST_WORDS) return 0;
  let best = 0;
  for (const other of headersOf(column).all)
    best = Math.max(best, editLikeness(normalized, other.normalized), wordLikeness(words, other.words));
  return best;
}

/** Words in common, slips of the hand behind their first letter forgiven, per word of both (Dice). */
function wordLikeness(one: readonly string[], other: readonly string[]): number {
  const shared = other.filter((word) => one.some((candidate) => isSameWord(candidate, word))).length;
  return Math.min(1, (2 * shared) / (one.length + other.length));
}

function isSameWord(one: string, other: string): boolean {
  if (one === other) return true;
  return one.charCodeAt(0) === other.charCodeAt(0) && editLikeness(one, other) >= SAME_WORD;
}

const previous = new Uint8Array(256);
const current = new Uint8Array(256);

/** 1 minus the edits (Levenshtein) from one to the other per letter of the longer one; 0 for what is below a half. */
function editLikeness(one: string, other: string): number {
  const longer = Math.max(one.length, other.length);
  const shorter = Math.min(one.length, other.length);
  // At least the difference in length has to be added.
  if (shorter < SHORTEST || 2 * shorter < longer || longer >= previous.length) return 0;
  for (let at = 0; at <= other.length; at++) previous[at] = at;
  for (let row = 1; row <= one.length; row++) {
    const letter = one.charCodeAt(row - 1);
    let left = row;
    current[0] = row;
    for (let at = 1; at <= other.length; at++) {
      const replaced = (previous[at - 1] as number) + (other.charCodeAt(at - 1) === letter ? 0 : 1);
      left = Math.min(replaced, (previous[at] as number) + 1, left + 1);
      current[at] = left;
    }
    previous.set(current.subarray(0, other.length + 1));
  }
  const edits = previous[other.length] as number;
  return 2 * edits > longer ? 0 : 1 - edits / longer;
}
