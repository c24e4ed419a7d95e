import { describe, it } from 'node:test';
import { expect } from 'expect';
import { guessSystem } from './guess-system';

function guess(names: string[], strategy?: string, fields: Record<string, string> = {}): string {
  return guessSystem(
    names.map((name) => ({ name })),
    { strategy, fields },
  );
}

describe('the system that files are for', () => {
  it('is known by their endings where those are of one system only', () => {
    expect(guess(['a.JPG', 'b.tiff'])).toBe('omr');
    expect(guess(['PAT6805.DBF', 'PAT6805.dbt', 'opd.txt'])).toBe('revenue');
    expect(guess(['people.csv'])).toBe('migration');
    expect(guess(['people.ndjson'])).toBe('audience');
  });

  it('is known by a strategy or fields that only one has', () => {
    expect(guess(['a.zip'], 'zip_without_qr')).toBe('omr');
    expect(guess(['a.zip'], undefined, { batchName: 'May' })).toBe('revenue');
    expect(guess(['a.json'], undefined, { upload_name: 'May', on_error: 'partial' })).toBe('audience');
    expect(guess(['ids.json'], 'update-price', { newPrice: '5' })).toBe('content');
  });

  it('has to be said where it is not clear', () => {
    const unclear: [string[], Record<string, string>?][] = [
      [['a.zip']],
      [['a.json']],
      [['a']],
      [['a.dbf', 'b.csv']],
      [['a.json'], { on_error: 'partial' }],
    ];
    for (const [names, fields] of unclear)
      expect(() => guess(names, undefined, fields)).toThrow('--system omr, revenue, migration');
  });
});
