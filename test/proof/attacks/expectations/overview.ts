import { type Belongings } from '../attack';
import {
  CONTENT_OVERVIEW,
  type Expectation,
  type Expectations,
  MIGRATION_OVERVIEW,
  OMR,
  type OwnerName,
  type Rule,
  SIGNED_IN,
  UPLOADS,
} from './expectation';

interface Listed {
  system: string;
  owner: OwnerName;
  sees: Rule;
  /** Which of the owner's things is asked for alone. */
  thing: keyof Belongings;
}

/** As each system's own list has it; but what is another's is not there, where its own routes say 403. */
const LISTED: Listed[] = [
  { system: 'omr', owner: 'user', sees: OMR, thing: 'omrBatch' },
  { system: 'revenue', owner: 'user', sees: OMR, thing: 'revenueBatch' },
  { system: 'audience', owner: 'user', sees: UPLOADS, thing: 'audienceUpload' },
  { system: 'content', owner: 'creator', sees: CONTENT_OVERVIEW, thing: 'contentBatch' },
  { system: 'migration', owner: 'owner', sees: MIGRATION_OVERVIEW, thing: 'migrationJob' },
];

const page = ({ system, owner, sees }: Listed): Expectation => ({
  rule: SIGNED_IN,
  sees,
  owner,
  system,
  query: `?system=${system}&limit=100`,
});

const one = ({ system, owner, sees, thing }: Listed): Expectation => ({
  rule: sees,
  owner,
  system,
  params: (things) => ({ system, id: things[thing] as string }),
});

export const overview: Expectations = {
  'GET /api/overview/batches': LISTED.map(page),
  'GET /api/overview/batches/{system}/{id}': LISTED.map(one),
};
