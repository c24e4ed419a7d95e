const LITTER = new Set(['thumbs.db', 'desktop.ini', '__macosx']);

/** Members that an operating system put into a ZIP, and directories: passed over without a word. */
export function isIgnoredName(name: string): boolean {
  if (name.endsWith('/')) return true;
  return name.split('/').some((part) => isHidden(part) || LITTER.has(part.toLowerCase()));
}

function isHidden(part: string): boolean {
  return part.startsWith('.') && part !== '.';
}

const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Natural order, `2.jpg` before `10.jpg`, the same on every machine; names that only look alike by code units. */
export function compareNames(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  // Part by part, so that a folder's sheets stay together whatever sorts around "/".
  for (let i = 0; i < left.length && i < right.length; i++) {
    const order = natural.compare(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  if (left.length !== right.length) return left.length - right.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
