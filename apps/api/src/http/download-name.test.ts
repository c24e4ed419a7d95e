import { describe, it } from 'node:test';
import { expect } from 'expect';
import { contentDispositionOf } from './download-name';

describe('The name of a download', () => {
  it('is the one that was sent', () => {
    expect(contentDispositionOf('OPD6805.DBF')).toBe('attachment; filename=OPD6805.DBF');
    expect(contentDispositionOf('ผู้ป่วย.csv')).toContain(`filename*=UTF-8''${encodeURIComponent('ผู้ป่วย.csv')}`);
    expect(contentDispositionOf('a.png', { type: 'inline' })).toBe('inline; filename=a.png');
  });

  it('has nothing that shows it as another', () => {
    expect(contentDispositionOf('invoice\u202evsc.exe.csv')).toBe('attachment; filename=invoicevsc.exe.csv');
    expect(contentDispositionOf('a\r\nb\u2066\u200f.csv')).toBe('attachment; filename=ab.csv');
  });

  it('is not longer than a disk takes, and keeps its ending', () => {
    const long = contentDispositionOf(`${'ก'.repeat(1_000)}.csv`);
    expect(long.length).toBeLessThan(2_000);
    expect(long).toMatch(/\.csv$/);
    expect(contentDispositionOf(`x.${'y'.repeat(1_000)}`)).toHaveLength(21 + 150);
  });
});
