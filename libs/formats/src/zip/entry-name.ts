import { crc32 } from 'node:zlib';

/** General purpose flag bit 11: name and comment are UTF-8 (APPNOTE 4.4.4). */
const UTF8_FLAG = 0x0800;
/** Info-ZIP Unicode Path extra field (APPNOTE 4.6.9). */
const UNICODE_PATH = 0x7075;

/** The upper half of code page 437, what a ZIP's names are when nothing says otherwise (APPNOTE D.1). */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀' +
  'αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of a member's name: by the UTF-8 flag, else by the Unicode Path extra, else UTF-8 when the
 * bytes are valid UTF-8 (most writers without the flag), else code page 437. Windows code pages are not
 * guessed: they can't be told from each other. Backslashes, written by old Windows tools, become slashes.
 */
export function decodeName(raw: Buffer, flags: number, extra: Buffer): string {
  const text =
    (flags & UTF8_FLAG ? utf8(raw) : undefined) ?? unicodePath(raw, extra) ?? utf8(raw) ?? cp437(raw);
  return text.replaceAll('\\', '/');
}

/** Walks an extra field: pairs of id and data. Stops at the first one that does not fit. */
export function* extraFields(extra: Buffer): Generator<{ id: number; data: Buffer }> {
  let at = 0;
  while (at + 4 <= extra.length) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) return;
    yield { id: extra.readUInt16LE(at), data: extra.subarray(at + 4, end) };
    at = end;
  }
}

/** What is wrong with a name that could lead out of a folder or hide from a reader; undefined if nothing is. */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'contains control characters';
  if (name.startsWith('/')) return 'is an absolute path';
  if (/^[A-Za-z]:/.test(name)) return 'names a drive';
  if (name.split('/').includes('..')) return 'leads out of the archive ("..")';
  return undefined;
}

/** The key under which two names are one file on some file system: no "." or empty parts, NFC, no case. */
export function foldedName(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return parts.join('/').normalize('NFC').toUpperCase().toLowerCase();
}

function utf8(raw: Buffer): string | undefined {
  try {
    return strictUtf8.decode(raw);
  } catch {
    return undefined;
  }
}

/** Version 1, CRC-32 of the raw name, UTF-8 name; void when the CRC says the raw name was changed since. */
function unicodePath(raw: Buffer, extra: Buffer): string | undefined {
  for (const { id, data } of extraFields(extra)) {
    if (id !== UNICODE_PATH || data.length < 5 || data[0] !== 1) continue;
    if (data.readUInt32LE(1) === crc32(raw)) return utf8(data.subarray(5));
  }
  return undefined;
}

function cp437(raw: Buffer): string {
  let text = '';
  for (const byte of raw) text += byte < 0x80 ? String.fromCharCode(byte) : CP437.charAt(byte - 0x80);
  return text;
}
