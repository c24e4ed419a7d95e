/** A few at a time, so that thousands do not hold up everybody else at one moment. */
const SLOTS = 30;

/** Looks after each of its members once in a while, as long as there are any. */
export class Rounds<Member> {
  private readonly members = new Set<Member>();
  private slots: Member[][] = [];
  private timer: NodeJS.Timeout | undefined;

  /** @param lookAfter must not throw; comes for a member every `everyMs` to two times that */
  constructor(
    private readonly everyMs: number,
    private readonly lookAfter: (member: Member) => void,
  ) {}

  get size(): number {
    return this.members.size;
  }

  add(member: Member): void {
    this.members.add(member);
    this.timer ??= setInterval(() => this.next(), this.everyMs / SLOTS).unref();
  }

  /** True when it was a member. */
  delete(member: Member): boolean {
    const wasThere = this.members.delete(member);
    if (this.members.size === 0) this.stop();
    return wasThere;
  }

  /** Who is there now; safe to go through while some leave. */
  list(): Member[] {
    return [...this.members];
  }

  /** Nobody is looked after until somebody is added. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.slots = [];
  }

  private next(): void {
    if (this.slots.length === 0) this.slots = inSlots(this.list());
    for (const member of this.slots.pop() ?? []) if (this.members.has(member)) this.lookAfter(member);
  }
}

function inSlots<T>(things: T[]): T[][] {
  const slots = Array.from({ length: SLOTS }, (): T[] => []);
  things.forEach((thing, n) => slots[n % SLOTS]?.push(thing));
  return slots;
}
