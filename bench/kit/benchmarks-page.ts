import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { CLONE_ROOT } from '@sluice/tools/paths';
import { markdownTable } from '@sluice/test/proof/reliability-page';
import { drawChart } from './chart';
import { type Figure, type Figures, type FigureTable } from './figures';
import { type FigureId, type Goal, GOALS } from './goals';

const PAGE = join(CLONE_ROOT, 'docs', 'benchmarks.md');
const CHART = join(CLONE_ROOT, 'docs', 'benchmarks.svg');

/** A path that has been measured. */
export interface MeasuredPath extends Goal {
  figure: Figure;
}

/** Writes docs/benchmarks.md and its chart anew. */
export function writeBenchmarksPage({ figures, tables }: Figures): void {
  const measured = (Object.keys(GOALS) as FigureId[]).flatMap((id): MeasuredPath[] => {
    const figure = figures[id];
    return figure ? [{ ...GOALS[id], figure }] : [];
  });
  writeFileSync(CHART, drawChart(measured));
  writeFileSync(PAGE, page(measured, Object.values(tables)));
}

function page(measured: MeasuredPath[], tables: FigureTable[]): string {
  return `# Benchmarks

Made by \`npm run bench\`, which puts each path beside an anchor in the same run: medians of several rounds in turn, the first
dropped. Absolute figures move with the machine and the hour; the ratio is what counts. This one: ${machine()}.

![Ours ÷ anchor of each path, with its goal](benchmarks.svg)

${markdownTable(
  ['path', 'anchor', 'ours', 'anchor’s', 'unit', 'ours ÷ anchor', 'goal', 'measured', 'note'],
  measured.map(({ path, anchor, goal, figure }) => [
    path,
    anchor,
    rate(figure.ours),
    rate(figure.anchor),
    figure.unit,
    ratio(figure),
    goal === undefined ? '–' : `${goal}`,
    figure.measuredOn,
    figure.note ?? '',
  ]),
)}

What readers of QR codes reach stands in [qr-strength.md](qr-strength.md).
${tables.map(({ title, header, rows, measuredOn }) => `\n## ${title}\n\nMeasured ${measuredOn}.\n\n${markdownTable(header, rows)}\n`).join('')}`;
}

function machine(): string {
  const model = cpus()[0]?.model.trim() || 'unknown processor';
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} cores (${model}), ${gib} GiB of memory, Node ${process.versions.node}`;
}

function rate(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function ratio({ ratio: { median, low, high } }: Figure): string {
  return `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}
