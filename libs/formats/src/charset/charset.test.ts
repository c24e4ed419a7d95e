import { isUtf8 } from 'node:buffer';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { decode, encode } from 'iconv-lite';
import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { type Charset, charsetNamed } from '.';

const SINGLE_BYTE = [
  ...[437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 865, 866, 869].map((page) => `ibm${page}`),
  ...[874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258].map((page) => `windows-${page}`),
  ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16].map((part) => `iso-8859-${part}`),
  ...['koi8-r', 'koi8-u', 'macintosh', 'x-mac-cyrillic'],
];
const MULTI_BYTE = ['big5', 'euc-kr', 'gbk', 'shift_jis'];
const NO_TEXT = '\uFFFD';

function named(name: string): Charset {
  const charset = charsetNamed(name);
  if (!charset) throw new Error(`There is no charset ${name}`);
  return charset;
}

/** What a charset writes of all bytes; undefined when they are no text of it. Bytes around the target stay. */
function written(charset: Charset, bytes: Buffer): string | undefined {
  const around = Buffer.concat([Buffer.from('"'), bytes, Buffer.from('"')]);
  const room = charset.maxUtf8Bytes(bytes.length);
  const target = Buffer.alloc(3 + room + 3, '-');
  const end = charset.writeUtf8(around, 1, 1 + bytes.length, target, 3);
  const beside = target.toString('latin1', 0, 3) + target.toString('latin1', 3 + room);
  if (beside !== '------') throw new Error(`${charset.name} wrote beside its target`);
  return end < 0 ? undefined : target.toString('utf8', 3, end);
}

function decoded(charset: Charset, bytes: Buffer): string {
  return charset.decode(Buffer.concat([Buffer.from('"'), bytes, Buffer.from('"')]), 1, 1 + bytes.length);
}

describe('A charset of single bytes', () => {
  it('reads each byte as iconv-lite does, and refuses what is none of its characters', () => {
    for (const name of SINGLE_BYTE) {
      for (let byte = 0; byte < 256; byte++) {
        const bytes = Buffer.of(byte);
        const text = decode(bytes, name === 'x-mac-cyrillic' ? 'maccyrillic' : name);
        const expected = { name, byte, text, utf8: text === NO_TEXT ? undefined : text };
        const charset = named(name);
        expect({ name, byte, text: decoded(charset, bytes), utf8: written(charset, bytes) }).toEqual(
          expected,
        );
      }
    }
  });

  it('reads each Thai and Cyrillic byte as the Encoding Standard does, but for control characters', () => {
    for (const name of ['windows-874', 'windows-1250', 'windows-1251', 'windows-1257', 'koi8-r']) {
      const decoder = new TextDecoder(name);
      for (let byte = 0; byte < 256; byte++) {
        const bytes = Buffer.of(byte);
        const standard = decoder.decode(bytes);
        // What Windows left open is a control character there, or one of private use, and no text here.
        const isText = byte < 0x80 || !/[\u0080-\u009f\ue000-\uf8ff\ufffd]/.test(standard);
        expect({ name, byte, text: written(named(name), bytes) }).toEqual({
          name,
          byte,
          text: isText ? standard : undefined,
        });
      }
    }
  });

  it('has an ASCII character for every ASCII byte', () => {
    const ascii = Buffer.from(Array.from({ length: 128 }, (_, byte) => byte));
    for (const name of SINGLE_BYTE) {
      expect({ name, text: written(named(name), ascii) }).toEqual({ name, text: ascii.toString('latin1') });
    }
  });

  it('writes Thai among ASCII, and refuses a value with one byte that is no character', () => {
    const text = 'นายสมชาย ใจดี (HN 12345) “ฝากครรภ์” น้ำ ๑๒๓';
    const bytes = encode(text, 'windows-874');
    expect(written(named('windows-874'), bytes)).toBe(text);
    expect(decoded(named('windows-874'), bytes)).toBe(text);
    expect(written(named('windows-874'), Buffer.concat([bytes, Buffer.of(0xfc)]))).toBeUndefined();
    expect(decoded(named('windows-874'), Buffer.of(0xa1, 0xfc, 0x41))).toBe(`ก${NO_TEXT}A`);
  });
});

