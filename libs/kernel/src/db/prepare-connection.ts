import { type EventEmitter } from 'node:events';
import { type Socket } from 'node:net';
import { type ClientBase } from 'pg';
import { READ_ONLY } from './retry';
import { ASK_READ_ONLY } from './sql';

/** What pg's own types leave out, and its pool relies on too. */
interface Connected {
  connection: EventEmitter & { stream: Socket };
  end(): Promise<void>;
}

/**
 * Called with each new connection before anybody gets it.
 *
 * When another server takes over, the pool must not keep those of the old one. A server that is read-only (a standby,
 * or a primary that was demoted) is refused from the start; one that becomes so loses its connection with the first
 * statement that finds out. A server that has vanished with its host never answers and never refuses: a connection
 * that waits for it is broken after a while, where the operating system would wait for a quarter of an hour.
 * @param silenceTimeoutMs longest without a byte from the server or to it; 0 is no limit
 */
export async function prepareConnection(client: ClientBase, silenceTimeoutMs: number): Promise<void> {
  const { rows } = await client.query<{ isReadOnly: boolean }>(ASK_READ_ONLY);
  if (rows[0]?.isReadOnly)
    throw failure(READ_ONLY, 'Postgres is read-only: it is a standby, or set to be so');
  const connected = client as unknown as Connected;
  const { connection } = connected;
  connection.on('errorMessage', ({ code }: { code?: string }) => {
    // Its user is told the error; the pool takes no connection back that is ending.
    if (code === READ_ONLY) void connected.end().catch(() => undefined);
  });
  connection.stream.setTimeout(silenceTimeoutMs, () => {
    connection.stream.destroy(failure('ETIMEDOUT', 'Postgres has not answered for too long'));
  });
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
