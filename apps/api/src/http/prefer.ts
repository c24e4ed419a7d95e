/** What a request's `Prefer` header asks for, as far as we know it. */
export interface Preferences {
  /** RFC 7240 §4.3: how long the client would wait for the end. */
  waitSeconds?: number;
  /** RFC 7240 §4.1: answer 202 rather than let the client wait; together with `wait`, after that time. */
  respondAsync: boolean;
}

/** More is not refused, only not waited for. */
export const MAX_WAIT_SECONDS = 60;

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const WORD = `(?:${TOKEN}|"(?:[^"\\\\]|\\\\.)*")`;
/** RFC 7240 §2: `preference = token [ BWS "=" BWS word ] *( OWS ";" [ OWS parameter ] )`, separated by commas. */
const PREFERENCE = new RegExp(
  `\\s*(${TOKEN})(?:\\s*=\\s*(${WORD}))?((?:\\s*;(?:\\s*${TOKEN}(?:\\s*=\\s*${WORD})?)?)*)\\s*(?:,|$)`,
  'y',
);

/**
 * Reads a `Prefer` header. Preferences are wishes: what is unknown, malformed or out of range is as if it had
 * not been sent, never an error (RFC 7240 §2). Of a repeated one the first counts.
 */
export function parsePrefer(header: string | string[] | undefined): Preferences {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  const given = new Map<string, string>();
  PREFERENCE.lastIndex = 0;
  for (let match = PREFERENCE.exec(text); match?.[0]; match = PREFERENCE.exec(text)) {
    const [, name = '', value = ''] = match;
    if (!given.has(name.toLowerCase())) given.set(name.toLowerCase(), unquoted(value));
  }
  const wait = given.get('wait') ?? '';
  return {
    respondAsync: given.has('respond-async'),
    ...(/^\d{1,9}$/.test(wait) && { waitSeconds: Math.min(Number(wait), MAX_WAIT_SECONDS) }),
  };
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}
