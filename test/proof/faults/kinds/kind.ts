import { type Database } from '@sluice/kernel/db';
import { type Question } from '../ask';

/** What a poll shows of a batch, in one form for all systems. */
export interface Seen {
  /** The system's own word. */
  status: string;
  processed: number;
  failed: number;
  total: number;
  /** Null where the system tells none. */
  percentage: number | null;
  hasEnded: boolean;
}

/** What a client asks for once the batch is accepted, and waits for. */
export interface Move {
  name: string;
  /** Left out: nothing is asked for, the work goes on by itself. */
  question?: Question;
  /** Answers other than 2xx that are right, because the batch had gone on meanwhile. */
  mayAnswer?: readonly number[];
  /** True once what was asked for has come about. */
  isDone(seen: Seen): boolean;
}

/** One operation of a client: its input, and what must come of it, known from the input alone. */
export interface Plan {
  /** In the name of what is sent, so that its batches can be found, however many there are. */
  tag: string;
  moves: readonly ((subject: string) => Move)[];
  /** Sends the same request twice at once, under the same key. */
  isDoubled: boolean;
}

/** A sort of work: how it is made up, sent, looked at and checked. */
export interface Kind<Planned extends Plan = Plan> {
  system: string;
  /** The development login that sends it. */
  login: string;
  /** Every status that its batches may have. */
  statuses: readonly string[];
  /** @param random numbers from 0 to 1 that decide all there is to choose */
  plan(tag: string, random: () => number): Planned;
  question(planned: Planned): Question;
  /** The id in the answer of an accepted request. */
  subjectOf(body: unknown): string;
  /** Where a batch is polled. */
  pollPath(subject: string): string;
  seenOf(body: unknown): Seen;
  /** How many batches the database has of this operation. */
  made(db: Database, planned: Planned): Promise<number>;
  /** What the database has of it that it should not, or lacks; a sentence each. */
  check(db: Database, planned: Planned, subject: string): Promise<string[]>;
}

/** True with the given chance. */
export function chance(random: () => number, probability: number): boolean {
  return random() < probability;
}

/** A whole number from `low` to `high`. */
export function between(random: () => number, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** The work goes on by itself until it has ended. */
export const untilEnded = (): Move => ({ name: 'end', isDone: ({ hasEnded }) => hasEnded });

/** A sentence for each value that is not as expected. */
export function differences(
  what: string,
  found: Record<string, unknown> | undefined,
  expected: Record<string, unknown>,
): string[] {
  if (!found) return [`${what} is not there`];
  return Object.entries(expected)
    .filter(([name, value]) => JSON.stringify(found[name]) !== JSON.stringify(value))
    .map(
      ([name, value]) =>
        `${what}: ${name} is ${JSON.stringify(found[name])}, expected ${JSON.stringify(value)}`,
    );
}
