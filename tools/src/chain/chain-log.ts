import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** What has happened on the chain. Played again in the same order, it makes the same chain. */
export type ChainEvent =
  /** A transaction, by its bytes in hexadecimal, came into the mempool, or came back after it was dropped. */
  | { type: 'accepted'; tx: string }
  /** It was mined; `aborted` when a fault made it fail, else the VM knows what came of it. */
  | { type: 'mined'; txid: string; block: number; aborted?: true }
  | { type: 'dropped'; txid: string; as: DroppedStatus | 'unknown' };

export type DroppedStatus = 'dropped_replace_by_fee' | 'dropped_stale_garbage_collect';

export interface ChainLog {
  /** What earlier runs wrote. */
  past: ChainEvent[];
  append(event: ChainEvent): void;
  close(): void;
}

/**
 * A file with one event a line, kept across restarts and kills (not across a failing machine: it does not wait for
 * the disk). A last line that was cut short never happened.
 * @throws Error naming the file when another line is no event
 */
export function openChainLog(folder: string): ChainLog {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'events.jsonl');
  const file = openSync(path, 'a', 0o600);
  const content = readFileSync(path);
  const whole = content.subarray(0, content.lastIndexOf('\n') + 1);
  if (whole.length < content.length) ftruncateSync(file, whole.length);
  const lines = whole.toString('utf8').split('\n').slice(0, -1);
  const past = lines.map((line, index) => {
    try {
      return JSON.parse(line) as ChainEvent;
    } catch (cause) {
      throw new Error(`${path}, line ${index + 1} is damaged: remove the file to start an empty chain`, {
        cause,
      });
    }
  });
  return {
    past,
    append: (event) => void writeSync(file, `${JSON.stringify(event)}\n`),
    close: () => closeSync(file),
  };
}

/** A chain that ends with its process. */
export function forgetfulLog(): ChainLog {
  return { past: [], append: () => undefined, close: () => undefined };
}
