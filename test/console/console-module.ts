import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const SOURCES = resolve(__dirname, '../../../apps/console/src');

/**
 * A module of the console that imports nothing, run in Node: the console itself is built for browsers alone.
 * @param path below apps/console/src @returns what it exports
 */
export async function consoleModule<Exports>(path: string): Promise<Exports> {
  const source = await readFile(join(SOURCES, path), 'utf8');
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 };
  const { outputText } = transpileModule(source, { compilerOptions });
  return (await import(`data:text/javascript,${encodeURIComponent(outputText)}`)) as Exports;
}
