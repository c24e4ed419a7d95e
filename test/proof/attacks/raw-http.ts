import { connect } from 'node:net';

export interface RawOptions {
  /** Longest to wait for the end; what has come by then is the answer. Default 1,500. */
  timeoutMs?: number;
}

/** Sends bytes as they are and reads until the server hangs up, or for a while. */
export function exchangeRaw(
  baseUrl: string,
  bytes: string | Buffer,
  { timeoutMs = 1_500 }: RawOptions = {},
): Promise<string> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    const finish = (): void => {
      clearTimeout(patience);
      socket.destroy();
      resolve(text);
    };
    const patience = setTimeout(finish, timeoutMs);
    socket.setEncoding('latin1');
    socket.on('data', (block: string) => (text += block));
    // Hung up on: what has come is the answer.
    socket.once('error', finish);
    socket.once('close', finish);
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  });
}

/** A request by hand that asks for the connection's end, so that nobody waits. */
export function rawRequest(method: string, path: string, headers: readonly string[] = [], body = ''): string {
  return [`${method} ${path} HTTP/1.1`, 'Host: sluice', 'Connection: close', ...headers, '', body].join(
    '\r\n',
  );
}

/** The status of each answer in what came; of one connection there may be several. */
export function statusesOf(text: string): number[] {
  return [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => Number(match[1]));
}

/** The header lines of the first answer. */
export function headOf(text: string): string[] {
  return (text.split('\r\n\r\n')[0] ?? '').split('\r\n').slice(1);
}
