import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { CLAIM_TABLES, type ClaimTable } from '@sluice/systems/revenue';
import { expect } from 'expect';
import { layoutOf, PROBLEM_CODES } from '../layouts';
import { CHECK_RULES } from './check-rules';

/** This file runs from apps/worker/dist/systems/revenue/check. */
const TEXT = readFileSync(resolve(__dirname, '../../../../../../docs/revenue-rules.md'), 'utf8');

const SIGNS = { key: 'K', required: 'R', column: 'R¹', present: 'R²', optional: '' };

/** Cells of the tables below a heading. */
function tableRows(heading: string): string[][] {
  const [, below = ''] = TEXT.split(`\n${heading}`);
  const [section = ''] = below.split(/\n#{2,3} /);
  return section
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| ---'))
    .slice(1)
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

function codesIn(heading: string): string[] {
  return tableRows(heading).map(([code]) => code?.replaceAll('`', '') ?? '');
}

describe('docs/revenue-rules.md', () => {
  it('lists every problem of a record', () => {
    expect(codesIn('## Problems of a record').sort()).toEqual([...PROBLEM_CODES].sort());
  });

  it('lists every rule between files', () => {
    const rules = new Set(CHECK_RULES.map(({ code }) => code));
    expect(codesIn('## Findings between the files').sort()).toEqual([...rules].sort());
  });

  for (const table of CLAIM_TABLES) {
    it(`has the columns of ${table} as its layout has them`, () => {
      const printed = tableRows(`### ${table} `).map(([column, must]) => [column, must]);
      expect(printed).toEqual(columnsOf(table));
    });
  }

  function columnsOf(table: ClaimTable): string[][] {
    return layoutOf(table).columns.map(({ name, aliases, need }) => [
      aliases.length > 0 ? `${name} (${aliases.join(', ')})` : name,
      SIGNS[need],
    ]);
  }
});
