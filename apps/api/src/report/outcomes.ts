import { type Bar, bars, type ChartNames, donut, type Slice, swatch } from './charts';
import { type Html, html, type HtmlValue } from './html';
import { type Locale } from './locale';
import { chartWithTable } from './report-page';
import { table } from './tables';

/**
 * What everything became: a ring, and its numbers beside it.
 * @param what head of the column of names, where they are no outcomes
 */
export function outcomes(names: ChartNames, slices: Slice[], locale: Locale, what?: string): Html {
  const { words, formats } = locale;
  const total = slices.reduce((sum, { value }) => sum + value, 0);
  const ring = donut(names, slices, { number: formats.number(total), name: words.total });
  const numbers = table({
    caption: names.title,
    columns: [
      { name: what ?? words.what },
      { name: words.count, kind: 'number' },
      { name: words.share, kind: 'number' },
    ],
    rows: slices.map(({ name, value, tone }) => [
      html`${swatch(tone)}${name}`,
      formats.number(value),
      formats.share(value, total),
    ]),
    foot: [words.total, formats.number(total), formats.share(total, total)],
  });
  return chartWithTable(ring, numbers, 'round');
}

/** Something that is counted by name. */
export interface Counted {
  name: string;
  parts: Bar['parts'];
  /** What the table has behind the name. */
  cells: HtmlValue[];
  /** What stands at the end of the bar; default: the sum of its parts. */
  label?: string;
}

/**
 * How many of each name: bars, and a table with the same numbers.
 * @param key what the colours mean
 */
export function countedBars(
  names: ChartNames,
  heads: [name: string, ...numbers: string[]],
  list: Counted[],
  { formats }: Locale,
  key?: Html,
): Html {
  const drawn = list.map(({ name, parts, label }) => {
    const sum = parts.reduce((before, { value }) => before + value, 0);
    return { name, parts, label: label ?? formats.number(sum) };
  });
  const [name, ...numbers] = heads;
  const rows = list.map((one) => [one.name, ...one.cells]);
  const columns = [
    { name, kind: 'value' as const },
    ...numbers.map((head) => ({ name: head, kind: 'number' as const })),
  ];
  return chartWithTable(html`${bars(names, drawn)}${key}`, table({ caption: names.title, columns, rows }));
}

/** What colours mean, in a line under a chart. */
export function legend(entries: Omit<Slice, 'value'>[]): Html {
  return html`<p class="legend">
    ${entries.map(({ name, tone }) => html`<span>${swatch(tone)}${name}</span> `)}
  </p>`;
}
