import { type ContentItemsPayload } from './content.jobs';

/** Items a piece has: some milliseconds of work, so that owners interleave and progress moves. */
export const ITEMS_PER_PIECE = 25;
/** The same where each item is a call of the chain, which takes a node's round trip. */
export const CALLS_PER_PIECE = 5;

/**
 * Cuts places of a batch, by ascending position and without repeats, into pieces. Ranges of two pieces never
 * overlap; what lies in a range but is not among the positions has ended, or repeats another.
 */
export function cutItemsIntoPieces(
  batchId: string,
  positions: readonly number[],
  { callsChain }: { callsChain: boolean },
): ContentItemsPayload[] {
  const size = callsChain ? CALLS_PER_PIECE : ITEMS_PER_PIECE;
  const pieces: ContentItemsPayload[] = [];
  for (let at = 0; at < positions.length; at += size) {
    const [from = 0, ...rest] = positions.slice(at, at + size);
    pieces.push({ batchId, from, to: rest.at(-1) ?? from });
  }
  return pieces;
}
