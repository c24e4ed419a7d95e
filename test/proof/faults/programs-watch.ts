import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Stack, type StackProgram } from '@sluice/tools/test-stack';

/** What a program may hold more in the end than it did idle. Pools and caches fill up; a leak goes on. */
const MAX_MORE_DESCRIPTORS = 40;
const MAX_MORE_MIB = 400;
/** Connections that clients keep alive for their next request are closed by then. */
const SETTLE_MS = 90_000;
const UNCAUGHT = /uncaught|unhandled/i;

interface Holding {
  pid: number;
  descriptors: number;
  mib: number;
}

/** Watches the programs of a stack: who ended by itself, and what they hold. */
export class ProgramsWatch {
  private readonly before = new Map<StackProgram, Holding>();

  /** @param stack idle, and warm */
  constructor(private readonly stack: Stack) {
    for (const program of this.programs) this.before.set(program, holdingOf(program.pid));
  }

  /** Programs that are gone although nobody killed them, or that met an error nobody had thought of. */
  crashes(): string[] {
    return this.programs.flatMap((program) => {
      const lines = program.output().split('\n');
      const uncaught = lines
        .filter((line) => UNCAUGHT.test(line))
        .map((line) => `${program.name}: ${line.slice(0, 400)}`);
      return program.hasExited()
        ? [`${program.name} has ended: ${lines.slice(-5).join(' ⏎ ')}`, ...uncaught]
        : uncaught;
    });
  }

  /** Programs that have lived since the beginning and hold much more than then. */
  async leaks(): Promise<string[]> {
    let found = this.holdMore();
    for (const until = performance.now() + SETTLE_MS; found.length > 0 && performance.now() < until;) {
      await delay(500);
      found = this.holdMore();
    }
    return found;
  }

  private holdMore(): string[] {
    return this.programs.flatMap((program) => {
      const before = this.before.get(program);
      if (!before || before.pid !== program.pid || program.hasExited()) return [];
      const now = holdingOf(program.pid);
      return [
        ...(now.descriptors > before.descriptors + MAX_MORE_DESCRIPTORS
          ? [
              `${program.name} holds ${now.descriptors} descriptors, ${before.descriptors} when it was idle before`,
            ]
          : []),
        ...(now.mib > before.mib + MAX_MORE_MIB
          ? [`${program.name} holds ${now.mib.toFixed(0)} MiB, ${before.mib.toFixed(0)} before`]
          : []),
      ];
    });
  }

  private get programs(): StackProgram[] {
    return [...this.stack.apis, ...this.stack.workers];
  }
}

/** Linux. */
function holdingOf(pid: number): Holding {
  const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return { pid, descriptors: readdirSync(`/proc/${pid}/fd`).length, mib: Number(kib) / 1024 };
}
