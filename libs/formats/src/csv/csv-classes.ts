/** What may stand between two fields. */
export type Delimiter = ',' | ';' | '\t' | '|';

export const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];

/** What a byte means outside of quotes. Those that end a field come first. */
export const enum ByteClass {
  Delimiter,
  LineEnd,
  Plain,
  Quote,
  Blank,
}

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const QUOTE = 0x22;
const SPACE = 0x20;

/** The class of each byte. All above ASCII are plain: that is so in UTF-8 and in every charset of single bytes. */
export function byteClasses(delimiter: Delimiter): Uint8Array {
  const classes = new Uint8Array(256).fill(ByteClass.Plain);
  classes[SPACE] = ByteClass.Blank;
  classes[TAB] = ByteClass.Blank;
  classes[LF] = ByteClass.LineEnd;
  classes[CR] = ByteClass.LineEnd;
  classes[QUOTE] = ByteClass.Quote;
  classes[delimiter.charCodeAt(0)] = ByteClass.Delimiter;
  return classes;
}
