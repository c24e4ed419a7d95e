import { Foundation1763640000000 } from './migrations/1763640000000-foundation';
import { Omr1763640100000 } from './migrations/1763640100000-omr';

/** Every migration, oldest first. A landed one is never edited: write a new one with `npm run db:new`. */
export const migrations = [Foundation1763640000000, Omr1763640100000];
