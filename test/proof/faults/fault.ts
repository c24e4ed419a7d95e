import { type Database } from '@sluice/kernel/db';
import { type Stack, type StackOptions } from '@sluice/tools/test-stack';

/** Where a fault happens: a running stack under load. */
export interface Scene {
  stack: Stack;
  /** A connection of the suite's own. */
  db: Database;
  /** Numbers from 0 to 1, the same for the same seed. */
  random: () => number;
  /** Writes what is done to the system into the history, beside the requests and answers. */
  note(event: string, details?: Record<string, unknown>): void;
  /** Lets the load go on, until `count` more requests of it have been acknowledged. */
  afterRequests(count: number): Promise<void>;
}

/** Something that goes wrong. The load runs before, while and after it does. */
export interface Fault {
  /** As it stands in the table: `a worker is killed at a random moment`. */
  name: string;
  /** Longest time from the end of the fault until all work is done that was accepted before and meanwhile. */
  recoveryBoundMs: number;
  /** What the stack has to be for it; servers are its own in any case. */
  stack?: Partial<StackOptions>;
  /** Makes what the stack is to stand on, before it is started; `end` takes it away when the stack is gone. */
  surroundings?(): { stack: Partial<StackOptions>; end(): void };
  /** True where the short form of the suite tries it, too. */
  isShort?: boolean;
  /** Why it can't be tried on this machine; undefined when it can. */
  obstacle?(): string | undefined;
  /** Breaks, waits where that is part of it, and mends. What is wrong resolves with the system whole again. */
  happen(scene: Scene): Promise<void>;
}
