import { setImmediate } from 'node:timers/promises';

const LISTENERS_PER_TURN = 100;

/** Listeners to one thing, who are told one message after the other. */
export class Audience<Listener, Message> {
  private readonly listeners = new Set<Listener>();
  /** Messages that not all listeners have been told; the first ones are being told. */
  private readonly untold: Message[] = [];

  /** @param deliver tells one listener; must not throw */
  constructor(private readonly deliver: (listener: Listener, message: Message) => void) {}

  get size(): number {
    return this.listeners.size;
  }

  add(listener: Listener): void {
    this.listeners.add(listener);
  }

  delete(listener: Listener): void {
    this.listeners.delete(listener);
  }

  /** Who listens now; safe to go through while some leave. */
  members(): Listener[] {
    return [...this.listeners];
  }

  /** Tells those who listen when it is their turn; the first ones at once when nothing else is being told. */
  tell(message: Message): void {
    this.untold.push(message);
    if (this.untold.length === 1) void this.tellAll();
  }

  /**
   * A few listeners at a time: telling thousands takes longer than a process may be deaf. What has come meanwhile each
   * is told in one go: the busier the process, the fewer are its writes.
   */
  private async tellAll(): Promise<void> {
    while (this.untold.length > 0) {
      const messages = [...this.untold];
      let told = 0;
      for (const listener of this.members()) {
        for (const message of messages) if (this.listeners.has(listener)) this.deliver(listener, message);
        if (++told % LISTENERS_PER_TURN === 0) await setImmediate();
      }
      this.untold.splice(0, messages.length);
    }
  }
}
