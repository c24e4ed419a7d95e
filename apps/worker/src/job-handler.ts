import { type JobContract } from '@sluice/kernel/queue';
import { type EventFeed } from '@sluice/kernel/events';
import { type Lease } from '@sluice/kernel/lease';
import { type Log } from '@sluice/kernel/log';
import { type ProgressBoard } from '@sluice/kernel/progress';

/** What a handler is given besides its payload. */
export interface JobTools {
  /** Carries job and request ids. */
  log: Log;
  /** Aborts when the job was taken away or the process shuts down. */
  signal: AbortSignal;
  /** The only way to write results: see {@link Lease.commit}. */
  lease: Lease;
  progress: ProgressBoard;
  events: EventFeed;
  workerId: string;
}

/** Why a job will not be run again. */
export interface GiveUpReason {
  /** `poison`: three workers died on it. `failed`: its error can't be cured, or was met too often. */
  kind: 'poison' | 'failed';
  /** A sentence for people. */
  message: string;
}

export interface JobHandler<Payload extends object> {
  /** Does the work. Bad input is written down as a result; only what a retry may cure is thrown. */
  run(payload: Payload, tools: JobTools): Promise<void>;
  /**
   * Brings what the job worked on to a legal end. May hand the job back when only a part of it is
   * hopeless; otherwise the job ends as failed.
   */
  giveUp(payload: Payload, tools: JobTools, reason: GiveUpReason): Promise<void>;
}

type PayloadOf<Contract> = Contract extends JobContract<infer Payload> ? Payload : never;

/** One handler for each contract of a system: a missing one does not compile. */
export type JobHandlers<Contracts> = { [Name in keyof Contracts]: JobHandler<PayloadOf<Contracts[Name]>> };

/** A contract and its handler, as the runner looks them up by the job's name. */
export interface RunnableJob {
  contract: JobContract;
  handler: JobHandler<object>;
}

/** Work that comes round again and again. Two workers may be at it for a moment when the lead changes. */
export interface Chore {
  name: string;
  /** From the end of one round to the beginning of the next. */
  everyMs: number;
  /** One round, of bounded work. `signal` aborts when this worker leads no more. */
  run(signal: AbortSignal): Promise<void>;
}

/** All jobs of a system, ready for the runner. */
export interface WorkerSystem {
  queue: string;
  jobs: RunnableJob[];
  /** Ends a whole batch as failed, for jobs whose payload nobody can read. */
  failSubject(subjectId: string, tools: JobTools, reason: string): Promise<void>;
  /** What the system does beside its jobs, on one worker of the fleet at a time: the one that leads. */
  chores?: Chore[];
  /** Ends threads and other things the system holds. */
  close(): Promise<void>;
}

/** Pairs contracts with handlers of the same key. */
export function bindHandlers<Contracts extends object>(
  contracts: Contracts,
  handlers: JobHandlers<Contracts>,
): RunnableJob[] {
  const names = Object.keys(contracts) as (keyof Contracts)[];
  // The pairing was checked by the types above; the runner checks each payload before it calls.
  return names.map((name) => ({
    contract: contracts[name] as JobContract,
    handler: handlers[name] as JobHandler<object>,
  }));
}
