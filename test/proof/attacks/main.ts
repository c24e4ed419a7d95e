import { runMain } from '@sluice/tools/run-main';
import { markdownTable, runNote, writeSection } from '../reliability-page';
import { suiteArguments } from '../suite-arguments';
import { buildArena } from './arena';
import { type PartResult } from './attack';
import { parts } from './parts';
import { runPart } from './run-part';

/** All attacks on one arena. @returns the exit status: 0 when none succeeded */
async function main(): Promise<number> {
  const { seed, only, write } = suiteArguments('attacks');
  const startedAt = new Date();
  const arena = await buildArena();
  const results: PartResult[] = [];
  try {
    console.log(`The arena stands after ${seconds(startedAt)} s.`);
    for (const part of parts) {
      const result = await runPart(part, arena, {
        only,
        onBreach: ({ attack, expectation, happened }) =>
          console.log(
            `BROKEN  ${part.name}: ${attack}\n        expected: ${expectation}\n        ${happened}`,
          ),
      });
      if (result.tried === 0) continue;
      results.push(result);
      console.log(`${result.part}: ${result.held} of ${result.tried} held, at ${seconds(startedAt)} s`);
    }
  } finally {
    await arena.close();
  }
  const tried = results.reduce((sum, result) => sum + result.tried, 0);
  const broken = results.reduce((sum, result) => sum + result.broken.length, 0);
  const table = markdownTable(
    ['Attacks', 'Tried', 'Held', 'Broken'],
    [
      ...results.map(({ part, ...result }) => [
        part,
        String(result.tried),
        String(result.held),
        String(result.broken.length),
      ]),
      ['**All**', String(tried), String(tried - broken), String(broken)],
    ],
  );
  console.log(`\n${table}\n`);
  const note = runNote(seed, startedAt, Date.now() - startedAt.getTime());
  if (write) writeSection('attacks', `${table}\n\n${note}`);
  return broken === 0 && tried > 0 ? 0 : 1;
}

function seconds(since: Date): number {
  return Math.round((Date.now() - since.getTime()) / 1000);
}

runMain(main);
