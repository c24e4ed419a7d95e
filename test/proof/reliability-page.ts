import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLONE_ROOT } from '@sluice/tools/paths';

export const RELIABILITY_PAGE = join(CLONE_ROOT, 'docs', 'reliability.md');

/** Puts a suite's table between its two marks in docs/reliability.md, in place of the one before. */
export function writeSection(suite: 'faults' | 'corpus' | 'attacks', markdown: string): void {
  const page = readFileSync(RELIABILITY_PAGE, 'utf8');
  writeFileSync(RELIABILITY_PAGE, withSection(page, suite, markdown));
}

/** @throws Error when the page lacks the marks */
export function withSection(page: string, suite: string, markdown: string): string {
  const [open, close] = [`<!-- ${suite} -->`, `<!-- /${suite} -->`];
  const [start, end] = [page.indexOf(open), page.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`The page lacks ${open} … ${close}`);
  return `${page.slice(0, start + open.length)}\n\n${markdown.trim()}\n\n${page.slice(end)}`;
}

/** A GitHub table, its columns as wide as prettier makes them. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(cells[0] as string[]), rule, ...cells.slice(1).map(line)].join('\n');
}

/** When, where and from which seed a table was made. */
export function runNote(seed: number, startedAt: Date, tookMs: number): string {
  const day = startedAt.toISOString().slice(0, 10);
  return `Made ${day} with \`--seed ${seed}\` in ${Math.round(tookMs / 1000)} s on Node ${process.versions.node}.`;
}
