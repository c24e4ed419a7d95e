import { before, describe, it } from 'node:test';
import { expect } from 'expect';
import { consoleModule } from './console-module';

interface Row {
  contentId: string;
  isRemoved: boolean;
}

interface Selection {
  chooseRows(rows: Row[], chosen: ReadonlySet<string>, at: number, from?: number): ReadonlySet<string>;
  nextToChoose(rows: Row[], at: number, step: 1 | -1): number | undefined;
}

const ROWS = ['a', 'b', 'c', 'gone', 'e'].map((contentId) => ({
  contentId,
  isRemoved: contentId === 'gone',
}));

describe('choosing contents in the console', () => {
  let selection: Selection;

  before(async () => {
    selection = await consoleModule('contents/selection.ts');
  });

  const choose = (chosen: string[], at: number, from?: number): string[] => [
    ...selection.chooseRows(ROWS, new Set(chosen), at, from),
  ];

  it('adds a row, and takes it away again', () => {
    expect(choose(['a'], 1)).toEqual(['a', 'b']);
    expect(choose(['a', 'b'], 1)).toEqual(['a']);
  });

  it('adds all rows between two, downwards and upwards, but those that are removed', () => {
    expect(choose(['b'], 4, 1)).toEqual(['b', 'c', 'e']);
    expect(choose(['e'], 1, 4).sort()).toEqual(['b', 'c', 'e']);
  });

  it('takes all rows between two away where the one clicked was chosen', () => {
    expect(choose(['a', 'b', 'c', 'e'], 2, 0)).toEqual(['e']);
  });

  it('goes on to the next row that can be chosen', () => {
    expect(selection.nextToChoose(ROWS, 2, 1)).toBe(4);
    expect(selection.nextToChoose(ROWS, 4, -1)).toBe(2);
    expect(selection.nextToChoose(ROWS, 0, -1)).toBeUndefined();
    expect(selection.nextToChoose(ROWS, -1, 1)).toBe(0);
  });
});
