import { type Arena } from './arena';

/** Something an attacker tries. */
export interface Attack {
  /** What is tried, as a sentence: `a refresh token is used as an access token`. */
  name: string;
  /** Tries it. @throws Error with what happened when it succeeded, or was answered other than it should be */
  run(arena: Arena): Promise<void>;
}

/** Attacks of one kind. */
export interface AttackPart {
  name: string;
  /** @param arena built, so that attacks can be made from what is there */
  attacks(arena: Arena): Attack[] | Promise<Attack[]>;
  /** So many are tried at once, where none is in another's way. Default 1. */
  atOnce?: number;
}

/** An attack that came through, or that was not even answered. */
export interface Broken {
  attack: string;
  problem: string;
}

export interface PartOutcome {
  name: string;
  tried: number;
  broken: Broken[];
}

/** Tries all attacks of a part, and writes down those that were not held off. */
export async function runPart(arena: Arena, part: AttackPart): Promise<PartOutcome> {
  const attacks = await part.attacks(arena);
  const broken: Broken[] = [];
  const waiting = [...attacks];
  const tryOn = async (): Promise<void> => {
    for (let attack = waiting.shift(); attack; attack = waiting.shift()) {
      const { name, run } = attack;
      await run(arena).catch((error: unknown) =>
        broken.push({ attack: name, problem: error instanceof Error ? error.message : String(error) }),
      );
    }
  };
  await Promise.all(Array.from({ length: part.atOnce ?? 1 }, tryOn));
  return { name: part.name, tried: attacks.length, broken };
}

/** @throws Error unless the two are the same */
export function expectSame(what: string, found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`${what} is ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}

/** @throws Error unless the status is one of those */
export function expectStatus(found: { status: number; text: string }, ...expected: number[]): void {
  if (!expected.includes(found.status))
    throw new Error(
      `answered ${found.status}, expected ${expected.join(' or ')}: ${found.text.slice(0, 300)}`,
    );
}
