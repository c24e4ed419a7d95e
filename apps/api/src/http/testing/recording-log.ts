import { type Log } from '@sluice/kernel/log';

export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  fields: Record<string, unknown>;
}

/** A log that keeps its lines for tests to look at. */
export function recordingLog(lines: LogLine[] = [], common: Record<string, unknown> = {}): Log {
  const record =
    (level: LogLine['level']) =>
    (message: string, fields: Record<string, unknown> = {}): void =>
      void lines.push({ level, message, fields: { ...common, ...fields } });
  return {
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
    child: (fields) => recordingLog(lines, { ...common, ...fields }),
  };
}
