import { STATUS_CODES } from 'node:http';
import { type Duplex } from 'node:stream';
import { uuidv7 } from 'uuidv7';
import { errorBody } from './envelopes';

export interface RawAnswer {
  status: number;
  code: string;
  message: string;
  headers?: Record<string, string>;
}

/** Answers where there is no ServerResponse, in the shape of the errors elsewhere, and closes the connection. */
export function answerRaw(socket: Duplex, { headers, ...error }: RawAnswer): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { contentType, text } = errorBody('problem', error);
  const head = {
    ...headers,
    'X-Request-Id': uuidv7(),
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(text),
    Connection: 'close',
  };
  const lines = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    ...Object.entries(head).map(([name, value]) => `${name}: ${value}`),
  ];
  // Who never closes its own end would keep the connection half open.
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`);
}
