import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { findTestFiles } from './test-files';

describe('the test files', () => {
  let root: string;
  const put = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  };

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'sluice-files-'));
    put('libs/kernel/src/db/a.test.ts');
    put('libs/kernel/dist/db/a.test.js');
    put('libs/kernel/dist/db/gone.test.js');
    put('libs/kernel/dist/db/a.js');
    put('test/e2e/omr.e2e.test.ts');
    put('test/dist/e2e/omr.e2e.test.js');
    put('test/dist/faults/gone.test.js');
  });
  after(() => rmSync(root, { recursive: true }));

  it('are those whose source still exists, end-to-end ones last', () => {
    expect(findTestFiles(root, [])).toEqual([
      join(root, 'libs/kernel/dist/db/a.test.js'),
      join(root, 'test/dist/e2e/omr.e2e.test.js'),
    ]);
  });

  it('can be chosen by a part of their path', () => {
    expect(findTestFiles(root, ['kernel'])).toEqual([join(root, 'libs/kernel/dist/db/a.test.js')]);
    expect(findTestFiles(root, ['e2e/omr'])).toEqual([join(root, 'test/dist/e2e/omr.e2e.test.js')]);
    expect(findTestFiles(root, ['nothing'])).toEqual([]);
  });
});
