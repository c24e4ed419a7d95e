import winston from 'winston';

/** A structured logger; `child` adds fields (request id, job id) to every line that follows. */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  child(fields: Record<string, unknown>): Log;
}

const SECRET_FIELD = /password|secret|token|authorization|cookie|private_?key|refresh/i;
const URL_CREDENTIALS = /(\w+:\/\/[^\s:/@]*):[^\s@/]+@/g;
const URL_PASSWORD = /([?&]\w*password=)[^&\s]+/gi;

/** Secrets never reach a log line, whatever field they come in. */
const redact = winston.format((info) => {
  for (const [name, value] of Object.entries(info)) info[name] = clean(name, value);
  return info;
});

function clean(name: string, value: unknown, depth = 0): unknown {
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (SECRET_FIELD.test(name)) return '[redacted]';
  if (typeof value === 'string') return withoutPasswords(value);
  if (value instanceof Error) return describeError(value);
  if (depth > 4) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => clean('', item, depth + 1));
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, clean(k, v, depth + 1)]));
  }
  return String(value);
}

function withoutPasswords(text: string): string {
  return text.replace(URL_CREDENTIALS, '$1:[redacted]@').replace(URL_PASSWORD, '$1[redacted]');
}

/** Postgres puts row values into `detail` and `where`: only the fields named here are logged. */
function describeError(error: Error): Record<string, unknown> {
  const { code, cause } = error as Error & { code?: unknown; cause?: unknown };
  return {
    name: error.name,
    message: withoutPasswords(error.message),
    ...(code === undefined ? {} : { code }),
    stack: error.stack === undefined ? undefined : withoutPasswords(error.stack),
    ...(cause instanceof Error ? { cause: describeError(cause) } : {}),
  };
}

/**
 * JSON lines on stdout. `fields` (the program's name, its process) stand in every line, and what `around` says at the
 * time (the trace it belongs to).
 */
export function createLog(
  level: string,
  fields: Record<string, unknown> = {},
  around: () => object | undefined = () => undefined,
): Log {
  const surroundings = winston.format((info) => Object.assign(info, around()));
  return winston.createLogger({
    level,
    defaultMeta: fields,
    format: winston.format.combine(
      surroundings(),
      redact(),
      winston.format.timestamp(),
      winston.format.json(),
    ),
    transports: [new winston.transports.Console()],
  });
}

/** A log that says nothing, for tests that do not look at it. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
