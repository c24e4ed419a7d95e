import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type Utf16Charset, utf8FromUtf16 } from '.';

/** Transcodes chunks of so many bytes. */
async function transcoded(bytes: Buffer, charset: Utf16Charset, chunkBytes = 7): Promise<Buffer> {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const parts: Buffer[] = [];
  for await (const part of utf8FromUtf16(chunks(), charset)) parts.push(part);
  return Buffer.concat(parts);
}

describe('UTF-16', () => {
  const text = '\uFEFFnama,kota\r\n"Siti é ก 中",𝄞\u{10FFFF}\uFFFF\u07FF\u0800\u0000';
  const little = Buffer.from(text, 'utf16le');
  const big = Buffer.from(little).swap16();

  it('becomes UTF-8 wherever it is cut', async () => {
    for (let chunkBytes = 1; chunkBytes <= little.length; chunkBytes++) {
      expect((await transcoded(little, 'utf-16le', chunkBytes)).toString()).toBe(text);
      expect((await transcoded(big, 'utf-16be', chunkBytes)).toString()).toBe(text);
    }
  });

  it('is no UTF-8 where half a character stands alone', async () => {
    const halves: [number[], string][] = [
      [[0xd800, 0x41], 'eda08041'],
      [[0xdc00, 0x41], 'edb08041'],
      [[0xd800, 0xd800, 0xdc00], 'eda080f0908080'],
      [[0x41, 0xdbff], '41edafbf'],
    ];
    for (const [units, hex] of halves) {
      const bytes = Buffer.from(Uint16Array.from(units).buffer);
      for (const chunkBytes of [1, 2, 3, 100]) {
        expect((await transcoded(bytes, 'utf-16le', chunkBytes)).toString('hex')).toBe(hex);
      }
    }
  });

  it('is no UTF-8 at a last byte that is half a pair', async () => {
    expect((await transcoded(Buffer.from('410042', 'hex'), 'utf-16le', 2)).toString('hex')).toBe('41ff');
    const cut = await transcoded(Buffer.from('0041d80000', 'hex'), 'utf-16be');
    expect(cut.toString('hex')).toBe('41eda080ff');
  });

  it('of no bytes is nothing', async () => {
    expect(await transcoded(Buffer.alloc(0), 'utf-16le')).toHaveLength(0);
  });
});
