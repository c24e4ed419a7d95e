import { createStore, del, set, values } from 'idb-keyval';
import { type Sending } from './sending';

const store = createStore('sluice-uploads', 'sendings');

/** Keeps a sending with its files. @returns false where the browser has no room for it */
export async function keepSending(sending: Sending): Promise<boolean> {
  try {
    await set(sending.id, sending, store);
    return true;
  } catch {
    return false;
  }
}

export async function forgetSending(id: string): Promise<void> {
  await del(id, store).catch(() => undefined);
}

/** Those of a user that a reload, or a closed window, has interrupted. */
export async function keptSendings(userId: string): Promise<Sending[]> {
  const all = await values<Sending>(store).catch(() => []);
  return all.filter((sending) => sending.userId === userId);
}
