import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { startProgram } from './program';

const script = join(__dirname, 'fixtures', 'program.js');
const start = (mode: string) => startProgram({ name: mode, script, args: [mode], env: process.env });

describe('a program', () => {
  it('gives its first message of a type to those who ask before and after it came', async () => {
    const program = start('obedient');
    const early = program.message('ready');
    expect((await early)['pid']).toBe(program.pid);
    expect((await program.message('ready'))['pid']).toBe(program.pid);
    await program.stop(10_000);
  });

  it('ends by itself on SIGTERM, and all its output has been read by then', async () => {
    const program = start('obedient');
    await program.message('ready');
    expect(await program.stop(10_000)).toEqual({ code: 0, signal: null });
    expect(program.hasExited()).toBe(true);
    expect(program.tail()).toBe(`running ${program.pid}\ndrained`);
  });

  it('is killed when it does not end within its grace', async () => {
    const program = start('stubborn');
    await program.message('ready');
    expect(await program.stop(100)).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('fails whoever waits for a message with its exit code and its last lines', async () => {
    const program = start('crash');
    await expect(program.message('ready')).rejects.toThrow(/exit code 3[^]*crashing as asked/);
    await expect(program.message('ready')).rejects.toThrow(/exit code 3/);
  });
});
