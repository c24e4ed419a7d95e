import { writeFileSync } from 'node:fs';
import { drawPile, PILE_PAGES } from './demo/scanned-pile';
import { demoTerminal } from './demo-terminal';
import { watchInterruption } from './interruption';
import { runMain } from './run-main';
import { SetupError } from './setup-error';

/** `node tools/dist/demo-zip.js <file>`: the demo's ZIP of scanned sheets, to send by hand. @returns the exit status */
async function main(): Promise<number> {
  const [path] = process.argv.slice(2);
  if (path === undefined) throw new SetupError('Usage: node tools/dist/demo-zip.js <file>');
  const terminal = demoTerminal();
  const interruption = watchInterruption((line) => terminal.line(line));
  const abort = new AbortController();
  void interruption.happened.then(() => abort.abort());
  const bar = terminal.bar('drawing', PILE_PAGES);
  try {
    const pile = await drawPile(abort.signal, (pages) => bar.update(pages));
    writeFileSync(path, pile.zip);
    bar.finish(path);
  } finally {
    terminal.close();
  }
  return 0;
}

runMain(main);
