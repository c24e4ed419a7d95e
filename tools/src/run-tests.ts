import { setMaxListeners } from 'node:events';
import { relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { freshDatabase } from './fresh-database';
import { watchInterruption } from './interruption';
import { CLONE_ROOT } from './paths';
import { runMain } from './run-main';
import { startServices } from './services';
import { createTempData, sweepTempData } from './temp-data';
import { findTestFiles } from './test-files';

/** What `createTestDatabase` of @sluice/kernel/testing clones. */
const TEMPLATE_DATABASE = 'sluice_template';
/** A file that hangs for so long fails; no file comes near it. */
const FILE_LIMIT_MS = 15 * 60_000;

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** `npm test [-- <part of a path> …]`. @returns the exit status */
async function main(): Promise<number> {
  const interruption = watchInterruption(say);
  const files = findTestFiles(CLONE_ROOT, process.argv.slice(2));
  if (files.light.length + files.heavy.length === 0) {
    say('No test file matches');
    return 1;
  }
  const abort = new AbortController();
  // One listener a test file: many are no leak here.
  setMaxListeners(0, abort.signal);
  void interruption.happened.then(() => abort.abort());
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const temp = await createTempData();
  try {
    const services = await startServices({ dataDir: temp.path, durable: false, say });
    try {
      await freshDatabase(services.databaseUrl, TEMPLATE_DATABASE);
      process.env['SLUICE_TEST_DATABASE_URL'] = services.databaseUrl;
      process.env['SLUICE_TEST_REDIS_URL'] = services.redisUrl;
      await runFiles(files.light, 2, abort.signal, counts);
      await runFiles(files.heavy, 1, abort.signal, counts);
    } finally {
      await services.stop();
    }
  } finally {
    temp.remove();
    // Test files that crashed have left their servers and files.
    await sweepTempData();
  }
  say(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed > 0 || interruption.requested() ? 1 : 0;
}

function say(line: string): void {
  console.log(line);
}

async function runFiles(
  files: string[],
  concurrency: number,
  signal: AbortSignal,
  counts: Counts,
): Promise<void> {
  if (files.length === 0 || signal.aborted) return;
  const relativeFiles = files.map((file) => relative(process.cwd(), file));
  const events = run({ files: relativeFiles, concurrency, signal, timeout: FILE_LIMIT_MS });
  events.on('test:diagnostic', ({ nesting, message }) => {
    if (nesting === 0) count(message, counts);
  });
  const report = events.compose(new spec());
  for await (const text of report) process.stdout.write(text as string);
}

/** The summary comes as lines such as `pass 12`. */
function count(message: string, counts: Counts): void {
  const [, word, number] = /^(pass|fail|cancelled|skipped|todo) (\d+)$/.exec(message) ?? [];
  if (word === undefined) return;
  const key = word === 'pass' ? 'passed' : word === 'fail' || word === 'cancelled' ? 'failed' : 'skipped';
  counts[key] += Number(number);
}

runMain(main);
