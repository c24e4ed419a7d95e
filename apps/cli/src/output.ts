import { once } from 'node:events';
import { styleText } from 'node:util';
import Table from 'cli-table3';

type Style = Parameters<typeof styleText>[0];
type Stream = NodeJS.WriteStream;

/** Where results go. Messages about them go to the other stream, so that results can be piped. */
export interface Output {
  line(text?: string): void;
  /** For programs: one JSON text. */
  json(value: unknown): void;
  /** As they are; settles when the stream has room for more. */
  bytes(chunk: Uint8Array): Promise<void>;
  /** Columns aligned under a header; `right` names those of numbers. */
  table(header: string[], rows: string[][], right?: string[]): void;
  /** Only on a terminal, and not with NO_COLOR. */
  style(style: Style, text: string): string;
  /** Empties a terminal's screen; elsewhere does nothing. */
  clear(): void;
}

/** Text of others, without what would steer a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\ufffd');
}

export function outputTo(stream: Stream): Output {
  const line = (text = ''): void => void stream.write(`${text}\n`);
  // Colours know NO_COLOR and FORCE_COLOR themselves.
  const style = (format: Style, text: string): string => styleText(format, text, { stream });
  return {
    line,
    json: (value) => line(JSON.stringify(value)),
    async bytes(chunk) {
      if (!stream.write(chunk)) await once(stream, 'drain');
    },
    table(header, rows, right = []) {
      const table = new Table({
        head: header.map((name) => style('bold', name)),
        colAligns: header.map((name) => (right.includes(name) ? 'right' : 'left')),
        style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2, compact: true },
        chars: NO_LINES,
      });
      table.push(...rows);
      for (const row of table.toString().split('\n')) line(row.trimEnd());
    },
    style,
    clear: () => void (stream.isTTY && stream.write('\u001b[2J\u001b[H')),
  };
}

const NO_LINES = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((place) => [place, '']),
);
