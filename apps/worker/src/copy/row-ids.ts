import { randomFillSync } from 'node:crypto';
import { V7Generator } from 'uuidv7';

/** Random numbers made at once: for a few at a time the call costs more than they do. */
const random = new Uint32Array(4096);
let next = random.length;

const generator = new V7Generator({
  nextUint32(): number {
    if (next === random.length) {
      randomFillSync(random);
      next = 0;
    }
    return random[next++] as number;
  },
});

/** A UUIDv7 for one of very many rows; later ones are greater. */
export function newRowId(): string {
  return generator.generate().toString();
}
