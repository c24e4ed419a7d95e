import { client } from '../app/session';
import { pageNonce } from '../app/nonce';

const KEPT_MS = 60_000;

/** Reads what needs a sign-in, which a plain link has not. @param path `/api/…` @throws SluiceError */
export async function readFile(path: string, signal?: AbortSignal): Promise<Blob> {
  // Any route: what comes is not looked at here.
  const { data } = await client.http.GET(path as '/metrics', { parseAs: 'blob', ...(signal && { signal }) });
  return data as unknown as Blob;
}

/** Saves an answer of the API as a file. @throws SluiceError */
export async function saveFile(path: string, name: string): Promise<void> {
  const url = URL.createObjectURL(await readFile(path));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/**
 * Shows a report in a window of its own, to be read and printed. Such a page has the policy of this one, so its styles need the
 * nonce of this one.
 * @throws SluiceError
 */
export async function openReport(path: string): Promise<void> {
  const shown = window.open('', '_blank');
  const html = await (await readFile(path)).text().catch((error: unknown) => {
    shown?.close();
    throw error;
  });
  const allowed = html.replaceAll('<style>', `<style nonce="${pageNonce() ?? ''}">`);
  const url = URL.createObjectURL(new Blob([allowed], { type: 'text/html; charset=utf-8' }));
  if (shown) shown.location.href = url;
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
