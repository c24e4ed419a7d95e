import { once } from 'node:events';
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface ListenedEvent {
  name: string;
  /** The last id the stream has given, as an EventSource would send it. */
  lastId: string | undefined;
  data: {
    id: string;
    status: string;
    processed: number;
    failed: number;
    total: number;
    progress_percentage: number;
    item?: { index: number; filename: string; status: string };
    deleted?: boolean;
  };
}

/** Reads an event stream as WHATWG HTML §9.2 says, without coming back by itself. */
export class EventClient {
  readonly events: ListenedEvent[] = [];
  /** Lines that only keep the connection alive. */
  comments = 0;
  retryMs: number | undefined;
  /** True once the server has ended the answer in order. */
  hasEnded = false;
  lastId: string | undefined;
  private rest = '';

  private constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.take(text));
    response.on('end', () => (this.hasEnded = true));
    // A connection that is cut is what some tests want.
    response.on('error', () => undefined);
  }

  /** Resolves with the head of the answer, whatever its status. */
  static async open(url: string, headers: Record<string, string>): Promise<EventClient> {
    const request = get(url, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return new EventClient(response);
  }

  get status(): number {
    return this.response.statusCode as number;
  }

  get headers(): IncomingHttpHeaders {
    return this.response.headers;
  }

  named(name: string): ListenedEvent[] {
    return this.events.filter((event) => event.name === name);
  }

  /** Indexes of the sheets told of, as they came. */
  get items(): number[] {
    return this.named('item').flatMap(({ data }) => data.item?.index ?? []);
  }

  /** Resolves when the answer has ended, in order or not. */
  async closed(): Promise<void> {
    if (!this.response.closed) await once(this.response, 'close');
  }

  /** Hangs up. */
  cut(): void {
    this.response.destroy();
  }

  private take(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() as string;
    for (const block of blocks) this.dispatch(block.split('\n'));
  }

  private dispatch(lines: string[]): void {
    let name = 'message';
    let data: string | undefined;
    for (const line of lines) {
      const [field, value = ''] = line.split(/: ?(.*)/s);
      if (field === '') this.comments++;
      else if (field === 'event') name = value;
      else if (field === 'data') data = value;
      else if (field === 'id') this.lastId = value;
      else if (field === 'retry') this.retryMs = Number(value);
    }
    if (data === undefined) return;
    this.events.push({ name, lastId: this.lastId, data: JSON.parse(data) as ListenedEvent['data'] });
  }
}
