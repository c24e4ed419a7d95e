/** Lets go of the place. */
export type Leave = () => void;

interface Waiting {
  alone: boolean;
  enter(): void;
}

/**
 * Lets any number in together, or one alone. First come, first served: who wants to be alone waits until all who are in have
 * left, and whoever comes later waits behind.
 */
export class SoloGate {
  private inside = 0;
  private isTaken = false;
  private readonly waiting: Waiting[] = [];

  /** Resolves when one is in; who is in must leave, once. */
  enter({ alone = false } = {}): Promise<Leave> {
    return new Promise((resolve) => {
      this.waiting.push({ alone, enter: () => resolve(() => this.leave()) });
      this.letIn();
    });
  }

  private leave(): void {
    this.inside -= 1;
    this.isTaken = false;
    this.letIn();
  }

  private letIn(): void {
    for (
      let [next] = this.waiting;
      next && !this.isTaken && (!next.alone || this.inside === 0);
      [next] = this.waiting
    ) {
      this.waiting.shift();
      this.inside += 1;
      this.isTaken = next.alone;
      next.enter();
    }
  }
}
