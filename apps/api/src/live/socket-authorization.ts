/** Where a client may have put its token. */
export interface PresentedTokens {
  /** The `Authorization` header. */
  header: string | undefined;
  /** `?token=`, the only way a browser’s WebSocket has. */
  query: unknown;
  /** socket.io’s `auth.token`, which clients renew when they connect again. */
  auth?: unknown;
}

/**
 * What the client presents, as an `Authorization` header: the freshest first. A header of another scheme is some
 * proxy's and is passed over when there is a token.
 */
export function authorizationOf({ header, query, auth }: PresentedTokens): string | undefined {
  if (isText(auth)) return `Bearer ${auth}`;
  if (header !== undefined && /^bearer /i.test(header)) return header;
  return isText(query) ? `Bearer ${query}` : header;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
