import { SluiceClient, type Subject, type SubjectEvent } from '@sluice/client';

/**
 * Signs in as anyone would; the password of a development login is its name and 123.
 * @param signal ends every request that is on its way
 * @throws SluiceError when that is refused
 */
export async function signedIn(
  { apiUrl, signal }: { apiUrl: string; signal: AbortSignal },
  username: string,
  password = `${username}123`,
): Promise<SluiceClient> {
  const client = new SluiceClient({
    baseUrl: apiUrl,
    fetch: (input, init) => fetch(input, { signal, ...init }),
  });
  await client.login(username, password);
  return client;
}

/**
 * What happens to a batch until it has ended, but for its single items.
 * @throws when it takes longer than `withinMs`
 */
export async function* progressOf(
  client: SluiceClient,
  subject: Subject,
  signal: AbortSignal,
  withinMs: number,
): AsyncGenerator<SubjectEvent['data']> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
  for await (const { name, data } of client.watch(subject, { signal: within })) {
    if (name !== 'item') yield data;
  }
}

/** For `uploadFile`: in Node it takes bytes as they are. */
export function bytesOf(bytes: Buffer): Blob {
  return bytes as unknown as Blob;
}
