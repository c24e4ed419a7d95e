import fc from 'fast-check';

const STRING_PIECES = [
  ...['a', 'Z', '0', ' ', '{', '}', '[', ']', ',', ':', "'", '/', '\u007f', 'é', 'ก', '漢', '😀', '\u2028'],
  ...['\\"', '\\\\', '\\/', '\\b', '\\f', '\\n', '\\r', '\\t'],
  ...['\\u0000', '\\u0041', '\\u0e01', '\\uD83D\\uDE00', '\\ud800', '\\uDFFF', '\\u00e9'],
];
const NUMBERS = ['0', '-0', '7', '-12.50', '1e999', '0.1E+2', '3e-7', '90071992547409931', '-0.0e0'];
const KEYS = ['business_email', 'first_name', 'records', '__proto__', '', 'ชื่อ'];

const blank = fc
  .array(fc.constantFrom(' ', '\t', '\n', '\r'), { maxLength: 3 })
  .map((parts) => parts.join(''));
const blanks = fc.oneof({ weight: 3, arbitrary: fc.constant('') }, blank);
const string = fc.oneof(
  fc.array(fc.constantFrom(...STRING_PIECES), { maxLength: 12 }).map((parts) => `"${parts.join('')}"`),
  fc.constantFrom(...KEYS).map((key) => `"${key}"`),
);
const scalar = fc.oneof(
  { weight: 3, arbitrary: string },
  fc.constantFrom(...NUMBERS),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
  fc.constantFrom('true', 'false', 'null'),
);

/** Values with blanks around every token. */
const { value, object } = fc.letrec<{ value: string; object: string; array: string; member: string }>(
  (tie) => ({
    value: fc
      .tuple(
        blanks,
        fc.oneof({ maxDepth: 4 }, { weight: 3, arbitrary: scalar }, tie('object'), tie('array')),
        blanks,
      )
      .map((parts) => parts.join('')),
    member: fc
      .tuple(blanks, string, blanks, tie('value'))
      .map(([before, key, behind, text]) => `${before}${key}${behind}:${text}`),
    object: fc
      .tuple(fc.array(tie('member'), { maxLength: 5 }), blanks)
      .map(([members, empty]) => `{${members.length > 0 ? members.join(',') : empty}}`),
    array: fc
      .tuple(fc.array(tie('value'), { maxLength: 4 }), blanks)
      .map(([items, empty]) => `[${items.length > 0 ? items.join(',') : empty}]`),
  }),
);

/** JSON of any value, in which line ends can stand between tokens. */
export const jsonText = value;

/** JSON of an array, mostly of records. */
export const arrayText = fc
  .tuple(blanks, fc.array(fc.oneof({ weight: 3, arbitrary: object }, value), { maxLength: 6 }), blanks)
  .map(([before, records, behind]) => `${before}[${records.join(',')}]${behind}`);

/** JSON of an object, mostly with a member `records` that is an array of records. */
export const envelopeText = fc
  .tuple(
    fc.array(fc.tuple(string, value), { maxLength: 2 }),
    fc.option(arrayText, { freq: 9 }),
    fc.array(fc.tuple(string, value), { maxLength: 2 }),
    fc.constantFrom('"records"', '"rec\\u006frds"'),
    blanks,
  )
  .map(([before, records, behind, name, around]) => {
    const members = [...before, ...(records === null ? [] : [[name, records]]), ...behind];
    return `${around}{${members.map(([key, text]) => `${around}${key}${around}:${text}`).join(',')}}${around}`;
  });

/** A value a line. */
export const linesText = fc
  .array(
    value.map((text) => text.replaceAll('\n', ' ')),
    { maxLength: 6 },
  )
  .map((lines) => lines.join('\n'));

const BYTES = [
  ...Buffer.from('{}[]",:\\/ \n\r\t01-+.eEutfnabx\0\x1f\x7f'),
  0x80,
  0xc3,
  0xe0,
  0xed,
  0xf0,
  0xff,
];

const change = fc.record({
  at: fc.nat(),
  what: fc.constantFrom('put', 'replace', 'take', 'cut'),
  byte: fc.constantFrom(...BYTES),
});

/** Bytes of a text, some of them changed so that it may be JSON no longer. */
export function changed(text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  return fc.tuple(text, fc.array(change, { maxLength: 2 })).map(([sound, changes]) => {
    const bytes = [...Buffer.from(sound)];
    for (const { at, what, byte } of changes) {
      const place = at % (bytes.length + 1);
      if (what === 'put') bytes.splice(place, 0, byte);
      else if (what === 'replace') bytes.splice(place, 1, byte);
      else bytes.splice(place, what === 'take' ? 1 : Infinity);
    }
    return Buffer.from(bytes);
  });
}

/** How a file is cut into chunks and blocks. */
export const cuts = fc.record({
  chunkBytes: fc.integer({ min: 1, max: 40 }),
  blockBytes: fc.integer({ min: 3, max: 60 }),
});
