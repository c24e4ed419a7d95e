/** What the command ends with; documented in its help and in docs/operations.md. */
export const EXIT = {
  ok: 0,
  /** It was understood and could not be done. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Not signed in, or not allowed to. */
  notAllowed: 3,
  /** The API could not be reached. */
  unreachable: 4,
  /** What was waited for has ended, and some of it, or all, has failed. */
  endedWithFailures: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with a message that says what to do next. */
export class CliError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CliError';
  }
}
