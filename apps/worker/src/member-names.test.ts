import { describe, it } from 'node:test';
import { expect } from 'expect';
import { compareNames, isIgnoredName } from './member-names';

describe('Names of members', () => {
  it('are put in natural order, folder by folder, the same from any beginning', () => {
    const ordered = ['1.jpg', '2.jpg', '10.jpg', 'a/1.jpg', 'a/b/1.jpg', 'a 2/1.jpg', 'B1.jpg', 'b2.jpg'];
    const sorted = [...ordered].reverse().sort(compareNames);
    expect(sorted.filter((name) => /^\d/.test(name))).toEqual(['1.jpg', '2.jpg', '10.jpg']);
    expect(sorted.filter((name) => /^b/i.test(name))).toEqual(['B1.jpg', 'b2.jpg']);
    expect(sorted.indexOf('a/b/1.jpg') - sorted.indexOf('a/1.jpg')).toBe(1);
    for (let shift = 1; shift < ordered.length; shift++) {
      const turned = [...ordered.slice(shift), ...ordered.slice(0, shift)];
      expect(turned.sort(compareNames)).toEqual(sorted);
    }
  });

  it('that differ only in case or zeros still have one order', () => {
    expect(['01.jpg', '1.jpg', '001.jpg'].sort(compareNames)).toEqual(['001.jpg', '01.jpg', '1.jpg']);
    expect(['a.JPG', 'A.jpg'].sort(compareNames)).toEqual(['A.jpg', 'a.JPG']);
  });

  it('of what operating systems leave behind are ignored', () => {
    const litter = [
      'scans/',
      '__MACOSX/._1.jpg',
      '.DS_Store',
      'scans/.hidden/1.jpg',
      'a/Thumbs.db',
      'Desktop.ini',
    ];
    expect(litter.filter(isIgnoredName)).toEqual(litter);
    expect(['1.jpg', './1.jpg', 'scans/1.jpg', 'thumbs/1.jpg', 'a.b/1'].filter(isIgnoredName)).toEqual([]);
  });
});
