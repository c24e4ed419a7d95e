import { type DemoTerminal } from '../demo-terminal';

/** What the demo shows of one system: a real batch, sent as a client would, checked against what was made. */
export interface DemoSample {
  /** The system's name, such as `omr`. */
  name: string;
  /** @throws when it could not come to its end; wrong results are no errors but mismatches */
  run(context: DemoContext): Promise<SampleResult>;
}

export interface DemoContext {
  /** Where the API listens, such as `http://127.0.0.1:41234`. */
  apiUrl: string;
  /** What the local chain has as the price of a content, decimal digits. */
  priceOnChain: (contentId: string) => Promise<string | undefined>;
  terminal: DemoTerminal;
  /** Aborted by Ctrl-C; a sample then stops by throwing. */
  signal: AbortSignal;
}

export interface SampleResult {
  /** What it is and what came out, the lines of the result table. */
  rows: [what: string, value: string][];
  /** Each thing that is not as it was made, in words. Empty: all is well. */
  mismatches: string[];
}

/** Gathers what is not as expected. */
export class Checklist {
  readonly mismatches: string[] = [];

  /** @param mismatch what is wrong, in words */
  add(mismatch: string): void {
    this.mismatches.push(mismatch);
  }

  /** Compares plain values: texts, numbers, null. */
  same(what: string, actual: unknown, expected: unknown): void {
    if (actual !== expected) {
      this.add(`${what} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
    }
  }

  matches(what: string, actual: unknown, expected: RegExp): void {
    if (typeof actual !== 'string' || !expected.test(actual)) {
      this.add(`${what} is ${JSON.stringify(actual)}, expected a text like ${String(expected)}`);
    }
  }
}
