import { type Choices } from '../column.notation';
import { invalid, type ValueFault } from './value-fault';

/** Stored value of each way to write it; what is written exactly is found without folding. */
export function choiceReader(label: string, choices: Choices): (text: string) => string | ValueFault {
  const stored = new Map<string, string>();
  for (const [value, synonyms] of Object.entries(choices)) {
    stored.set(value, value);
    for (const written of [value, ...synonyms]) stored.set(foldChoice(written), value);
  }
  return (text) => stored.get(text) ?? stored.get(foldChoice(text)) ?? invalid(label, text);
}

/** Case, blanks, underscores, full stops, strokes and hyphens within do not count: `Laki - Laki` is `lakilaki`. */
function foldChoice(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s_./]+/g, '')
    .replace(/-(?=[a-z])/g, '');
}
