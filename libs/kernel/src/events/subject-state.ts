/** How far a batch, an upload or a job is, in the words every listener understands. */
export interface SubjectProgress {
  id: string;
  /** The system's own word. */
  status: string;
  processed: number;
  failed: number;
  /** 0 while it is not known yet. */
  total: number;
  /** Of `total`, with two decimals; 0 while the total is unknown. */
  progress_percentage: number;
  /** What a system adds for its own clients. */
  [extra: string]: unknown;
}

/** What can be told of a subject at one moment. */
export interface SubjectState {
  /** Grows with every change of the subject's row; an older state is never told after a newer one. */
  version: number;
  /** Nothing follows, unless the subject is taken up again (retry). */
  isFinal: boolean;
  progress: SubjectProgress;
}

/** Share of `total` that is done, in percent with two decimals. */
export function percentageOf(done: number, total: number): number {
  return total === 0 ? 0 : Math.round((10_000 * done) / total) / 100;
}

/**
 * Present states of some subjects of one kind, from Postgres; those that do not exist are left out. One
 * function a system: what is asked for at the same time is asked by one call.
 */
export type SubjectLoader = (subjectIds: string[]) => Promise<SubjectState[]>;
