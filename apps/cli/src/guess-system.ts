import { CliError, EXIT } from './exit-codes';
import { type LocalFile } from './local-files';
import { SYSTEM_NAMES, type SystemName } from './system-names';
import { SYSTEMS } from './systems';

/** What files of that ending can only be for. */
const BY_ENDING: Readonly<Record<string, SystemName>> = {
  '.jpg': 'omr',
  '.jpeg': 'omr',
  '.png': 'omr',
  '.tif': 'omr',
  '.tiff': 'omr',
  '.webp': 'omr',
  '.bmp': 'omr',
  '.gif': 'omr',
  '.dbf': 'revenue',
  '.dbt': 'revenue',
  '.fpt': 'revenue',
  '.txt': 'revenue',
  '.csv': 'migration',
  '.ndjson': 'audience',
};

/**
 * Which system files are for, from their names and what else is said.
 * @throws CliError when that is not clear: of a ZIP or of JSON, whose insides may be for several
 */
export function guessSystem(
  files: Pick<LocalFile, 'name'>[],
  { strategy, fields }: { strategy: string | undefined; fields: Record<string, string> },
): SystemName {
  const byStrategy = SYSTEM_NAMES.filter(
    (name) => strategy !== undefined && SYSTEMS[name].strategies.includes(strategy),
  );
  const names = Object.keys(fields);
  const byFields = SYSTEM_NAMES.filter((name) => {
    const known = SYSTEMS[name].fieldsOf(strategy);
    return names.length > 0 && names.every((field) => known.includes(field));
  });
  for (const [only, ...others] of [byStrategy, byFields]) if (only && others.length === 0) return only;
  const [system, ...others] = new Set(files.map(({ name }) => BY_ENDING[endingOf(name)]));
  if (system === undefined || others.length > 0) {
    throw new CliError(EXIT.usage, `Say which system it is for: --system ${SYSTEM_NAMES.join(', ')}`);
  }
  return system;
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.')).toLowerCase();
}
