import { describe, it } from 'node:test';
import { expect } from 'expect';
import { csvLine } from '.';

describe('A line of CSV', () => {
  it('quotes what RFC 4180 wants quoted, and nothing else', () => {
    expect(csvLine(['a', 'b c', 'd,e', 'say "x"', 'two\r\nlines', ' ก ', null, '', 7])).toBe(
      'a,b c,"d,e","say ""x""","two\r\nlines", ก ,,,7\r\n',
    );
  });

  it('defuses what a spreadsheet would run', () => {
    for (const cell of ['=1+1', '+cmd|x', '-2+3+cmd', '@SUM(A1)', '\t=1', '＝1', '-', '\ufeff=1'])
      expect(csvLine([cell])).toBe(`'${cell}\r\n`);
    expect(csvLine(['=HYPERLINK("x","y")'])).toBe(`"'=HYPERLINK(""x"",""y"")"\r\n`);
    expect(csvLine(['\r=1'])).toBe(`"'\r=1"\r\n`);
  });

  it('leaves numbers and phone numbers alone', () => {
    const cells = ['-5', '+62 812-3456-789', '+1 (555) 0100', '-1.5', '08123', '1,5'];
    expect(csvLine(cells)).toBe(`-5,+62 812-3456-789,+1 (555) 0100,-1.5,08123,"1,5"\r\n`);
  });
});
