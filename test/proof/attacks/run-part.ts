import { type Arena, type Attack, type AttackPart, type Breach, type PartResult } from './attack';

export interface RunOptions {
  /** Leaves out what `isLong`. */
  isShort?: boolean;
  /** Runs only attacks that have this text in the name of theirs or their part's. */
  only?: string;
  onBreach?: (breach: Breach) => void;
}

/** Tries all attacks of a part; one that succeeds does not keep the others from being tried. */
export async function runPart(
  part: AttackPart,
  arena: Arena,
  { isShort = false, only = '', onBreach = () => undefined }: RunOptions = {},
): Promise<PartResult> {
  if (isShort && part.isLong) return { part: part.name, tried: 0, held: 0, broken: [] };
  const chosen = (await part.attacks(arena)).filter(
    ({ isLong = false, name }) => !(isShort && isLong) && `${part.name}: ${name}`.includes(only),
  );
  refuseRepeats(part, chosen);
  const broken: Breach[] = [];
  const waiting = [...chosen];
  const work = async (): Promise<void> => {
    for (let attack = waiting.shift(); attack; attack = waiting.shift()) {
      const breach = await breachOf(attack, arena);
      if (!breach) continue;
      broken.push(breach);
      onBreach(breach);
    }
  };
  await Promise.all(Array.from({ length: part.atOnce ?? 1 }, work));
  return { part: part.name, tried: chosen.length, held: chosen.length - broken.length, broken };
}

async function breachOf({ name, expectation, run }: Attack, arena: Arena): Promise<Breach | undefined> {
  try {
    await run(arena);
    return undefined;
  } catch (error) {
    return {
      attack: name,
      expectation,
      happened: error instanceof Error ? error.message : String(error),
    };
  }
}

/** Two of one name could not be told apart in what is printed. */
function refuseRepeats(part: AttackPart, attacks: readonly Attack[]): void {
  const seen = new Set<string>();
  for (const { name } of attacks) {
    if (seen.has(name)) throw new Error(`Two attacks of "${part.name}" are called "${name}"`);
    seen.add(name);
  }
}
