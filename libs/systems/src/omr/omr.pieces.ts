import { type ProcessSheetsPayload } from './omr.jobs';

/** Sheets a piece has: about a third of a second of work, so that owners interleave and progress moves. */
export const SHEETS_PER_PIECE = 8;

/** Cuts the sheets to be processed, by ascending index, into pieces. Ranges of two pieces never overlap. */
export function cutIntoPieces(batchId: string, indexes: number[]): ProcessSheetsPayload[] {
  const pieces: ProcessSheetsPayload[] = [];
  for (let at = 0; at < indexes.length; at += SHEETS_PER_PIECE) {
    const [from = 0, ...rest] = indexes.slice(at, at + SHEETS_PER_PIECE);
    pieces.push({ batchId, from, to: rest.at(-1) ?? from });
  }
  return pieces;
}
