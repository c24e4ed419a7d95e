import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { demoTerminal, tableLines } from './demo-terminal';

describe('the demo on something that is no terminal', () => {
  it('says where a bar is in plain lines, now and then and at its end', () => {
    const output = new PassThrough({ encoding: 'utf8' });
    const terminal = demoTerminal(output as unknown as NodeJS.WriteStream);
    const bar = terminal.bar('omr', 100);
    for (let done = 0; done <= 50; done++) bar.update(done);
    bar.finish('stopped');
    bar.update(100);
    expect(output.read()).toBe('  omr: 20/100\n  omr: 40/100\n  omr: 50/100  stopped\n');
  });
});

describe('a table', () => {
  it('aligns its columns, whatever takes no room on the screen', () => {
    expect(
      tableLines(
        ['name', 'n'],
        [
          ['\x1b[32mok\x1b[0m', '1'],
          ['ที่', '22'],
        ],
      ),
    ).toEqual(['  name  n', '  ────  ──', '  \x1b[32mok\x1b[0m    1', '  ที่     22']);
  });
});
