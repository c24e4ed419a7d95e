import { runMain } from '@sluice/tools/run-main';
import { markdownTable, runNote, writeSection } from '../reliability-page';
import { suiteArguments } from '../suite-arguments';
import { type PartOutcome } from './attack';
import { tryAllAttacks } from './parts';

/** `npm run attacks`. @returns the exit status */
async function main(): Promise<number> {
  const { seed, only, write } = suiteArguments('attacks');
  const startedAt = new Date();
  const outcomes: PartOutcome[] = [];
  await tryAllAttacks(only, (outcome) => {
    outcomes.push(outcome);
    say(`${outcome.name}: ${outcome.tried} tried, ${outcome.broken.length} came through`);
    for (const { attack, problem } of outcome.broken) say(`  ${attack}: ${problem.slice(0, 400)}`);
  });
  const rows = outcomes.map(({ name, tried, broken }) =>
    [name, tried, tried - broken.length, broken.length].map(String),
  );
  const table = markdownTable(['attacks', 'tried', 'held off', 'came through'], rows);
  const markdown = `${table}\n\n${runNote(seed, startedAt, Date.now() - startedAt.getTime())}`;
  say(`\n${markdown}`);
  if (write) writeSection('attacks', markdown);
  return outcomes.length > 0 && outcomes.every(({ broken }) => broken.length === 0) ? 0 : 1;
}

function say(line: string): void {
  console.log(line);
}

runMain(main);
