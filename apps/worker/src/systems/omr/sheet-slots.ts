/** A sheet that waits to be begun. */
interface Waiting {
  ownerId: string;
  begin: () => void;
}

const MAX_VISIT_MS = 1_000;

/**
 * Bounds the sheets that a process has under way, and shares them among owners: a free slot goes to the one
 * who has fewest under way, and of those to the one who has waited longest. More at once than cores would
 * only make each of them slower, and a single sheet slowest of all beside another's pile.
 */
export class SheetSlots {
  private readonly underWay = new Map<string, number>();
  private waiting: Waiting[] = [];
  private free: number;
  /** An object for each visit, so that a visit ends once and no other with it. */
  private visit: { ownerId: string; startedAt: number } | undefined;
  private nextVisitAt = 0;

  constructor(slots: number) {
    this.free = slots;
  }

  /** Runs the work on one sheet when it is its turn. */
  async run<T>(ownerId: string, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((begin) => {
      this.waiting.push({ ownerId, begin });
      this.fill();
    });
    try {
      return await work();
    } finally {
      this.count(ownerId, -1);
      this.free += 1;
      this.fill();
    }
  }

  /**
   * Runs a whole express job; for its first second no sheet of others is begun. Guests have at most half of
   * the time: after one, the others go on for as long as it took, so that many guests don't starve them.
   */
  async asGuest<T>(ownerId: string, work: () => Promise<T>): Promise<T> {
    const visit = { ownerId, startedAt: performance.now() };
    if (this.visit || visit.startedAt < this.nextVisitAt) return work();
    this.visit = visit;
    const end = (): void => {
      if (this.visit !== visit) return;
      this.visit = undefined;
      this.nextVisitAt = 2 * performance.now() - visit.startedAt;
      this.fill();
    };
    const timer = setTimeout(end, MAX_VISIT_MS);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      end();
    }
  }

  private fill(): void {
    while (this.free > 0) {
      const next = this.next();
      if (!next) return;
      this.waiting = this.waiting.filter((one) => one !== next);
      this.free -= 1;
      this.count(next.ownerId, 1);
      next.begin();
    }
  }

  private next(): Waiting | undefined {
    const allowed = this.waiting.filter(({ ownerId }) => (this.visit?.ownerId ?? ownerId) === ownerId);
    const loads = allowed.map(({ ownerId }) => this.underWay.get(ownerId) ?? 0);
    return allowed[loads.indexOf(Math.min(...loads))];
  }

  private count(ownerId: string, change: number): void {
    const count = (this.underWay.get(ownerId) ?? 0) + change;
    if (count === 0) this.underWay.delete(ownerId);
    else this.underWay.set(ownerId, count);
  }
}
