import { type MeasuredPath } from './benchmarks-page';

const WIDTH = 960;
const LABELS = 430;
const ROW = 24;
const TOP = 34;
const VALUES = 70;
/** Ratios from here on are as long as this one. */
const LONGEST = 2;

/** A bar for each path, as long as ours ÷ anchor, with a mark where its goal is. */
export function drawChart(measured: MeasuredPath[]): string {
  const height = TOP + measured.length * ROW + 12;
  const one = x(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Ours divided by the anchor, path by path">
<style>
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .reached { fill: #2da44e; } .near { fill: #d4a72c; } .short { fill: #cf222e; } .watched { fill: #8c959f; }
  .goal { stroke: #24292f; stroke-width: 2; } .one { stroke: #8c959f; stroke-dasharray: 3 3; }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .goal { stroke: #e6edf3; } }
</style>
<line class="one" x1="${one}" x2="${one}" y1="${TOP - 8}" y2="${height - 8}"/>
<text x="${one}" y="18" text-anchor="middle">the anchor</text>
${measured.map(row).join('\n')}
</svg>
`;
}

function row({ path, goal, first, figure }: MeasuredPath, index: number): string {
  const y = TOP + index * ROW;
  const { median } = figure.ratio;
  const tone =
    goal === undefined ? 'watched' : median >= goal ? 'reached' : median >= (first ?? 0) ? 'near' : 'short';
  const mark =
    goal === undefined
      ? ''
      : `<line class="goal" x1="${x(goal)}" x2="${x(goal)}" y1="${y - 2}" y2="${y + 16}"/>`;
  return (
    `<text x="${LABELS - 10}" y="${y + 12}" text-anchor="end">${escape(path)}</text>` +
    `<rect class="${tone}" x="${LABELS}" y="${y}" width="${x(median) - LABELS}" height="14" rx="2"/>${mark}` +
    `<text x="${x(median) + 8}" y="${y + 12}">${median.toFixed(2)}</text>`
  );
}

function x(ratio: number): number {
  return Math.round(LABELS + (Math.min(ratio, LONGEST) / LONGEST) * (WIDTH - LABELS - VALUES));
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
