import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * The compiled test files below `root` whose path holds one of `filters` (all, when there are none). The
 * compiler leaves the output of a removed source behind: such a file is not a test any more.
 */
export function findTestFiles(root: string, filters: string[]): string[] {
  const groups = ['libs', 'apps'].flatMap((group) => folders(join(root, group)));
  return [...groups, join(root, 'tools'), join(root, 'test')]
    .flatMap((project) => testsOf(project))
    .filter(
      (file) => filters.length === 0 || filters.some((filter) => relative(root, file).includes(filter)),
    );
}

/** True when the TypeScript file that `file`, below `<project>/dist`, was made from is still there. */
export function hasSource(project: string, file: string): boolean {
  const source = relative(join(project, 'dist'), file).replace(/\.js$/, '.ts');
  return existsSync(join(project, 'src', source)) || existsSync(join(project, source));
}

function testsOf(project: string): string[] {
  const dist = join(project, 'dist');
  if (!existsSync(dist)) return [];
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => join(dist, name))
    .filter((file) => hasSource(project, file));
}

function folders(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent).map((name) => join(parent, name));
}
