import { type Html, html } from './html';

/** What a colour says; the same everywhere in a report. */
export type Tone = 'good' | 'bad' | 'warn' | 'open' | 'plain' | 'pale';

/** What every chart tells those who do not see it. */
export interface ChartNames {
  title: string;
  description: string;
}

export interface Slice {
  name: string;
  value: number;
  tone: Tone;
}

/** A bar whose parts stand one behind the other. */
export interface Bar {
  name: string;
  parts: Omit<Slice, 'name'>[];
  /** What stands at its end, such as `1,250.00`. */
  label: string;
}

const CHART_WIDTH = 440;
/** Room for a name, and for the label at the end of a bar. */
const NAME_WIDTH = 150;
const LABEL_WIDTH = 80;
const BAR_HEIGHT = 13;
/** Between the middles of two bars, and of those that belong together. */
const ROW_HEIGHT = 24;
const CLOSE_ROW_HEIGHT = 17;
/** A part that is there is seen, however small it is. */
const MIN_PART_WIDTH = 1.5;

function svg(width: number, height: number, { title, description }: ChartNames, body: Html): Html {
  return html`<svg
    role="img"
    viewBox="0 0 ${width} ${round(height)}"
    width="${width}"
    height="${round(height)}"
    xmlns="http://www.w3.org/2000/svg"
  >
    <title>${title}</title>
    <desc>${description}</desc>
    ${body}
  </svg>`;
}

const DONUT_SIZE = 190;
const RADIUS = 72;
const RING_WIDTH = 30;

/** A ring of slices around a number; without anything to show a pale ring. */
export function donut(names: ChartNames, slices: Slice[], middle: { number: string; name: string }): Html {
  const total = slices.reduce((sum, { value }) => sum + value, 0);
  const around = 2 * Math.PI * RADIUS;
  let before = 0;
  const arcs = slices
    .filter(({ value }) => value > 0)
    .map(({ value, tone }) => {
      const length = (value / total) * around;
      const arc = ring(
        tone,
        html`stroke-dasharray="${round(length)} ${round(around)}" stroke-dashoffset="${round(-before)}"`,
      );
      before += length;
      return arc;
    });
  const body = html`<g transform="translate(95 95)">
    <g transform="rotate(-90)">${ring('pale', html``)}${arcs}</g>
    <text class="middle" text-anchor="middle" y="4">${middle.number}</text>
    <text class="small" text-anchor="middle" y="24">${middle.name}</text>
  </g>`;
  return svg(DONUT_SIZE, DONUT_SIZE, names, body);
}

function ring(tone: Tone, dashes: Html): Html {
  return html`<circle
    r="${RADIUS}"
    fill="none"
    class="line-${tone}"
    stroke-width="${RING_WIDTH}"
    ${dashes}
  />`;
}

/** Bars that lie, one under the other, all to the same scale. One without a name belongs to the one above. */
export function bars(names: ChartNames, list: Bar[]): Html {
  const longest = Math.max(...list.map(({ parts }) => sumOf(parts)), 0);
  const room = CHART_WIDTH - NAME_WIDTH - LABEL_WIDTH;
  let y = 4 - ROW_HEIGHT;
  const rows = list.map(({ name, parts, label }) => {
    y += name === '' ? CLOSE_ROW_HEIGHT : ROW_HEIGHT;
    let x = NAME_WIDTH;
    const rects = parts
      .filter(({ value }) => value > 0)
      .map(({ value, tone }) => {
        const width = Math.max((value / longest) * room, MIN_PART_WIDTH);
        const rect = html`<rect
          x="${round(x)}"
          y="${y}"
          width="${round(width)}"
          height="${BAR_HEIGHT}"
          class="fill-${tone}"
        />`;
        x += width;
        return rect;
      });
    return html`<text x="${NAME_WIDTH - 10}" y="${y + 11}" text-anchor="end">${cut(name)}</text>${rects}<text
        x="${round(x + 6)}"
        y="${y + 11}"
        class="small"
        >${label}</text
      >`;
  });
  const height = Math.max(y, 0) + BAR_HEIGHT + 5;
  const axis = html`<line x1="${NAME_WIDTH}" y1="0" x2="${NAME_WIDTH}" y2="${height}" class="axis" />`;
  return svg(CHART_WIDTH, height, names, html`${rows}${axis}`);
}

