import { rows, type Sql } from '@sluice/kernel/db';
import { type ContentBatch } from '@sluice/systems/content';
import {
  bars,
  chartWithTable,
  ENGLISH,
  type Html,
  html,
  legend,
  type Section,
  shortened,
  table,
} from '../../report';

const { words } = ENGLISH;

/** Contents with bars of their own; a batch has a hundred at most. */
const MAX_BARS = 12;

const MAX_LABEL_DIGITS = 9;
const MAX_LINE_DIGITS = 12;

interface ChangedPrice {
  contentId: string;
  /** Decimal digits, in micro-STX. */
  before: string;
  after: string;
}

/** What contents cost before and after, where an operation set their prices. */
export async function pricesSection(sql: Sql, { id, parameters }: ContentBatch): Promise<Section[]> {
  const changed = await rows<ChangedPrice>(
    sql,
    `SELECT content_id AS "contentId", before->>'price' AS before, coalesce(values->>'price', $2) AS after
     FROM content_batch_items
     WHERE batch_id = $1 AND status = 'succeeded' AND repeats_position IS NULL AND before ? 'price'
       AND coalesce(values->>'price', $2) IS NOT NULL
     ORDER BY position`,
    [id, parameters.newPrice ?? null],
  );
  if (changed.length === 0) return [];
  const names = {
    title: 'Prices before and after (micro-STX)',
    description: `Two bars for each of the first ${Math.min(changed.length, MAX_BARS)} contents.`,
  };
  // As long as a bar is drawn, the digits that a double loses are not seen.
  const drawn = changed.slice(0, MAX_BARS).flatMap(({ contentId, before, after }) => [
    { name: contentId, parts: [{ value: Number(before), tone: 'pale' as const }], label: labelOf(before) },
    { name: '', parts: [{ value: Number(after), tone: 'plain' as const }], label: labelOf(after) },
  ]);
  const numbers = table({
    caption: names.title,
    columns: [
      { name: 'Content', kind: 'value' },
      { name: 'Before', kind: 'number' },
      { name: 'After', kind: 'number' },
    ],
    rows: changed.map(({ contentId, before, after }) => [
      shortened(contentId),
      digitsOf(before),
      digitsOf(after),
    ]),
  });
  const key = legend([
    { name: 'Before', tone: 'pale' },
    { name: 'After', tone: 'plain' },
  ]);
  const more =
    changed.length > MAX_BARS &&
    html`<p class="more">${words.more(String(MAX_BARS), String(changed.length - MAX_BARS))}</p>`;
  const chart = html`${bars(names, drawn)}${key}${more}`;
  return [{ heading: 'Prices', body: chartWithTable(chart, numbers) }];
}

/** What has room at the end of a bar: of very long prices their size. */
function labelOf(digits: string): string {
  return digits.length <= MAX_LABEL_DIGITS ? grouped(digits) : Number(digits).toExponential(2);
}

/** In a cell, where long ones may go on in the next line. */
function digitsOf(digits: string): Html | string {
  if (digits.length <= MAX_LINE_DIGITS) return grouped(digits);
  return html`<span class="digits">${grouped(digits)}</span>`;
}

/** Exact however long: prices go up to 2^128 − 1. */
export function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}
