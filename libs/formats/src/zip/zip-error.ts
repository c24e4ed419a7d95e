/**
 * What a bad ZIP means for the one who sent it.
 * - `hostile`: made to do harm or to deceive; nothing of the archive may be used.
 * - `unreadable`: not a ZIP, cut short, empty or of a kind we can't open; nothing of it can be used.
 * - `damaged_entry`: this member is lost, the others are not.
 */
export type ZipErrorKind = 'hostile' | 'unreadable' | 'damaged_entry';

/** A ZIP or a member of one that was refused. `code` is a stable word, `message` a sentence a person understands. */
export class ZipError extends Error {
  constructor(
    readonly kind: ZipErrorKind,
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'ZipError';
  }
}

/** Names come from strangers: control characters made visible, length bounded, so that they fit into a message. */
export function quoteName(name: string): string {
  const shown = name.length > 100 ? `${name.slice(0, 97)}...` : name;
  return JSON.stringify(shown);
}
