import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { CONFIG_VARIABLES } from '@sluice/kernel/config';
import { expect } from 'expect';

/** The project's root: this file runs from test/dist. */
const ROOT = resolve(__dirname, '../..');

describe('the README', () => {
  let readme: string;

  before(() => {
    readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  });

  it('has a row for every variable of the configuration, and for no other', () => {
    const [, section = ''] = /^#+ Configuration\n([\s\S]*?)(?=^## |(?![\s\S]))/im.exec(readme) ?? [];
    const rows = [...section.matchAll(/^\|\s*`([A-Z][A-Z0-9_]*)`/gm)].map((match) => match[1] as string);
    const missing = CONFIG_VARIABLES.filter((name) => !rows.includes(name));
    const unknown = rows.filter((name) => !CONFIG_VARIABLES.includes(name));
    const twice = rows.filter((name, index) => rows.indexOf(name) !== index);
    expect({ missing, unknown, twice }).toEqual({ missing: [], unknown: [], twice: [] });
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)].map(
      (match) => (match[1] ?? match[2]) as string,
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('links only to files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((match) => match[1] as string);
    expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
  });
});