/** A column of a chart over time. */
export type Column = Omit<Bar, 'label'>;

const COLUMNS_HEIGHT = 150;
const AXIS_LEFT = 46;
const AXIS_TOP = 12;
const AXIS_BOTTOM = 26;

/**
 * Columns that stand, side by side, over a scale. The first, the middle and the last are named.
 * @param numberOf how the scale writes its numbers
 */
export function columns(names: ChartNames, list: Column[], numberOf: (value: number) => string): Html {
  const top = roundUp(Math.max(...list.map(({ parts }) => sumOf(parts)), 1));
  const width = (CHART_WIDTH - AXIS_LEFT) / Math.max(list.length, 1);
  const base = AXIS_TOP + COLUMNS_HEIGHT;
  const lines = [0, top / 2, top].map((value) => {
    const y = round(base - (value / top) * COLUMNS_HEIGHT);
    return html`<line x1="${AXIS_LEFT}" y1="${y}" x2="${CHART_WIDTH}" y2="${y}" class="axis" />
      <text x="${AXIS_LEFT - 8}" y="${y + 4}" text-anchor="end" class="small">${numberOf(value)}</text>`;
  });
  const last = list.length - 1;
  const stacks = list.map(({ name, parts }, at) => {
    const x = AXIS_LEFT + at * width;
    return html`${stack(parts, x + width * 0.15, width * 0.7, base, top)}${nameUnder(name, at, last, x, width)}`;
  });
  return svg(CHART_WIDTH, base + AXIS_BOTTOM, names, html`${lines}${stacks}`);
}

/** Names at the ends stay inside the drawing. */
function nameUnder(name: string, at: number, last: number, x: number, width: number): Html | undefined {
  const y = AXIS_TOP + COLUMNS_HEIGHT + 18;
  const text = (place: number, anchor: string): Html =>
    html`<text x="${round(place)}" y="${y}" text-anchor="${anchor}" class="small">${name}</text>`;
  if (at === 0) return text(x, 'start');
  if (at === last) return text(CHART_WIDTH, 'end');
  return at === Math.floor(last / 2) ? text(x + width / 2, 'middle') : undefined;
}

function stack(parts: Column['parts'], x: number, width: number, base: number, top: number): Html[] {
  let y = base;
  return parts
    .filter(({ value }) => value > 0)
    .map(({ value, tone }) => {
      const height = Math.max((value / top) * COLUMNS_HEIGHT, MIN_PART_WIDTH);
      y -= height;
      return html`<rect
        x="${round(x)}"
        y="${round(y)}"
        width="${round(width)}"
        height="${round(height)}"
        class="fill-${tone}"
      />`;
    });
}

/** The little square of a colour beside its name in a table. */
export function swatch(tone: Tone): Html {
  return html`<svg class="swatch" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
    <rect width="10" height="10" class="fill-${tone}" />
  </svg>`;
}

function sumOf(parts: { value: number }[]): number {
  return parts.reduce((sum, { value }) => sum + value, 0);
}

/** The next even number of the form 1, 2, 4, 6, 10 × 10ⁿ: half of it is whole. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 6, 10].find((times) => times * power >= value) ?? 10;
  return Math.max(step * power, 2);
}

/** A name as far as there is room for it: characters are not equally wide, and marks of Thai take none. */
function cut(name: string): string {
  const room = NAME_WIDTH - 12;
  const characters = [...name];
  let width = 0;
  const over = characters.findIndex((character) => (width += widthOf(character)) > room);
  return over === -1 ? name : `${characters.slice(0, over - 1).join('')}…`;
}

/** Pixels, about. */
function widthOf(character: string): number {
  if (/\p{M}/u.test(character)) return 0;
  if (/[iIjlftr.,:;'|!() -]/.test(character)) return 4.5;
  if (/[\p{Lu}mw@%…]/u.test(character)) return 8.5;
  return character > '\u2e7f' ? 13 : 6.8;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
