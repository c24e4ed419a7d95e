import { type Arena, buildArena } from './arena';
import { type AttackPart, type PartOutcome, runPart } from './attack';
import { canary } from './canary';
import { GUESSING } from './guessing';
import { HTTP_TRICKS, RATE_LIMITS, SMALL_LIMIT } from './http-tricks';
import { injection } from './injection';
import { MASS_ASSIGNMENT } from './mass-assignment';
import { MATRIX } from './matrix';
import { TOKENS } from './tokens';

/** Tries everything on one system. @param onPart is told of each part when it is over */
export async function tryAllAttacks(only: string, onPart: (outcome: PartOutcome) => void): Promise<void> {
  const lines: string[] = [];
  const arena = await buildArena({
    env: { LOG_LEVEL: 'debug' },
    onLine: (_program, line) => lines.push(line),
  });
  try {
    // The matrix first: it compares what the database has before and after.
    const parts: AttackPart[] = [
      MATRIX,
      GUESSING,
      MASS_ASSIGNMENT,
      injection(lines),
      HTTP_TRICKS,
      TOKENS,
      canary(lines),
    ];
    for (const part of parts.filter(({ name }) => name.includes(only))) onPart(await runPart(arena, part));
    if (RATE_LIMITS.name.includes(only)) onPart(await tryLimits(arena));
  } finally {
    await arena.stop();
  }
}

async function tryLimits(arena: Arena): Promise<PartOutcome> {
  for (const api of arena.stack.apis) await api.restart({ RATE_LIMIT_MIGRATION: String(SMALL_LIMIT) });
  return runPart(arena, RATE_LIMITS);
}
