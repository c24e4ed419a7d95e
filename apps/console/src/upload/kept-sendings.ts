import { createStore, del, get, set, values } from 'idb-keyval';
import { type Sending } from './sending';

const store = createStore('sluice-uploads', 'sendings');
/** Apart, so that noting an id does not write the files again. */
const arrived = createStore('sluice-arrived-uploads', 'ids');

/** Keeps a sending with its files. @returns false where the browser has no room for it */
export async function keepSending({ uploadIds: _none, ...sending }: Sending): Promise<boolean> {
  try {
    await set(sending.id, sending, store);
    return true;
  } catch {
    return false;
  }
}

/** Notes which of its files have arrived whole. */
export async function keepArrived({ id, uploadIds }: Sending): Promise<void> {
  await set(id, uploadIds, arrived).catch(() => undefined);
}

export async function forgetSending(id: string): Promise<void> {
  await Promise.all([del(id, store), del(id, arrived)]).catch(() => undefined);
}

/** Those of a user that a reload, or a closed window, has interrupted. */
export async function keptSendings(userId: string): Promise<Sending[]> {
  const all = await values<Omit<Sending, 'uploadIds'>>(store).catch(() => []);
  const own = all.filter((sending) => sending.userId === userId);
  return Promise.all(
    own.map(async (sending) => {
      const uploadIds = await get<string[]>(sending.id, arrived).catch(() => undefined);
      return { ...sending, uploadIds: uploadIds ?? [] };
    }),
  );
}
