interface Row {
  contentId: string;
  isRemoved: boolean;
}

/**
 * What is chosen after a click on a row, which is chosen from then on or not any more, and with it all rows up to the one
 * clicked before where a range is asked for. Removed contents can't be chosen.
 * @param at the row's index @param from that of the other end of the range
 */
export function chooseRows(
  rows: readonly Row[],
  chosen: ReadonlySet<string>,
  at: number,
  from = at,
): ReadonlySet<string> {
  const next = new Set(chosen);
  const isAdding = !chosen.has(rows[at]?.contentId ?? '');
  for (const { contentId, isRemoved } of rows.slice(Math.min(at, from), Math.max(at, from) + 1)) {
    if (!isAdding) next.delete(contentId);
    else if (!isRemoved) next.add(contentId);
  }
  return next;
}

/** The next row in a direction that can be chosen; undefined when there is none. */
export function nextToChoose(rows: readonly Row[], at: number, step: 1 | -1): number | undefined {
  for (let next = at + step; next >= 0 && next < rows.length; next += step) {
    if (!rows[next]?.isRemoved) return next;
  }
  return undefined;
}
