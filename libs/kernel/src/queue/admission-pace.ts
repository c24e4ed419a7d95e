/** Jobs lie in Redis for about so long before a worker takes them up, where they end faster than rounds come. */
const AHEAD_SECONDS = 0.5;
/** No queue needs more at hand: a round for so many takes longer than to bring them. */
const MAX_AHEAD = 2_000;

/** What one round of admission saw of a queue. */
export interface SeenQueue {
  /** Jobs in Redis and at workers before it added any, those not counted that it called back. */
  atHand: number;
  /** Jobs that it called back: they have not ended. */
  recalled: number;
  /** Jobs that it added to them. */
  admitted: number;
}

/**
 * How many jobs of each queue end in a second, as seen from one round to the next. Twice what a fleet runs at once keeps
 * it busy only where a job takes longer than a round; where jobs take a millisecond, that many are gone before the next round
 * has begun. Jobs that others admit between two rounds make the pace look slower than it is, never faster.
 */
export class AdmissionPace {
  private readonly last = new Map<string, { atMs: number; left: number; perSecond: number }>();

  /** @param nowMs any clock that does not jump */
  note(queue: string, { atHand, recalled, admitted }: SeenQueue, nowMs: number): void {
    const last = this.last.get(queue);
    const ended = last ? Math.max(0, last.left - recalled - atHand) : 0;
    const seconds = last ? Math.max(nowMs - last.atMs, 1) / 1000 : 1;
    // A round that came early saw few ends: what was true a moment ago is half true still.
    const perSecond = Math.max(ended / seconds, (last?.perSecond ?? 0) / 2);
    this.last.set(queue, { atMs: nowMs, left: atHand + admitted, perSecond });
  }

  /** By queue, how many jobs are to be at hand whatever the size of the fleet; a queue that is left out needs no more. */
  ahead(): Record<string, number> {
    const entries = [...this.last].map(
      ([queue, { perSecond }]) =>
        [queue, Math.min(MAX_AHEAD, Math.round(perSecond * AHEAD_SECONDS))] as const,
    );
    return Object.fromEntries(entries.filter(([, jobs]) => jobs > 0));
  }
}
