import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { type KillPoint } from './kill-at';
import { killAtEnvironment } from './killed-at';

/** Runs a line of a program with the module loaded in front. */
function run(program: string, env: Record<string, string>) {
  return spawnSync(process.execPath, ['-e', program], { env: { ...process.env, ...env }, encoding: 'utf8' });
}

const RENAME = `const { rename, writeFile, rm } = require('node:fs/promises');
  const path = require('node:os').tmpdir() + '/sluice-kill-at-' + process.pid;
  (async () => { await writeFile(path, 'x'); for (let n = 1; n < 4; n++) { console.log(n); await rename(path, path); } await rm(path); console.log('end'); })();`;

describe('killing at a point', () => {
  it('ends the program where it says, the time that it says', () => {
    const { signal, stdout } = run(RENAME, killAtEnvironment('before-rename', { count: 2 }));
    expect([signal, stdout]).toEqual(['SIGKILL', '1\n2\n']);
  });

  it('does nothing to a program that never comes there', () => {
    const { status, stdout } = run(RENAME, killAtEnvironment('before-answer'));
    expect([status, stdout]).toEqual([0, '1\n2\n3\nend\n']);
  });

  it('refuses a point that is none', () => {
    const { status, stderr } = run('1', killAtEnvironment('nowhere' as KillPoint));
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/names no point: nowhere/);
  });
});
