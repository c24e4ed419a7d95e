import { createHash } from 'node:crypto';

/**
 * What two headers have in common when they mean the same: letters and digits in lower case. Blanks, underscores,
 * punctuation and remarks in brackets do not count: `No. HP (WhatsApp)`, `no_hp` and `NOHP` are one.
 */
export function normalizeHeader(header: string): string {
  const lower = header.normalize('NFKC').toLowerCase();
  return keepWords(lower.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')) || keepWords(lower);
}

function keepWords(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The words of a header in lower case, for comparing them one by one. */
export function headerWords(header: string): string[] {
  return header
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The same for headers of files that may share a mapping: hexadecimal SHA-256 of their normalised cells, in order. */
export function headerFingerprint(header: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(header.map(normalizeHeader)))
    .digest('hex');
}
