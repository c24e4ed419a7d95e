import { runMain } from '@sluice/tools/run-main';
import { markdownTable, runNote, writeSection } from '../reliability-page';
import { suiteArguments } from '../suite-arguments';
import { fuzz, type FuzzFigures } from './fuzz';
import { allCases, faultsOf, runCorpus } from './run-corpus';

const FUZZ_SECONDS = 30;

/** `npm run corpus`. @returns the exit status */
async function main(): Promise<number> {
  const { seed, only, write } = suiteArguments('corpus');
  const startedAt = new Date();
  const cases = (await allCases(seed)).filter(({ family, name }) => `${family}, ${name}`.includes(only));
  say(`${cases.length} cases, seed ${seed}`);
  const { families, leftovers } = await runCorpus(cases, (text) => say(`  ${text}`));
  for (const leftover of leftovers) say(`  left behind: ${leftover}`);
  const fuzzed: FuzzFigures[] = only === '' ? await fuzz(seed, FUZZ_SECONDS, say) : [];
  const ms = (value: number): string => `${Math.round(value)} ms`;
  const corpus = markdownTable(
    [
      'family',
      'cases',
      'wrong verdicts and hangs',
      'too slow',
      'too large',
      'crashes',
      'longest',
      'API, most more',
      'worker, most more',
    ],
    families.map((one) => [
      one.family,
      ...[one.cases, one.wrong.length, one.slow.length, one.large.length, one.crashes.length].map(String),
      ms(one.longestMs),
      `${Math.round(one.apiMib)} MiB`,
      `${Math.round(one.workerMib)} MiB`,
    ]),
  );
  const readers = markdownTable(
    ['reader', 'inputs', 'a second', 'disagreements with the oracle', 'crashes', 'hangs'],
    fuzzed.map((one) =>
      [
        one.reader,
        one.inputs,
        one.perSecond,
        one.disagreements.length,
        one.crashes.length,
        one.hangs.length,
      ].map(String),
    ),
  );
  const note = runNote(seed, startedAt, Date.now() - startedAt.getTime());
  const markdown = `${corpus}\n\nThe readers alone, with sound files, bent files and noise, each for ${FUZZ_SECONDS} s:\n\n${readers}\n\n${leftovers.length} files left behind. ${note}`;
  say(`\n${markdown}`);
  if (write) writeSection('corpus', markdown);
  const faults = [
    ...families.flatMap(faultsOf),
    ...leftovers,
    ...fuzzed.flatMap((one) => [...one.disagreements, ...one.crashes, ...one.hangs]),
  ];
  return cases.length > 0 && faults.length === 0 ? 0 : 1;
}

function say(line: string): void {
  console.log(line);
}

runMain(main);
