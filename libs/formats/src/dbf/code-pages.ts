/** Code page marks (byte 29 of a header) of dBase and FoxPro, by the charset they mean. */
const MARKS: Readonly<Record<string, readonly number[]>> = {
  ibm437: [0x01, 0x09, 0x0b, 0x0d, 0x0f, 0x11, 0x15, 0x18, 0x19, 0x1b],
  ibm737: [0x6a, 0x86],
  ibm850: [0x02, 0x0a, 0x0e, 0x10, 0x12, 0x14, 0x16, 0x1a, 0x1d, 0x25, 0x37],
  ibm852: [0x1f, 0x22, 0x23, 0x40, 0x64, 0x87],
  ibm857: [0x6b, 0x88],
  ibm860: [0x24],
  ibm861: [0x67],
  ibm863: [0x1c, 0x6c],
  ibm865: [0x08, 0x17, 0x66],
  ibm866: [0x26, 0x65],
  macintosh: [0x04],
  'windows-874': [0x50, 0x7c],
  'windows-1250': [0xc8],
  'windows-1251': [0xc9],
  'windows-1252': [0x03, 0x57, 0x58, 0x59],
  'windows-1253': [0xcb],
  'windows-1254': [0xca],
  'windows-1255': [0x7d],
  'windows-1256': [0x7e],
  'windows-1257': [0xcc],
  'x-mac-cyrillic': [0x96],
  shift_jis: [0x13, 0x7b],
  gbk: [0x4d, 0x7a],
  'euc-kr': [0x4e, 0x79],
  big5: [0x4f, 0x78],
};

const charsets = new Map(
  Object.entries(MARKS).flatMap(([name, marks]) => marks.map((mark): [number, string] => [mark, name])),
);

/**
 * Name of the charset that a code page mark means, for `charsetNamed`. Undefined when there is no mark (0) or an
 * unknown one.
 */
export function charsetOfCodePage(mark: number): string | undefined {
  return charsets.get(mark);
}

/** All marks that {@link charsetOfCodePage} knows. */
export const knownCodePages: readonly number[] = [...charsets.keys()];
