import { type AttackPart } from './attack';
import { canaryPart } from './canary';
import { doorsPart } from './doors';
import { idGuessingPart } from './id-guessing';
import { injectionPart } from './injection';
import { massAssignmentPart } from './mass-assignment';
import { formulasPart } from './formulas';
import { disguisesPart } from './disguises';
import { limitsPart } from './limits';
import { httpTricksPart } from './http-tricks';
import { tokensPart } from './tokens';
import { changingPart, readingPart } from './matrix';

/** In the order in which they are tried: what uses things up comes last. */
export const parts: readonly AttackPart[] = [
  readingPart,
  doorsPart,
  idGuessingPart,
  massAssignmentPart,
  injectionPart,
  formulasPart,
  disguisesPart,
  limitsPart,
  httpTricksPart,
  tokensPart,
  canaryPart,
  changingPart,
];
