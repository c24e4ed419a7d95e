interface Request {
  method?: 'GET' | 'POST';
  body?: FormData | string;
  headers?: Record<string, string>;
}

/** A client as anyone would write it: it knows the API's address and a login, and nothing else of the service. */
export class DemoClient {
  private constructor(
    private readonly apiUrl: string,
    private readonly token: string,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Logs in; the password of a development login is its name and 123.
   * @throws Error with the answer when that is refused
   */
  static async login(
    { apiUrl, signal }: { apiUrl: string; signal: AbortSignal },
    username: string,
    password = `${username}123`,
  ): Promise<DemoClient> {
    const response = await fetch(`${apiUrl}/api/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username, password }),
      signal,
    });
    const text = await response.text();
    if (response.status !== 200)
      throw new Error(`The login of ${username} was answered ${said(response, text)}`);
    return new DemoClient(apiUrl, (JSON.parse(text) as { access_token: string }).access_token, signal);
  }

  /** @throws Error with the answer when its status is not `expected` */
  async request<Body>(path: string, expected: number, options: Request = {}): Promise<Body> {
    return JSON.parse(await this.text(path, expected, options)) as Body;
  }

  /** The same for answers that are no JSON. */
  async text(
    path: string,
    expected: number,
    { method = 'GET', body, headers = {} }: Request = {},
  ): Promise<string> {
    const response = await fetch(`${this.apiUrl}${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, ...headers },
      signal: this.signal,
      ...(body && { body }),
    });
    const text = await response.text();
    if (response.status !== expected) {
      throw new Error(`${method} ${path} was answered ${said(response, text)}, expected ${expected}`);
    }
    return text;
  }

  /**
   * Listens to Server-Sent Events (WHATWG HTML §9.2) until the service has told the last one.
   * @throws Error when it is refused or takes longer than `timeoutMs`
   */
  async *events<Data>(path: string, timeoutMs: number): AsyncGenerator<{ event: string; data: Data }> {
    const response = await fetch(`${this.apiUrl}${path}`, {
      headers: { Authorization: `Bearer ${this.token}` },
      signal: AbortSignal.any([this.signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (response.status !== 200 || !response.body) {
      throw new Error(`GET ${path} was answered ${said(response, await response.text())}, expected 200`);
    }
    let rest = '';
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event = 'message'] = /^event: (.*)$/m.exec(block) ?? [];
        const [, data] = /^data: (.*)$/m.exec(block) ?? [];
        if (data !== undefined) yield { event, data: JSON.parse(data) as Data };
      }
    }
  }
}

function said({ status }: Response, text: string): string {
  return `${status} ${text.slice(0, 500)}`;
}