describe('A charset of pairs', () => {
  const words: Record<string, string> = {
    big5: '中文 ABC 國家',
    'euc-kr': '한국 ABC 서울',
    gbk: '中文 ABC 国家',
    shift_jis: '日本 ABC ソ表',
  };

  it('reads what iconv-lite wrote, and refuses half a pair', () => {
    for (const name of MULTI_BYTE) {
      const text = words[name]!;
      const bytes = encode(text, name);
      expect({ name, text: written(named(name), bytes) }).toEqual({ name, text });
      expect({ name, text: decoded(named(name), bytes) }).toEqual({ name, text });
      expect(written(named(name), Buffer.concat([bytes, bytes.subarray(0, 1)]))).toBeUndefined();
      expect(written(named(name), Buffer.from('plain'))).toBe('plain');
    }
  });

  it('reads each pair as iconv-lite does, within the room it asked for', () => {
    for (const name of MULTI_BYTE) {
      const charset = named(name);
      for (let first = 0x80; first < 256; first++) {
        for (let second = 0; second < 256; second += 3) {
          const bytes = Buffer.of(first, second);
          const text = decode(bytes, name);
          const utf8 = written(charset, bytes);
          if (utf8 !== (text.includes(NO_TEXT) ? undefined : text)) expect({ name, bytes, utf8 }).toBe(text);
        }
      }
    }
  });
});

describe('UTF-8', () => {
  const utf8 = named('utf-8');

  it('writes text of all lengths of characters', () => {
    const text = 'A\0é ก \uFFFD 𝄞 \u{10FFFF}\uFEFF߿ࠀ퟿\uE000';
    expect(written(utf8, Buffer.from(text))).toBe(text);
    expect(decoded(utf8, Buffer.from(text))).toBe(text);
  });

  it('refuses what is not well-formed', () => {
    const bad =
      'c0af c1bf e080af e09f80 eda080 edbfbf f08080af f08fbfbf f4908080 f5808080 ff 80 bf e0b8 f09f98 c3 e0b841 f09f9841 c341';
    for (const hex of bad.split(' ')) {
      const bytes = Buffer.from(hex, 'hex');
      expect({ hex, text: written(utf8, bytes) }).toEqual({ hex, text: undefined });
      const behindText = Buffer.concat([Buffer.from('กข '), bytes, Buffer.from('ค')]);
      expect({ hex, text: written(utf8, behindText) }).toEqual({ hex, text: undefined });
    }
  });

  it('judges random bytes as Node does', () => {
    const random = seededRandom(8);
    const leads = [0x41, 0x80, 0xa0, 0xbf, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0x90, 0x8f, 0x9f];
    let sound = 0;
    for (let round = 0; round < 50_000; round++) {
      const length = 1 + Math.floor(random() * 4);
      const bytes = Buffer.from(Array.from({ length }, () => leads[Math.floor(random() * leads.length)]!));
      const isSound = isUtf8(bytes);
      if (isSound) sound++;
      if ((written(utf8, bytes) !== undefined) !== isSound) expect(bytes.toString('hex')).toBe(isSound);
    }
    expect(sound).toBeGreaterThan(1_000);
  });
});

describe('The name of a charset', () => {
  it('may be another one in use, in any case', () => {
    const names = ['UTF8', 'TIS-620', 'cp874', ' Windows-874', 'latin1', 'ISO-8859-1', 'macroman'];
    expect(names.map((name) => charsetNamed(name)?.name)).toEqual([
      ...['utf-8', 'windows-874', 'windows-874', 'windows-874'],
      ...['windows-1252', 'windows-1252', 'macintosh'],
    ]);
    expect(charsetNamed('windows-874')).toBe(charsetNamed('tis620'));
  });

  it('finds none that is not there', () => {
    for (const name of ['', 'utf-16', 'ibm864', 'constructor', '__proto__', 'windows-999']) {
      expect({ name, charset: charsetNamed(name) }).toEqual({ name, charset: undefined });
    }
  });
});
