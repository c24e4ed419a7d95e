export interface HeldLock {
  release(): void;
}
/** `<pid>:<start time>`, or undefined when there is no such process. */
export function processMark(pid: number): string | undefined;
/** True while the very process that {@link processMark} described is running. */
export function isRunning(mark: string): boolean;
/** The process number in a mark. */
export function pidOf(mark: string): number;
/** Takes a lock file that ends with its holder; undefined (or a wait, with `onWait`) when it is held. */
export function takeLock(path: string, onWait: (holderPid: number) => void): Promise<HeldLock>;
export function takeLock(path: string): Promise<HeldLock | undefined>;
/** The mark of the process that took the lock, running or not; undefined when nobody has. */
export function lockHolder(path: string): string | undefined;
