import { appendFileSync, rmSync, writeFileSync } from 'node:fs';

/** What happened to an operation, or to the system while it went on. */
export type HappeningKind =
  /** A client has begun an operation. */
  | 'invoke'
  /** The system has accepted it: from here on it may not be lost. */
  | 'accepted'
  /** Nobody knows: the connection broke, or the answer was 5xx. The client asks again, with the same key. */
  | 'unknown'
  /** An answer that no client should get. */
  | 'refused'
  /** What a poll showed. */
  | 'observed'
  /** Nothing more will become of it. */
  | 'ended'
  /** Something was done to the system. */
  | 'fault';

export interface Happening {
  /** Milliseconds since the history began, by a clock that does not jump. */
  atMs: number;
  kind: HappeningKind;
  /** Of which operation; of a fault, what it is called. */
  operation: string;
  details: Record<string, unknown>;
}

/** Every request, answer and fault of a run, in memory and in a file outside the system that is tried. */
export class History {
  readonly happenings: Happening[] = [];
  private readonly beganAt = performance.now();

  /** @param path of the file, which is begun anew: a line of JSON for each happening */
  constructor(readonly path: string) {
    writeFileSync(path, '');
  }

  get nowMs(): number {
    return Math.round(performance.now() - this.beganAt);
  }

  note(kind: HappeningKind, operation: string, details: Record<string, unknown> = {}): void {
    const happening = { atMs: this.nowMs, kind, operation, details };
    this.happenings.push(happening);
    appendFileSync(this.path, `${JSON.stringify(happening)}\n`);
  }

  of(kind: HappeningKind): Happening[] {
    return this.happenings.filter((happening) => happening.kind === kind);
  }

  /** The lines about one operation, for whoever looks for what went wrong with it. */
  linesOf(operation: string, limit = 12): string[] {
    const lines = this.happenings.filter((happening) => happening.operation === operation);
    const told = lines.length > limit ? [...lines.slice(0, 4), ...lines.slice(4 - limit)] : lines;
    return told.map(({ atMs, kind, details }) => `${atMs} ms ${kind} ${JSON.stringify(details)}`);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}
