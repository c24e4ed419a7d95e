/** Clients have nothing to say but their token. */
export const MAX_CLIENT_MESSAGE_BYTES = 4096;

/** How long a client may take to agree that a WebSocket is closed, before it is cut. */
export const CLOSE_TIMEOUT_MS = 2_000;

/** A socket.io client is asked for a sign of life so often, and has as long again to give it. */
export const PING_EVERY_MS = 15_000;

/** For ws: no compression, which costs memory a connection and gains nothing on small frames. */
export const WS_OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_CLIENT_MESSAGE_BYTES,
  closeTimeout: CLOSE_TIMEOUT_MS,
};
