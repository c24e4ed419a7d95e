#!/usr/bin/env node
/** Not built, so that npm can link it in a bare clone; all there is to it is built. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(fileURLToPath(main))) await import(main.href);
else {
  console.error('The command is not built yet: run `npm run build` in the clone first');
  process.exitCode = 1;
}
