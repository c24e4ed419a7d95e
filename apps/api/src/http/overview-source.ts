import { type Actor } from '../auth';

/** The systems as people know them. */
export const OVERVIEW_SYSTEMS = ['omr', 'revenue', 'audience', 'content', 'migration'] as const;
export type OverviewSystem = (typeof OVERVIEW_SYSTEMS)[number];

/**
 * What a batch of any system is in. `your_turn`: nothing happens until its owner does the next step. `done_with_errors`:
 * it has ended, and some of it, or all, has failed. `failed`: it ended before it was through.
 */
export const OVERVIEW_STATES = [
  'waiting',
  'working',
  'your_turn',
  'done',
  'done_with_errors',
  'failed',
  'cancelled',
  'rolled_back',
] as const;
export type OverviewState = (typeof OVERVIEW_STATES)[number];

/** Work is to come or under way. */
export const ACTIVE_STATES: readonly OverviewState[] = ['waiting', 'working'];

export const OVERVIEW_KINDS = ['batch', 'file'] as const;
export const OVERVIEW_UNITS = ['sheets', 'files', 'rows', 'records', 'contents'] as const;

/**
 * One table of what a system works on, as the list over all systems wants it: its columns in SQL, and who sees which
 * rows. Every table has `id`, a UUIDv7, `tenant_id` and `created_at`.
 */
export interface OverviewSource {
  system: OverviewSystem;
  kind: (typeof OVERVIEW_KINDS)[number];
  /** What `done`, `failed` and `total` count. */
  unit: (typeof OVERVIEW_UNITS)[number];
  table: string;
  /** Which rows are meant, where it is not all of them. */
  only?: string;
  ownerColumn: string;
  /** The id that the system's own routes take. */
  publicId: { column: string; pattern: RegExp };
  name: string;
  /** What else people may know it by. */
  otherName?: string;
  /** The system's own word. */
  status: string;
  /** An {@link OverviewState}. An index has the same words: see the migration overview. */
  state: string;
  done: string;
  failed: string;
  /** How many of the failed have been made good elsewhere since: they are told as done. Asked of the rows of a page only. */
  recovered?: string;
  /** Null while it is not known. */
  total: string;
  /** Null, or the reason for people. */
  error: string;
  startedAt: string;
  finishedAt: string;
  /** Whose rows the actor sees in the system's own list; undefined when none. */
  visibleTo(actor: Actor): { tenantId: string; ownerId?: string } | undefined;
}

/** Of tables whose own id is the one that routes take. */
export const UUID_ID = { column: 'id', pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ };
