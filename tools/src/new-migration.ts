import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLONE_ROOT } from './paths';
import { runMain } from './run-main';
import { SetupError } from './setup-error';

const SCHEMA = join(CLONE_ROOT, 'libs/systems/src/schema');

/** `npm run db:new -- <kebab-case-name>`: an empty migration, last in the list. @returns the exit status */
async function main(): Promise<number> {
  const [name = ''] = process.argv.slice(2);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new SetupError('Usage: npm run db:new -- <kebab-case-name>');
  }
  const timestampMs = Date.now();
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const className = `${words.join('')}${timestampMs}`;
  const file = join(SCHEMA, 'migrations', `${timestampMs}-${name}.ts`);
  if (existsSync(file)) throw new SetupError(`${file} exists`);
  writeFileSync(file, migration(className));
  register(className, `./migrations/${timestampMs}-${name}`);
  console.log(`Made ${file} and added it to the list: write its up()`);
  return 0;
}

function migration(className: string): string {
  return `import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
  name = '${className}';

  async up(db: QueryRunner): Promise<void> {
    await db.query(\`\`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
`;
}

/** Adds the import after the last one, and the class at the end of the list. */
function register(className: string, path: string): void {
  const index = join(SCHEMA, 'index.ts');
  const source = readFileSync(index, 'utf8');
  const changed = source
    .replace(/((?:^import .*\n)+)/m, `$1import { ${className} } from '${path}';\n`)
    .replace(/(export const migrations = \[[^\]]*?),?\s*\]/, `$1, ${className}]`);
  if (!changed.includes(`, ${className}]`)) throw new SetupError(`Add ${className} to ${index} by hand`);
  writeFileSync(index, changed);
}

runMain(main);
