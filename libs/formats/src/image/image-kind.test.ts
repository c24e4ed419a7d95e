import { describe, it } from 'node:test';
import { expect } from 'expect';
import { imageKind } from '.';

describe('The kind of an image', () => {
  it('is told by its bytes', () => {
    const kind = (head: string) => imageKind(Buffer.from(head.padEnd(16, '\0'), 'latin1'));
    expect(kind('\xff\xd8\xff\xe0')).toBe('jpeg');
    expect(kind('\x89PNG\r\n\x1a\n')).toBe('png');
    expect(kind('II*\0')).toBe('tiff');
    expect(kind('MM\0*')).toBe('tiff');
    expect(kind('RIFF1234WEBP')).toBe('webp');
    expect(kind('GIF89a')).toBe('gif');
    expect(kind('BM1234')).toBe('bmp');
    for (const other of [
      'RIFF1234WAVE',
      'BMW is a car, not an image',
      '%PDF-1.7',
      '<svg',
      'PK\x03\x04',
      '',
    ]) {
      expect(kind(other)).toBeUndefined();
    }
    expect(imageKind(Buffer.alloc(0))).toBeUndefined();
  });
});
