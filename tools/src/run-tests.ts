import { setMaxListeners } from 'node:events';
import { relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { findTestBrowser } from './browser-install';
import { type FileTime, gatherFileTimes, slowestFiles } from './file-times';
import { watchInterruption } from './interruption';
import { CLONE_ROOT } from './paths';
import { runMain } from './run-main';
import { findTestFiles } from './test-files';
import { withTestServices } from './test-services';

/** A file that hangs for so long fails; no file comes near it. */
const FILE_LIMIT_MS = 15 * 60_000;
const CONCURRENCY = 3;
/** Files that need a browser. */
const BROWSER_TEST = '.browser.test.js';
/** Files that are named at the end with the time they took. */
const SLOWEST = 10;

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What is told at the end. */
interface Summary {
  counts: Counts;
  times: FileTime[];
}

/** `npm test [-- <part of a path> …]`. @returns the exit status */
async function main(): Promise<number> {
  const interruption = watchInterruption(say);
  const files = findTestFiles(CLONE_ROOT, process.argv.slice(2));
  if (files.length === 0) {
    say('No test file matches');
    return 1;
  }
  const abort = new AbortController();
  // One listener a test file: many are no leak here.
  setMaxListeners(0, abort.signal);
  void interruption.happened.then(() => abort.abort());
  const summary: Summary = { counts: { passed: 0, failed: 0, skipped: 0 }, times: [] };
  if (files.some((file) => file.endsWith(BROWSER_TEST))) await findTestBrowser(say);
  await withTestServices(say, () => runFiles(files, abort.signal, summary));
  const { counts, times } = summary;
  if (times.length > 1) say(['The slowest files:', ...slowestFiles(times, SLOWEST)].join('\n'));
  say(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed > 0 || interruption.requested() ? 1 : 0;
}

function say(line: string): void {
  console.log(line);
}

/**
 * Three files at a time on two cores: those that start processes wait as much as they work. Each has a database and a Redis prefix
 * of its own, and asserts states, not times.
 */
async function runFiles(files: string[], signal: AbortSignal, { counts, times }: Summary): Promise<void> {
  if (signal.aborted) return;
  const relativeFiles = files.map((file) => relative(process.cwd(), file));
  const events = run({ files: relativeFiles, concurrency: CONCURRENCY, signal, timeout: FILE_LIMIT_MS });
  events.on('test:diagnostic', ({ nesting, message }) => {
    if (nesting === 0) count(message, counts);
  });
  gatherFileTimes(events, times);
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
