import { domainToASCII, domainToUnicode } from 'node:url';

/** RFC 5321, 4.5.3.1: octets of a path without its brackets, and of what stands before the @. */
const MAX_EMAIL_BYTES = 254;
const MAX_LOCAL_BYTES = 64;

/** RFC 1035, 2.3.4, as text. */
const MAX_DOMAIN_LENGTH = 253;

/** Labels of RFC 1123, 2.1, at least two; the last one is no number, or an address would be a domain. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** Begins a label that stands for another in Unicode (RFC 5890, 2.3.2.1). */
const PUNYCODE = 'xn--';

/** A host with characters beyond ASCII and nothing of a URL: what turns it into ASCII cuts off a path or a port. */
const INTERNATIONAL_DOMAIN = /^[a-z0-9.-]*[^\0-\x7f](?:[a-z0-9.-]|[^\0-\x7f])*$/;

/** Dot-atom of RFC 5322, 3.2.3. Quoted local parts are not taken: nobody has one. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/** The same with the characters beyond ASCII that RFC 6531 lets in; none that can't be seen, no lone surrogates. */
const INTERNATIONAL_LOCAL =
  /^(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]|(?![\p{C}\p{Z}])[^\0-\x7f])+(?:\.(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]|(?![\p{C}\p{Z}])[^\0-\x7f])+)*$/u;

const ASCII = /^[\0-\x7f]*$/;

/** What nearly all are: one look is enough, as long as its local part can't be too long. */
const USUAL_EMAIL =
  /^[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const USUAL_LENGTH = MAX_LOCAL_BYTES;

/**
 * An e-mail address, trimmed and in lower case, its domain in Unicode; null for what is none. Local parts count as
 * equal in any case: RFC 5321 would let them differ, no provider does.
 */
export function judgeEmail(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim().toLowerCase();
  if (text.length <= USUAL_LENGTH && USUAL_EMAIL.test(text) && !text.includes(PUNYCODE)) return text;
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > MAX_EMAIL_BYTES || Buffer.byteLength(text) > MAX_EMAIL_BYTES) return null;
  const local = text.slice(0, at);
  if (!isLocalPart(local)) return null;
  const domain = normalisedDomain(text.slice(at + 1));
  return domain === null ? null : `${local}@${domain}`;
}

function isLocalPart(local: string): boolean {
  if (ASCII.test(local)) return local.length <= MAX_LOCAL_BYTES && LOCAL.test(local);
  return Buffer.byteLength(local) <= MAX_LOCAL_BYTES && INTERNATIONAL_LOCAL.test(local);
}

/** A domain with at least one dot, trimmed, in lower case and in Unicode; null for what is none, such as a URL. */
export function judgeDomain(value: unknown): string | null {
  return typeof value === 'string' ? normalisedDomain(value.trim().toLowerCase()) : null;
}

/** One domain has one spelling here, whether it came in Unicode or as `xn--…`. */
function normalisedDomain(text: string): string | null {
  if (text.length > MAX_DOMAIN_LENGTH) return null;
  const ascii = INTERNATIONAL_DOMAIN.test(text) ? domainToASCII(text) : text;
  if (ascii.length > MAX_DOMAIN_LENGTH || !DOMAIN.test(ascii)) return null;
  if (!ascii.includes(PUNYCODE)) return ascii;
  const unicode = domainToUnicode(ascii);
  return unicode === '' ? null : unicode;
}
