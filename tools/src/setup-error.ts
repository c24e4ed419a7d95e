/** Something the person at the keyboard has to change: the message alone is shown, without a stack. */
export class SetupError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'SetupError';
  }
}
