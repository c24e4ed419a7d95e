import { extname } from 'node:path';
import { create } from 'content-disposition';

/** Turn the direction of what stands beside them, so that `…\u202Evsc.exe.csv` is shown as another kind of file; or end the line. */
const DECEIVING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** No disk keeps longer names, and a head of many kilobytes is more than proxies take. */
const MAX_NAME_LENGTH = 150;
const MAX_EXTENSION_LENGTH = 20;

/** A `Content-Disposition` for a file under the name it was sent with: what deceives the eye is left out. */
export function contentDispositionOf(
  filename: string,
  options: { type?: 'attachment' | 'inline' } = {},
): string {
  return create(shortened(filename.replace(DECEIVING, '')), options);
}

/** By characters, so that none is cut in two; what it ends with stays. */
function shortened(filename: string): string {
  const characters = [...filename];
  if (characters.length <= MAX_NAME_LENGTH) return filename;
  const extension = [...extname(filename)].slice(0, MAX_EXTENSION_LENGTH);
  return [...characters.slice(0, MAX_NAME_LENGTH - extension.length), ...extension].join('');
}
