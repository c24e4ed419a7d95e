import { type Utf16Charset } from './utf8-from-utf16';

/** Bytes of a sample that speak for Thai (windows-874) and for Western European text (windows-1252). */
export interface SingleByteScore {
  thai: number;
  western: number;
}

/** A run of three letters above ASCII is common in Thai and rare in Western languages. */
const THAI_RUN = 3;

/**
 * Tells Thai from Western European text by its bytes above ASCII, of text that is known to be no UTF-8. Thai is
 * written in runs of them, with vowels and tone marks behind consonants; Western letters with accents stand alone
 * among ASCII letters. Punctuation that both charsets have at the same place says nothing.
 */
export function scoreSingleByte(sample: Buffer): SingleByteScore {
  const score = { thai: 0, western: 0 };
  let at = 0;
  while (at < sample.length) {
    const start = at;
    while (at < sample.length && isTelling(sample[at]!)) at++;
    if (at === start) at++;
    else scoreRun(sample, start, at, score);
  }
  return score;
}

/** The likelier one of windows-874 and windows-1252; undefined when the bytes do not say. */
export function guessSingleByte(sample: Buffer): 'windows-874' | 'windows-1252' | undefined {
  const { thai, western } = scoreSingleByte(sample);
  if (thai === western) return undefined;
  return thai > western ? 'windows-874' : 'windows-1252';
}

/** Finds UTF-16 without a byte order mark: text that is mostly ASCII has a zero in every other byte. */
export function guessUtf16(sample: Buffer): Utf16Charset | undefined {
  const zeros = [0, 0];
  const pairs = Math.floor(sample.length / 2);
  for (let at = 0; at < 2 * pairs; at++) if (sample[at] === 0) zeros[at % 2]!++;
  const [even = 0, odd = 0] = zeros;
  if (odd > pairs / 2 && even < pairs / 20) return 'utf-16le';
  if (even > pairs / 2 && odd < pairs / 20) return 'utf-16be';
  return undefined;
}

function scoreRun(sample: Buffer, start: number, end: number, score: SingleByteScore): void {
  const length = end - start;
  const touchesLetter = isAsciiLetter(sample[start - 1]) || isAsciiLetter(sample[end]);
  if (!canBeThai(sample, start, end)) score.western += length;
  else if (length >= THAI_RUN) score.thai += length;
  else if (touchesLetter) score.western += length;
  else if (length > 1) score.thai += length;
}

/** No word begins with a mark that stands above or below a consonant, or ends with a vowel that stands before one. */
function canBeThai(sample: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isThai(sample[at]!)) return false;
  return !isThaiMark(sample[start]!) && !isThaiLeadingVowel(sample[end - 1]!);
}

/** The euro sign, the ellipsis, quotes, the bullet, dashes and the blank that does not break are in both. */
function isTelling(byte: number): boolean {
  return byte > 0x80 && byte !== 0x85 && byte !== 0xa0 && (byte < 0x91 || byte > 0x97);
}

function isThai(byte: number): boolean {
  return (byte >= 0xa1 && byte <= 0xda) || (byte >= 0xdf && byte <= 0xfb);
}

function isThaiMark(byte: number): boolean {
  return byte === 0xd1 || (byte >= 0xd4 && byte <= 0xda) || (byte >= 0xe7 && byte <= 0xee);
}

function isThaiLeadingVowel(byte: number): boolean {
  return byte >= 0xe0 && byte <= 0xe4;
}

function isAsciiLetter(byte = 0): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}
