import { rows, type Sql } from '@sluice/kernel/db';
import { type OmrBatch } from '@sluice/systems/omr';
import {
  chartWithTable,
  columns,
  ENGLISH,
  type Html,
  html,
  legend,
  table,
  type TimeColumn,
} from '../../report';

const { words, formats } = ENGLISH;

/** Spans of time that a chart is cut into, at most. */
const MAX_SPANS = 12;
/** Lengths that people count in. */
const SPAN_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400,
];
const DAY_MS = 86_400_000;

interface Range {
  first: Date | null;
  last: Date | null;
}

interface Span {
  at: number;
  processed: number;
  failed: number;
}

/** How many sheets came to their end when; counted by Postgres. */
export async function throughputChart(sql: Sql, { id }: OmrBatch): Promise<Html> {
  const [range] = await rows<Range>(
    sql,
    'SELECT min(processed_at) AS first, max(processed_at) AS last FROM omr_sheets WHERE batch_id = $1',
    [id],
  );
  if (!range?.first || !range.last) return html`<p class="nothing">${words.nothing}</p>`;
  const { first, last } = range;
  const seconds = spanSecondsOf(last.getTime() - first.getTime());
  const found = await rows<Span>(
    sql,
    `SELECT floor(extract(epoch FROM processed_at - $2::timestamptz) / $3)::int AS at,
       count(*) FILTER (WHERE status = 'processed')::int AS processed,
       count(*) FILTER (WHERE status = 'failed')::int AS failed
     FROM omr_sheets WHERE batch_id = $1 AND processed_at IS NOT NULL GROUP BY at ORDER BY at`,
    [id, first, seconds],
  );
  return chartOf(allSpans(found), first, seconds, last.getTime() - first.getTime() > DAY_MS);
}

/** The shortest length of which few enough cover the time. */
function spanSecondsOf(ms: number): number {
  const seconds = ms / 1_000;
  const fits = (length: number): boolean => seconds / length < MAX_SPANS;
  return SPAN_SECONDS.find(fits) ?? Math.floor(seconds / MAX_SPANS) + 1;
}

/** Those without a sheet as well: nothing happened then. */
function allSpans(found: Span[]): Span[] {
  const byPlace = new Map(found.map((span) => [span.at, span]));
  const count = Math.max(...byPlace.keys()) + 1;
  return Array.from({ length: count }, (_, at) => byPlace.get(at) ?? { at, processed: 0, failed: 0 });
}

function chartOf(spans: Span[], first: Date, seconds: number, isLong: boolean): Html {
  const nameOf = (at: number): string => {
    const time = new Date(first.getTime() + at * seconds * 1_000);
    return isLong ? formats.day(time) : formats.clock(time);
  };
  const length = formats.duration(seconds * 1_000);
  const title = `Sheets per ${length}`;
  const stacks = spans.map(({ processed, failed }, at): TimeColumn => ({
    name: nameOf(at),
    parts: [
      { value: processed, tone: 'good' },
      { value: failed, tone: 'bad' },
    ],
  }));
  const description = `${spans.length} spans of ${length} each, from ${nameOf(0)} UTC on.`;
  const chart = columns({ title, description }, stacks, formats.number);
  const numbers = table({
    caption: title,
    columns: [
      { name: 'From (UTC)' },
      { name: 'Processed', kind: 'number' },
      { name: 'Failed', kind: 'number' },
    ],
    rows: spans.map(({ processed, failed }, at) => [
      nameOf(at),
      formats.number(processed),
      formats.number(failed),
    ]),
  });
  const key = legend([
    { name: 'Processed', tone: 'good' },
    { name: 'Failed', tone: 'bad' },
  ]);
  return chartWithTable(html`${chart}${key}`, numbers);
}
