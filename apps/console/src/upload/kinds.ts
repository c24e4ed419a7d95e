import { type System } from '../batches/overview';
import { type Fields, type SentSystem } from './sending';

const IMAGES = ['.jpg', '.jpeg', '.png', '.tif', '.tiff', '.webp', '.bmp', '.gif'];

/** Endings of the files that a system takes. */
export function kindsOf(system: SentSystem, { strategy }: Fields): string[] {
  if (system === 'omr') return strategy === 'direct_images' ? IMAGES : ['.zip'];
  if (system === 'revenue')
    return ['.dbf', '.zip', '.csv', '.txt', '.json', '.xml', '.xls', '.xlsx', '.fpt', '.dbt'];
  if (system === 'audience') return ['.json', '.ndjson', '.jsonl', '.csv', '.tsv', '.txt'];
  return ['.csv', '.json'];
}

/** True when all the files go into one batch. */
export function isOneBatch(system: SentSystem, { strategy }: Fields): boolean {
  return system === 'revenue' || (system === 'omr' && strategy === 'direct_images');
}

export function hasKind(name: string, kinds: string[]): boolean {
  return kinds.some((kind) => name.toLowerCase().endsWith(kind));
}

/** Which system files most likely are for; undefined when their names do not tell. */
export function guessSystem(files: File[]): System | undefined {
  const [name = ''] = files.map((file) => file.name.toLowerCase());
  if (hasKind(name, ['.dbf'])) return 'revenue';
  if (hasKind(name, ['.ndjson', '.jsonl', '.json'])) return 'audience';
  if (hasKind(name, IMAGES)) return 'omr';
  return undefined;
}
