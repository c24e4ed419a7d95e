export const LF = 0x0a;
export const CR = 0x0d;
/** Bytes below it are control characters, which a string can't have. */
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_ARRAY = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_ARRAY = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** 1 for the bytes of a text. */
function tableOf(text: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of Buffer.from(text)) table[byte] = 1;
  return table;
}

/** What may stand between tokens. */
export const BLANKS = tableOf(' \t\n\r');

/** The same where a line feed ends a record. */
export const BLANKS_IN_LINE = tableOf(' \t\r');

/** What may follow a backslash, but for the `u` of four hex digits. */
export const ESCAPED = tableOf('"\\/bfnrt');

export const HEX_DIGITS = tableOf('0123456789abcdefABCDEF');

/** What a value can be, by its first byte. */
export const enum ValueStart {
  None,
  String,
  Number,
  Literal,
  Object,
  Array,
}

export const VALUE_STARTS = new Uint8Array(256);
for (const byte of Buffer.from('-0123456789')) VALUE_STARTS[byte] = ValueStart.Number;
for (const byte of Buffer.from('tfn')) VALUE_STARTS[byte] = ValueStart.Literal;
VALUE_STARTS[QUOTE] = ValueStart.String;
VALUE_STARTS[OPEN_OBJECT] = ValueStart.Object;
VALUE_STARTS[OPEN_ARRAY] = ValueStart.Array;

/** Where in a number one is; it may end where it is at least `Zero`. */
export const enum NumberState {
  Refused,
  Begin,
  Minus,
  Point,
  E,
  ExponentSign,
  Zero,
  Integer,
  Fraction,
  Exponent,
}

/** The next state of a number, by `state << 8 | byte`; `Refused` for a byte that is no part of it. */
export const NUMBER_STATES = new Uint8Array(10 << 8);

function go(from: NumberState, bytes: string, to: NumberState): void {
  for (const byte of Buffer.from(bytes)) NUMBER_STATES[(from << 8) | byte] = to;
}

go(NumberState.Begin, '-', NumberState.Minus);
for (const state of [NumberState.Begin, NumberState.Minus]) {
  go(state, '0', NumberState.Zero);
  go(state, '123456789', NumberState.Integer);
}
go(NumberState.Integer, '0123456789', NumberState.Integer);
for (const state of [NumberState.Zero, NumberState.Integer]) go(state, '.', NumberState.Point);
for (const state of [NumberState.Point, NumberState.Fraction]) go(state, '0123456789', NumberState.Fraction);
for (const state of [NumberState.Zero, NumberState.Integer, NumberState.Fraction])
  go(state, 'eE', NumberState.E);
go(NumberState.E, '+-', NumberState.ExponentSign);
for (const state of [NumberState.E, NumberState.ExponentSign, NumberState.Exponent])
  go(state, '0123456789', NumberState.Exponent);
