import { seededRandom } from '@sluice/test/fixtures/seeded-random';
import { BadRequest, REJECTION_REASONS, type RejectionReason } from './rejection';

/** What of the node a request is for. */
export type Endpoint = 'transactions' | 'accounts' | 'tx' | 'fees' | 'info' | 'call-read';

/** A misbehaviour of the node, and what it does with it. */
export type Misbehaviour =
  /** Answers 400 with this reason, and does not take the transaction. */
  | { kind: 'refuse'; reason: RejectionReason; reasonData?: Record<string, unknown> }
  /** Answers with this status (429, 500, 503 …) and nothing else happens. */
  | { kind: 'status'; status: number; on?: Endpoint; retryAfterSeconds?: number }
  /** Answers so much later; what it is asked for happens after the wait, too. */
  | { kind: 'delay'; ms: number; on?: Endpoint }
  /** Closes the connection, and nothing else happens. */
  | { kind: 'drop-before'; on?: Endpoint }
  /** Takes the transaction, then closes the connection without an answer. */
  | { kind: 'drop-after' }
  /** Tells account nonces that are off by so much. */
  | { kind: 'wrong-nonce'; by: number }
  /** Mines no block. */
  | { kind: 'stop-mining' }
  /** Mines a transaction as failed (`abort_by_response`, `(err none)`), without running it. */
  | { kind: 'abort' }
  /** Throws a transaction out instead of mining it: known as dropped, or not known any more. */
  | { kind: 'evict'; as?: 'dropped_stale_garbage_collect' | 'unknown' };

export type FaultKind = Misbehaviour['kind'];

/** When a misbehaviour shows. All its conditions must hold. */
export interface Occasions {
  /** At the first so many occasions, then never again; default: at all. */
  times?: number;
  /** Not at the first so many occasions. */
  skip?: number;
  /** At this share of the occasions, 0 to 1, as the seed throws the dice; default 1. */
  probability?: number;
  /** Default 1. */
  seed?: number;
  /** Only for `set-price` calls of this content. */
  contentId?: string;
}

export type Fault = Misbehaviour & Occasions;

export interface CountedFault {
  fault: Fault;
  /** How often it has shown. */
  hits: number;
}

const KINDS = [
  'refuse',
  'status',
  'delay',
  'drop-before',
  'drop-after',
  'wrong-nonce',
  'stop-mining',
  'abort',
  'evict',
] as const satisfies readonly FaultKind[];

/** The misbehaviour asked of the node. */
export class Faults {
  private active: (CountedFault & { occasions: number; random: () => number })[] = [];

  add(faults: Fault[]): void {
    for (const fault of faults) {
      this.active.push({ fault, hits: 0, occasions: 0, random: seededRandom(fault.seed ?? 1) });
    }
  }

  clear(): void {
    this.active = [];
  }

  list(): CountedFault[] {
    return this.active.map(({ fault, hits }) => ({ fault, hits }));
  }

  /** The first fault of the kind that shows on this occasion, which is counted. */
  take<K extends FaultKind>(
    kind: K,
    about: { endpoint?: Endpoint; contentId?: string | undefined } = {},
  ): Extract<Fault, { kind: K }> | undefined {
    for (const entry of this.active) {
      const { fault } = entry;
      if (!isOfKind(fault, kind)) continue;
      if (fault.contentId !== undefined && fault.contentId !== about.contentId) continue;
      if (about.endpoint !== undefined && endpointOf(fault) !== about.endpoint) continue;
      entry.occasions++;
      if (entry.occasions <= (fault.skip ?? 0) || entry.hits >= (fault.times ?? Infinity)) continue;
      if (fault.probability !== undefined && entry.random() >= fault.probability) continue;
      entry.hits++;
      return fault;
    }
    return undefined;
  }
}

function isOfKind<K extends FaultKind>(fault: Fault, kind: K): fault is Extract<Fault, { kind: K }> {
  return fault.kind === kind;
}

function endpointOf(fault: Fault): Endpoint {
  return ('on' in fault ? fault.on : undefined) ?? 'transactions';
}

/**
 * Reads faults that were sent as JSON: one, or an array of them.
 * @throws BadRequest in words for the author of a test
 */
export function readFaults(json: unknown): Fault[] {
  return (Array.isArray(json) ? json : [json]).map((given: unknown) => {
    if (typeof given !== 'object' || given === null) throw new BadRequest('A fault is an object with a kind');
    const fault = given as Fault;
    if (!KINDS.includes(fault.kind)) throw new BadRequest(`kind is one of ${KINDS.join(', ')}`);
    if (fault.kind === 'refuse' && !REJECTION_REASONS.includes(fault.reason)) {
      throw new BadRequest(`reason is one of ${REJECTION_REASONS.join(', ')}`);
    }
    if (fault.kind === 'status' && !(fault.status >= 400 && fault.status < 600)) {
      throw new BadRequest('status is a number from 400 to 599');
    }
    if (fault.kind === 'delay') requireNumber(fault.ms, 'ms');
    if (fault.kind === 'wrong-nonce') requireNumber(fault.by, 'by');
    for (const name of ['times', 'skip', 'probability', 'seed'] as const) {
      if (fault[name] !== undefined) requireNumber(fault[name], name);
    }
    return fault;
  });
}

function requireNumber(value: unknown, name: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new BadRequest(`${name} is a number`);
}
