import { join } from 'node:path';
import { type StackProgram } from '@sluice/tools/test-stack';
import { type KillPoint } from './kill-at';

const PRELOAD = join(__dirname, 'kill-at.js');

export interface KillAtOptions {
  /** The point is passed so many times less one. Default 1. */
  count?: number;
  /** A file with the id of the one batch that is meant. */
  subjectFile?: string;
}

/** What a program needs in its environment to be killed at a point. */
export function killAtEnvironment(point: KillPoint, { count = 1, subjectFile = '' }: KillAtOptions = {}) {
  return {
    NODE_OPTIONS: `--require ${PRELOAD}`,
    KILL_AT: point,
    KILL_AT_COUNT: String(count),
    KILL_AT_SUBJECT: subjectFile,
  };
}

/** For a program that is to live on. */
export const UNHARMED = { NODE_OPTIONS: '', KILL_AT: '' };

/** Starts a program anew, waits until it has died at the point, and starts it again unharmed. */
export async function dieAt(
  program: StackProgram,
  point: KillPoint,
  options: KillAtOptions = {},
): Promise<void> {
  // Under load it may be at the point before it has been seen to be ready.
  const [started] = await Promise.allSettled([program.restart(killAtEnvironment(point, options))]);
  if (started.status === 'rejected' && !program.hasExited()) throw started.reason;
  const { signal } = await program.exited();
  if (signal !== 'SIGKILL')
    throw new Error(`${program.name} ended otherwise than killed at ${point}: ${signal}`);
  await program.restart(UNHARMED);
}
