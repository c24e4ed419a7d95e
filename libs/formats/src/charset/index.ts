export { bomOf, type ByteOrderMark } from './byte-order-mark';
export { type Charset } from './charset';
export { charsetNamed } from './charset-named';
export { Utf8Check } from './utf8-check';
