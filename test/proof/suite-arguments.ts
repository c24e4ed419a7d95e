import { parseArgs } from 'node:util';

/** What the long form of a suite is told on its command line. */
export interface SuiteArguments {
  /** Every choice of the run follows from it. */
  seed: number;
  /** Runs only what has this text in its name; all when empty. */
  only: string;
  /** Puts the table into docs/reliability.md. */
  write: boolean;
}

/** Prints the help and ends the process when asked for it. @throws TypeError for unknown arguments */
export function suiteArguments(suite: string, args = process.argv.slice(2)): SuiteArguments {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      only: { type: 'string', default: '' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(`npm run ${suite} -- [--seed N] [--only TEXT] [--write]

  --seed N     repeats the run that printed this seed; default: a new one
  --only TEXT  runs what has TEXT in its name
  --write      puts the table into docs/reliability.md`);
    process.exit(0);
  }
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new TypeError(`--seed takes a whole number, not ${values.seed}`);
  return { seed, only: values.only, write: values.write };
}
