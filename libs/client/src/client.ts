import createFetchClient, { type Client, type Middleware } from 'openapi-fetch';
import { errorOf } from './errors';
import { type paths } from './schema';
import { ClientSession, type TokenStore } from './session';
import { type Uploading, uploadFile } from './upload-file';
import { type Subject, type SubjectEvent, type WatchOptions, watchSubject } from './watch';

export interface ClientOptions {
  /** Where the API is, `https://sluice.example`; in a browser, of the page's own origin, ''. */
  baseUrl: string;
  tokens?: TokenStore;
  /** Instead of the platform's own. */
  fetch?: typeof globalThis.fetch;
}

/**
 * The API of Sluice for browsers and Node. `http` has every route with its types: a path and what it takes are checked by
 * the compiler, and an answer that is no success is thrown as {@link SluiceError}.
 */
export class SluiceClient {
  readonly http: Client<paths>;
  private readonly baseUrl: string;
  private readonly fetch: typeof globalThis.fetch;
  private readonly session: ClientSession;

  constructor({ baseUrl, tokens, fetch = globalThis.fetch }: ClientOptions) {
    this.baseUrl = baseUrl.replace(/\/+$/, '');
    // A browser's own works only with the window as its `this`.
    this.fetch = (input, init) => fetch(input, init);
    this.session = new ClientSession(this.baseUrl, this.fetch, tokens);
    this.http = createFetchClient<paths>({
      baseUrl: this.baseUrl,
      fetch: (request) => this.fetch(request),
    });
    this.http.use(this.authorizing);
  }

  /** @throws SluiceError 401 for a wrong name or password, 429 after too many of them */
  login(username: string, password: string): Promise<void> {
    return this.session.login(username, password);
  }

  /** Ends the session, here and there. @returns false when there was none */
  logout(): Promise<boolean> {
    return this.session.logout();
  }

  /** True when there is somebody to speak for. */
  async isSignedIn(): Promise<boolean> {
    return (await this.session.accessToken()) !== undefined;
  }

  /**
   * Sends a file resumably (tus 1.0): a connection that breaks costs the piece that was on its way, and the same file
   * sent again later goes on where it was.
   * @returns the `upload_id` that routes take in place of the file
   * @throws SluiceError when the API refuses it, Error when it can't be reached for long
   */
  uploadFile(uploading: Uploading): Promise<string> {
    const { baseUrl } = this;
    return uploadFile({ baseUrl, accessToken: () => this.session.accessToken() }, uploading);
  }

  /**
   * What happens to a batch, an upload or a job, until it has ended: by Server-Sent Events, which go on after a lost
   * connection, and by polling where there are none to be had.
   * @throws SluiceError when it is not there, or not for this user
   */
  watch(subject: Subject, options: WatchOptions = {}): AsyncGenerator<SubjectEvent, void> {
    return watchSubject({ http: this.http, get: (path, init) => this.get(path, init) }, subject, options);
  }

  private async get(path: string, init: RequestInit): Promise<Response> {
    const token = await this.session.accessToken();
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
    return this.fetch(`${this.baseUrl}${path}`, { ...init, headers });
  }

  private readonly authorizing: Middleware = {
    onRequest: async ({ request }) => {
      const token = await this.session.accessToken();
      if (token !== undefined) request.headers.set('Authorization', `Bearer ${token}`);
      return request;
    },
    onResponse: async ({ response }) => {
      if (!response.ok) throw await errorOf(response);
    },
  };
}

/** For the `Idempotency-Key` of a request that may have to be sent again: the same key, and it counts once. */
export function idempotencyKey(): string {
  return crypto.randomUUID();
}

/** Sends a body as a form: `bodySerializer: asForm`. What is undefined is left out. */
export function asForm(body: object): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body) as [string, unknown][]) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one !== undefined) form.append(name, one instanceof Blob ? one : String(one));
    }
  }
  return form;
}
