import { invalid, type ValueFault } from './value-fault';

/** RFC 5321, 4.5.3.1: a path has 256 octets with its brackets, a local part 64. */
const MAX_LENGTH = 254;
const MAX_LOCAL = 64;
/** RFC 5322's dot-atom, and a domain of two labels or more (RFC 1035), the last of letters. */
const EMAIL =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** The address in lower case, undefined when the text is none. */
export function asEmail(text: string): string | undefined {
  const lower = text.toLowerCase();
  if (lower.length > MAX_LENGTH || lower.indexOf('@') > MAX_LOCAL) return undefined;
  return EMAIL.test(lower) ? lower : undefined;
}

export function readEmail(label: string): (text: string) => string | ValueFault {
  return (text) => asEmail(text) ?? invalid(label, text);
}
