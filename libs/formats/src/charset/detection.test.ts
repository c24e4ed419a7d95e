import { isUtf8 } from 'node:buffer';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { encode } from 'iconv-lite';
import { makePerson } from '@sluice/test/fixtures/thai-people';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { bomOf, guessSingleByte, guessUtf16, Utf8Check } from '.';

/** What a check says of bytes that come in the chunks between the given places. */
function checked(bytes: Buffer, cuts: readonly number[]): boolean {
  const check = new Utf8Check();
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    check.feed(bytes.subarray(from, cut));
    from = cut;
  }
  return check.end();
}

describe('A check for UTF-8', () => {
  const text = Buffer.from('aé ก𝄞\u{10FFFF}ß中x');

  it('passes text that is cut anywhere, even byte by byte', () => {
    for (let first = 0; first <= text.length; first++) {
      for (let second = first; second <= text.length; second++) {
        expect({ first, second, is: checked(text, [first, second]) }).toEqual({ first, second, is: true });
      }
    }
    expect(checked(text, [...text.keys()])).toBe(true);
  });

  it('says of any bytes, cut anywhere, what Node says of them as a whole', () => {
    const random = seededRandom(874);
    const pieces = ['41', 'c3a9', 'e0b881', 'f09f9880', 'c3', 'e0b8', 'a1', 'ff', 'eda080', 'f48fbfbf', 'f4'];
    let sound = 0;
    for (let round = 0; round < 3_000; round++) {
      const picked = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
        const index = Math.floor(random() * random() * pieces.length);
        return pieces[index]!;
      });
      const bytes = Buffer.from(picked.join(''), 'hex');
      const expected = isUtf8(bytes);
      if (expected) sound++;
      const single = checked(bytes, [...bytes.keys()]);
      expect({ picked, single }).toEqual({ picked, single: expected });
      for (const cut of bytes.keys()) {
        expect({ picked, cut, is: checked(bytes, [cut]) }).toEqual({ picked, cut, is: expected });
      }
    }
    expect(sound).toBeGreaterThan(300);
    expect(sound).toBeLessThan(2_700);
  });

  it('is lost at the first chunk that is none, and stays lost', () => {
    const check = new Utf8Check();
    expect(check.feed(Buffer.from('ASCII, '))).toBe(true);
    expect(check.feed(encode('ไทย', 'windows-874'))).toBe(false);
    expect(check.feed(Buffer.from('ASCII'))).toBe(false);
    expect(check.end()).toBe(false);
  });

  it('takes a file of nothing for UTF-8', () => {
    expect(new Utf8Check().end()).toBe(true);
  });
});

describe('A byte order mark', () => {
  it('is found in the first bytes only', () => {
    const marks = ['efbbbf41', 'fffe4100', 'feff0041', 'efbb', 'ff', '', '41efbbbf'];
    expect(marks.map((hex) => bomOf(Buffer.from(hex, 'hex')))).toEqual([
      { charset: 'utf-8', length: 3 },
      { charset: 'utf-16le', length: 2 },
      { charset: 'utf-16be', length: 2 },
      ...[undefined, undefined, undefined, undefined],
    ]);
  });
});

describe('Bytes above ASCII', () => {
  it('speak for Thai where names and words are Thai', () => {
    const random = seededRandom(17);
    for (let index = 0; index < 500; index++) {
      const { title, firstName, lastName, citizenId } = makePerson(random, index);
      const line = encode(`${citizenId}|${title}${firstName} ${lastName}|HN${index}|cm`, 'windows-874');
      expect({ firstName, lastName, guess: guessSingleByte(line) }).toEqual({
        ...{ firstName, lastName },
        guess: 'windows-874',
      });
    }
  });

  it('speak for Western text where letters with accents stand among others', () => {
    const lines = [
      'São Paulo; Jünemann, Müller & Söhne; Größe',
      'élève à l’école, où est-ce? Déjà vu, naïve',
      'Peña Núñez, ¿Cómo estás? ¡Olé!',
      'Ærø, Tromsø, Ångström, smörgåsbord',
      'AÇÃO, CORAÇÃO, NÃO',
      'Fußgängerübergänge',
      'Zürich, 36 °C, 5 µm, £100',
      'ŸŽŠ šž',
    ];
    for (const line of lines) {
      expect({ line, guess: guessSingleByte(encode(line, 'windows-1252')) }).toEqual({
        line,
        guess: 'windows-1252',
      });
    }
  });

  it('say nothing where there are none, or only punctuation that both charsets have', () => {
    expect(guessSingleByte(Buffer.from('id,name\n1,Budi\n'))).toBeUndefined();
    expect(guessSingleByte(encode('“Budi” – it’s € 5…\u00a0', 'windows-1252'))).toBeUndefined();
    expect(guessSingleByte(Buffer.alloc(0))).toBeUndefined();
  });

  it('are mostly zero in one half of UTF-16', () => {
    const text = 'nomor,nama\r\n1,Siti Rahmawati\r\n';
    const little = Buffer.from(text, 'utf16le');
    const big = Buffer.from(little).swap16();
    const samples = [little, big, Buffer.from(text), Buffer.alloc(100), Buffer.alloc(0), Buffer.from('a\0')];
    expect(samples.map(guessUtf16)).toEqual([
      ...['utf-16le', 'utf-16be', undefined, undefined, undefined, 'utf-16le'],
    ]);
  });
});
