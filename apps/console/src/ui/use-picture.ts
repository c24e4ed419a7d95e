import { useEffect, useState } from 'react';
import { readFile } from './save-file';

/** A browser opens six connections to a host over HTTP/1.1; some stay free for everything else. */
const AT_ONCE = 4;

let loading = 0;
const waiting: (() => void)[] = [];

export interface Picture {
  /** For `<img src>`; undefined until it is there. */
  url: string | undefined;
  error: Error | undefined;
}

/**
 * A picture that needs a sign-in. Few are loaded at a time; one that is scrolled away is not loaded any more, and what was is
 * given back.
 * @param path `/api/…`; undefined for none
 */
export function usePicture(path: string | undefined): Picture {
  const [picture, setPicture] = useState<Picture>({ url: undefined, error: undefined });
  useEffect(() => {
    if (path === undefined) return;
    const stop = new AbortController();
    let url: string | undefined;
    const load = async (): Promise<void> => {
      await turn(stop.signal);
      try {
        if (stop.signal.aborted) return;
        url = URL.createObjectURL(await readFile(path, stop.signal));
        setPicture({ url, error: undefined });
      } catch (error) {
        if (!stop.signal.aborted) setPicture({ url: undefined, error: error as Error });
      } finally {
        endTurn();
      }
    };
    void load();
    return () => {
      stop.abort();
      if (url !== undefined) URL.revokeObjectURL(url);
      setPicture({ url: undefined, error: undefined });
    };
  }, [path]);
  return picture;
}

/** Comes at once for one that is not wanted any more. */
async function turn(signal: AbortSignal): Promise<void> {
  if (loading >= AT_ONCE && !signal.aborted) {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
  loading += 1;
}

function endTurn(): void {
  loading -= 1;
  waiting.shift()?.();
}
