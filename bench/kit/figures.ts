import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLONE_ROOT } from '@sluice/tools/paths';
import { writeBenchmarksPage } from './benchmarks-page';
import { type FigureId } from './goals';
import { type Comparison } from './measure';

const DATA = join(CLONE_ROOT, 'docs', 'benchmarks.json');

/** One path beside its anchor. */
export interface Figure {
  unit: string;
  /** Medians. */
  ours: number;
  anchor: number;
  /** Ours ÷ anchor, paired round by round. */
  ratio: { median: number; low: number; high: number };
  /** Most memory of the programs concerned, and whatever else belongs beside the figure. */
  note?: string;
  measuredOn: string;
}

/** What no ratio can say: cost per item, memory by size of the input, latencies. */
export interface FigureTable {
  title: string;
  header: string[];
  rows: string[][];
  measuredOn: string;
}

/** All that docs/benchmarks.md is made from. A run of some benchmarks replaces what those have measured, and no more. */
export interface Figures {
  figures: Partial<Record<FigureId, Figure>>;
  tables: Record<string, FigureTable>;
}

/** Enters a contender of a comparison, by its name, into docs/benchmarks.md. */
export function publish(
  id: FigureId,
  comparison: Comparison,
  { ours, unit, note }: { ours: string; unit: string; note?: string },
): void {
  const [ratio, anchorRate, ourRate] = [
    comparison.ratios[ours],
    comparison.rates[comparison.anchor],
    comparison.rates[ours],
  ];
  if (!ratio || anchorRate === undefined || ourRate === undefined)
    throw new Error(`${id}: there is no contender ${ours}`);
  const figure: Figure = { unit, ours: ourRate, anchor: anchorRate, ratio, measuredOn: today() };
  update(({ figures }) => (figures[id] = note === undefined ? figure : { ...figure, note }));
}

/** Enters a table into docs/benchmarks.md, in place of the one of that id. */
export function publishTable(id: string, table: Omit<FigureTable, 'measuredOn'>): void {
  update(({ tables }) => (tables[id] = { ...table, measuredOn: today() }));
}

function update(change: (figures: Figures) => void): void {
  const figures = existsSync(DATA)
    ? (JSON.parse(readFileSync(DATA, 'utf8')) as Figures)
    : { figures: {}, tables: {} };
  change(figures);
  writeFileSync(DATA, `${JSON.stringify(figures, null, 2)}\n`);
  writeBenchmarksPage(figures);
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
