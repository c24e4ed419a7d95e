import { MultiBar, Presets } from 'cli-progress';
import { printable } from './output';

type Stream = NodeJS.WriteStream;

/** How far something is. */
export interface ProgressBar {
  update(done: number, total: number, note?: string): void;
  /** Leaves it as it is. */
  finish(): void;
}

export interface ProgressBars {
  bar(label: string, unit: string): ProgressBar;
  /** Ends the live part: whatever follows is plain output. */
  close(): void;
}

/** How often a line says where it is when the output is no terminal. */
const PLAIN_STEP_PERCENT = 20;

/** Bars on a terminal, lines into a file or a pipe. */
export function progressBars(stream: Stream = process.stderr): ProgressBars {
  return stream.isTTY === true ? liveBars(stream) : plainBars(stream);
}

function liveBars(stream: Stream): ProgressBars {
  const bars = new MultiBar(
    {
      format: '{label} {bar} {counts}  {note}',
      stream,
      fps: 10,
      barsize: 30,
      linewrap: false,
      // Ctrl-C ends the command at once; a cursor that was hidden would stay so.
      hideCursor: false,
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  return {
    bar(label, unit) {
      const bar = bars.create(1, 0, { label: printable(label), counts: '', note: '' });
      return {
        update(done, total, note = '') {
          // A bar of nothing would be full.
          bar.setTotal(Math.max(total, 1));
          bar.update(done, { counts: `${percentOf(done, total)}%  ${done}/${total} ${unit}`, note });
        },
        finish: () => undefined,
      };
    },
    close: () => bars.stop(),
  };
}

function percentOf(done: number, total: number): number {
  return total > 0 ? Math.floor((100 * done) / total) : 0;
}

function plainBars(stream: Stream): ProgressBars {
  return {
    bar(label, unit) {
      let told = { percent: -Infinity, text: '' };
      let last = '';
      const tell = (percent: number): void => {
        if (last !== told.text) stream.write(`${last}\n`);
        told = { percent, text: last };
      };
      return {
        update(done, total, note = '') {
          const percent = percentOf(done, total);
          last = `${printable(label)}: ${done}/${total} ${unit}${note === '' ? '' : `, ${note}`}`;
          if (percent - told.percent >= PLAIN_STEP_PERCENT) tell(percent);
        },
        finish: () => tell(100),
      };
    },
    close: () => undefined,
  };
}
