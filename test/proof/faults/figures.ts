/** What a run under one fault came to. All but the first three and the times should be nothing. */
export interface FaultFigures {
  operations: number;
  accepted: number;
  /** Requests that had no answer, or a 5xx, and were sent again. */
  unanswered: number;
  /** Accepted, and not there or not done in the end. */
  lost: string[];
  /** One request, more than one batch or effect. */
  doubled: string[];
  /** Another outcome than the input asks for, or an answer that no client should get. */
  wrong: string[];
  /** States and moves that polls showed and that no batch may have. */
  illegal: string[];
  /** 5xx other than 503 and 507. */
  errors: string[];
  /** Programs that ended or met an uncaught error without having been killed. */
  crashes: string[];
  /** Files, jobs, locks, sockets and memory that stayed behind. */
  leaks: string[];
  /** From the end of the fault to the end of all that had been accepted before that. */
  recoveryMs: number;
}

/** A run as it should be has none of these. */
export function violationsOf(figures: FaultFigures): string[] {
  const { lost, doubled, wrong, illegal, errors, crashes, leaks } = figures;
  const groups = { lost, doubled, wrong, illegal, errors, crashes, leaks };
  return Object.entries(groups).flatMap(([group, found]) =>
    found.map((violation) => `${group}: ${violation}`),
  );
}
