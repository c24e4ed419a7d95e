import { styleText } from 'node:util';
import { MultiBar, Presets } from 'cli-progress';

/** How often a bar says where it is when its output is no terminal. */
const PLAIN_STEP_PERCENT = 20;

export interface ProgressLine {
  /** `done` of the total are through; `note` stands behind the bar. */
  update(done: number, note?: string): void;
  /** The total became known or changed. */
  setTotal(total: number): void;
  /** Leaves the line as it is; later updates do nothing. */
  finish(note?: string): void;
}

/** The screen of the demo: live bars on a terminal, plain lines into a file or a pipe. */
export interface DemoTerminal {
  line(text: string): void;
  bar(label: string, total: number): ProgressLine;
  /** Prints rows under a header, columns aligned. Call it after {@link DemoTerminal.close}. */
  table(header: string[], rows: string[][]): void;
  good(text: string): string;
  bad(text: string): string;
  /** Ends the live part: whatever follows is plain output. */
  close(): void;
}

type Output = NodeJS.WriteStream;

/** @param output where to print; live bars only when it is a terminal */
export function demoTerminal(output: Output = process.stdout): DemoTerminal {
  const isLive = output.isTTY === true;
  const bars = isLive ? liveBars(output) : undefined;
  const line = (text: string) => {
    if (bars?.isActive) bars.log(`${text}\n`);
    else output.write(`${text}\n`);
  };
  const colour = (name: 'green' | 'red', text: string) => (isLive ? styleText(name, text) : text);
  return {
    line,
    bar: (label, total) => (bars ? liveBar(bars, label, total) : plainBar(line, label, total)),
    table(header, rows) {
      for (const text of tableLines(header, rows)) output.write(`${text}\n`);
    },
    good: (text) => colour('green', text),
    bad: (text) => colour('red', text),
    close() {
      if (!bars?.isActive) return;
      // Lines wait for the next redraw, and stop() draws the bars only.
      bars.update();
      bars.stop();
    },
  };
}

function liveBars(output: Output): MultiBar {
  const options = {
    format: '  {label} {bar} {percentage}%  {value}/{total}  {note}',
    stream: output,
    hideCursor: true,
    fps: 10,
    barsize: 30,
    autopadding: true,
    linewrap: false,
    // Ctrl-C is for whoever started the stack; it calls close().
    gracefulExit: false,
  };
  return new MultiBar(options, Presets.shades_classic);
}

function liveBar(bars: MultiBar, label: string, total: number): ProgressLine {
  const bar = bars.create(total, 0, { label: label.padEnd(14), note: '' });
  let finished = false;
  return {
    update(done, note) {
      if (!finished) bar.update(done, note === undefined ? {} : { note });
    },
    setTotal: (known) => bar.setTotal(known),
    finish(note) {
      if (finished) return;
      finished = true;
      bar.update(note === undefined ? {} : { note });
      bar.stop();
    },
  };
}

function plainBar(print: (text: string) => void, label: string, total: number): ProgressLine {
  let known = total;
  let last = { done: 0, note: '' };
  let printedPercent = 0;
  let finished = false;
  let shown = '';
  const show = () => {
    const text = `  ${label}: ${last.done}/${known}${last.note ? `  ${last.note}` : ''}`;
    if (text !== shown) print(text);
    shown = text;
  };
  return {
    update(done, note) {
      if (finished) return;
      last = { done, note: note ?? last.note };
      const percent = known > 0 ? Math.floor((100 * done) / known) : 0;
      if (percent - printedPercent < PLAIN_STEP_PERCENT) return;
      printedPercent = percent;
      show();
    },
    setTotal: (value) => void (known = value),
    finish(note) {
      if (finished) return;
      finished = true;
      last = { ...last, note: note ?? last.note };
      show();
    },
  };
}

/** The lines of a table: header, rule, rows; the last column is not padded. */
export function tableLines(header: string[], rows: string[][]): string[] {
  const widths = header.map((title, i) =>
    Math.max(...[title, ...rows.map((row) => row[i] ?? '')].map(width)),
  );
  const render = (cells: string[]) =>
    `  ${cells.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - width(cell))).join('  ')}`.trimEnd();
  return [
    render(header),
    `  ${widths.map((columns) => '─'.repeat(columns)).join('  ')}`,
    ...rows.map(render),
  ];
}

/** Columns a text takes: colour codes and marks that stand above or below their letter take none. */
function width(text: string): number {
  const visible = text.replace(/\x1b\[[0-9;]*m/g, '').replace(/\p{Mn}/gu, '');
  return [...visible].length;
}
