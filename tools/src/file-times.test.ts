import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { type FileTime, slowestFiles } from './file-times';
import { startProgram } from './program';

const TESTS: Record<string, string> = {
  'two.test.js': `const { describe, it } = require('node:test');
    describe('a', () => { it('b', () => {}); });
    it('c', () => {});`,
  'failing.test.js': `require('node:test').it('a', () => { throw new Error('no'); });`,
  'broken.test.js': `throw new Error('no');`,
};

describe('the times of test files', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-times-'));
    for (const [name, text] of Object.entries(TESTS)) writeFileSync(join(folder, name), text);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('are one a file, whether it passes, fails or cannot be read', async () => {
    const files = Object.keys(TESTS).map((name) => join(folder, name));
    // Else it would take itself for a test file of this run.
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const script = join(__dirname, 'fixtures', 'timed-run.js');
    const program = startProgram({ name: 'run', script, args: files, env });
    const times = (await program.message('times'))['times'] as FileTime[];
    await program.exited;
    expect(times.map(({ file }) => file).sort()).toEqual([...files].sort());
    for (const { ms } of times) expect(ms).toBeGreaterThan(0);
  });

  it('are told of the slowest, the longest first', () => {
    const times = [
      { file: 'a.test.js', ms: 1234 },
      { file: 'b.test.js', ms: 61_550 },
      { file: 'c.test.js', ms: 40 },
    ];
    expect(slowestFiles(times, 2)).toEqual(['   61.5 s  b.test.js', '    1.2 s  a.test.js']);
    expect(slowestFiles([], 2)).toEqual([]);
  });
});
