import { describe, it } from 'node:test';
import { expect } from 'expect';
import { encode } from 'iconv-lite';
import { type CsvHeader, type Delimiter, detectDelimiter, readHeader } from '.';
import { chunksOf, readRows } from './testing/read-rows';
import { charsetNamed } from '../charset';

async function headerOf(
  file: Buffer | string,
  delimiter: Delimiter = ',',
  charset = 'utf-8',
): Promise<CsvHeader> {
  const source = chunksOf(Buffer.from(file as string), 5);
  return readHeader(source, { delimiter, charset: charsetNamed(charset)! });
}

describe('A header', () => {
  it('has names as they stand, and an end where row 1 begins', async () => {
    const file = Buffer.from('\uFEFF\r\n nama , "tanggal ""lahir""",,nama\r\n1,2,3,4\r\n');
    const header = await headerOf(file);
    expect(header).toEqual({ names: ['nama', 'tanggal "lahir"', '', 'nama'], endOffset: 40 });
    const rows = await readRows(file, { delimiter: ',', columns: 4, startOffset: header.endOffset });
    expect(rows.map(({ number, kind, values }) => [number, kind, ...values])).toEqual([
      [1, 'live', '1', '2', '3', '4'],
    ]);
  });

  it('may be all there is, with or without a line end', async () => {
    for (const file of ['a|b', 'a|b\n', 'a|b\r\n\r\n'])
      expect((await headerOf(file, '|')).names).toEqual(['a', 'b']);
  });

  it('is text of the file’s charset, or refused', async () => {
    const thai = encode('เลขที่|ชื่อ\r\n1|ก', 'windows-874');
    expect((await headerOf(thai, '|', 'windows-874')).names).toEqual(['เลขที่', 'ชื่อ']);
    await expect(headerOf(thai, '|')).rejects.toMatchObject({ name: 'CsvError', code: 'bad_header_text' });
  });

  it('is missed in a file of nothing, and refused when it is broken', async () => {
    for (const file of ['', '\uFEFF', '\n\n , ,\n']) {
      await expect(headerOf(file)).rejects.toMatchObject({ name: 'CsvError', code: 'empty_file' });
    }
    for (const file of ['"a,b\n1,2\n', '"a"b,c\n', 'x'.repeat(1024 * 1024 + 1)]) {
      await expect(headerOf(file)).rejects.toMatchObject({ name: 'CsvError', code: 'bad_header' });
    }
  });
});

describe('A delimiter', () => {
  it('is the one by which rows are like the header', () => {
    const samples: [string, Delimiter | undefined][] = [
      ['id,nama\n1,Siti\n', ','],
      ['id;nama;harga\n1;Siti, Hj.;1,5\n2;Budi;2,25\n', ';'],
      ['id;harga\n1;1,5\n2;2,25\n', ';'],
      ['id\tnama, lengkap\tkota\n1\tSiti\tMedan\n', '\t'],
      ['HN|AN|SEQ\r\n1|2|3\r\n', '|'],
      ['"a;b","c;d","e;f"\n"1;2",3,4\n', ','],
      ['"a\nb;c";d;e\n1;2;3\n', ';'],
      ['\uFEFF"a,b";c\n1;2\n', ';'],
      ['a,b,c\n1,2\n1,2,3\n1,2,3\nx|y,2,3\n', ','],
      ['a;b', ';'],
      ['a,b,c\n1,2,3\n1,', ','],
      ['\n\na|b\n1|2\n', '|'],
      ['nama\nSiti\nBudi\n', undefined],
      ['', undefined],
      ['\n\n', undefined],
    ];
    for (const [text, delimiter] of samples) {
      expect({ text, delimiter: detectDelimiter(Buffer.from(text)) }).toEqual({ text, delimiter });
    }
  });
});
