import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { markdownTable, RELIABILITY_PAGE, withSection } from './reliability-page';

describe('docs/reliability.md', () => {
  it('has a place for the table of each suite', () => {
    const page = readFileSync(RELIABILITY_PAGE, 'utf8');
    for (const suite of ['faults', 'corpus', 'attacks'])
      expect(withSection(page, suite, 'NEW')).toContain(`<!-- ${suite} -->\n\nNEW\n\n<!-- /${suite} -->`);
  });

  it('gets a new table in place of the old one', () => {
    const page = 'a\n<!-- faults -->\nold\n<!-- /faults -->\nz\n';
    expect(withSection(page, 'faults', 'new\n')).toBe('a\n<!-- faults -->\n\nnew\n\n<!-- /faults -->\nz\n');
    expect(() => withSection(page, 'corpus', 'new')).toThrow(/lacks <!-- corpus -->/);
  });

  it('has tables that a cell with a bar does not break', () => {
    expect(markdownTable(['a', 'b'], [['x|y', 'long']])).toBe(
      '| a    | b    |\n| ---- | ---- |\n| x\\|y | long |',
    );
  });
});
