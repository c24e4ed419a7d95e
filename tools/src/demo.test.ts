import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { testServers } from '@sluice/kernel/config';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import { CLONE_ROOT } from './paths';
import { type Program, startProgram } from './program';

/** Of a start of everything on a busy machine. */
const STARTED_WITHIN_MS = 120_000;

interface RunningDemo extends Program {
  lines: string[];
  /** The first line it prints that matches, when it has. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
}

/** `npm run demo` without the bootstrap, on the servers of this test run. */
function startDemo(...systems: string[]): RunningDemo {
  const { databaseUrl, redisUrl } = testServers();
  const lines: string[] = [];
  const program = startProgram({
    name: 'demo',
    script: join(CLONE_ROOT, 'tools', 'dist', 'demo.js'),
    args: systems,
    env: { ...process.env, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
    onLine: (line) => lines.push(line),
  });
  const line = (pattern: RegExp): Promise<RegExpExecArray> =>
    eventually(
      `the demo to print ${String(pattern)}`,
      () => {
        if (program.hasExited()) throw new Error(`The demo ended:\n${lines.join('\n')}`);
        return lines.map((text) => pattern.exec(text)).find((match) => match !== null);
      },
      STARTED_WITHIN_MS,
    );
  return { ...program, lines, line };
}

/** True when nothing listens there any more. */
function isClosed(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => resolve(true));
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the demo', () => {
  it('exits 0 when every sample came out as it was made', async () => {
    const demo = startDemo();
    expect(await demo.exited).toEqual({ code: 0, signal: null });
    const said = demo.lines.join('\n');
    expect(said).toContain('omr: reading: 51/51  completed');
    expect(said).toContain('50 processed, 1 failed');
    expect(said).toContain('Everything came out as expected');
  });

  it('exits 1 and says so when a worker died, though the other did all the work', async () => {
    const demo = startDemo('revenue');
    const [, pid] = await demo.line(/worker-1 \(pid (\d+)\)/);
    process.kill(Number(pid), 'SIGKILL');
    expect(await demo.exited).toEqual({ code: 1, signal: null });
    const said = demo.lines.join('\n');
    expect(said).toMatch(/revenue +as expected/);
    expect(said).toContain('THE DEMO FAILED: 1 not as expected');
    expect(said).toContain('service: worker-1 died');
    expect(said).not.toContain('omr: drawing');
  });

  it('shows the systems that are named and no others, and refuses a name it does not know', async () => {
    const demo = startDemo('revenue', 'receipts');
    expect(await demo.exited).toEqual({ code: 1, signal: null });
    expect(demo.lines).toEqual(['The demo has no receipts: it shows omr, revenue, migration']);
  });

  it('stops everything when it is interrupted', async () => {
    const demo = startDemo();
    const [, port, ...pids] = await demo.line(/:(\d+), worker-1 \(pid (\d+)\), worker-2 \(pid (\d+)\)/);
    await demo.line(/drawing: \d+\/51/);
    demo.kill('SIGINT');
    expect(await demo.exited).toEqual({ code: 130, signal: null });
    expect(await isClosed(Number(port))).toBe(true);
    expect(pids.map(Number).filter(isAlive)).toEqual([]);
  });
});
