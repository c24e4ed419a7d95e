import { demoTerminal } from './demo-terminal';
import { watchInterruption } from './interruption';
import { runMain } from './run-main';
import { startStack } from './test-stack';

/** `npm run demo`: the whole service on fresh data, up and down. @returns the exit status */
async function main(): Promise<number> {
  const terminal = demoTerminal();
  const interruption = watchInterruption((line) => terminal.line(line));
  const startedAt = Date.now();
  terminal.line('Starting Postgres, Redis, an API and two workers …');
  const stack = await startStack({ workers: 2, say: (line) => terminal.line(line) });
  try {
    if (interruption.requested()) return 130;
    const rows = stack.apis.map((api) => [api.name, api.url, terminal.good('ready')]);
    rows.push(...stack.workers.map((worker) => [worker.name, `pid ${worker.pid}`, terminal.good('ready')]));
    terminal.table(['program', 'where', 'state'], rows);
    terminal.line(`Ready in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
    return 0;
  } finally {
    terminal.close();
    await stack.stop();
  }
}

runMain(main);
