export { bomOf, utf8MarkLength, type ByteOrderMark } from './byte-order-mark';
export { type Charset } from './charset';
export { charsetNamed } from './charset-named';
export { guessSingleByte, guessUtf16, scoreSingleByte, type SingleByteScore } from './guess-charset';
export { behind, isUtf16, readable, type TextEncoding, textEncodingOf } from './text-encoding';
export { Utf8Check } from './utf8-check';
export { type Utf16Charset, utf8FromUtf16 } from './utf8-from-utf16';
