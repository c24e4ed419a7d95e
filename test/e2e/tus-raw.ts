import { request, type ClientRequest } from 'node:http';

export interface TusAnswer {
  status: number;
  headers: Headers;
  /** The problem of an error. */
  problem: { status?: number; code?: string; detail?: string };
}

/** The protocol by hand: what a test sends is what is written here, nothing is added. */
export class TusRaw {
  constructor(
    readonly baseUrl: string,
    private readonly token: string | undefined,
  ) {}

  at(baseUrl: string): TusRaw {
    return new TusRaw(baseUrl, this.token);
  }

  async send(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: Buffer | ReadableStream,
  ): Promise<TusAnswer> {
    const answer = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { ...this.usual(), ...headers },
      ...(body && { body: body instanceof Buffer ? new Uint8Array(body) : body, duplex: 'half' }),
    } as RequestInit);
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      problem: text ? (JSON.parse(text) as TusAnswer['problem']) : {},
    };
  }

  /** @returns the path of the new upload */
  async create(bytes: number, filename = 'sheets.zip'): Promise<string> {
    const answer = await this.send('POST', '/api/uploads', {
      'Upload-Length': String(bytes),
      'Upload-Metadata': `filename ${Buffer.from(filename).toString('base64')}`,
    });
    const location = answer.headers.get('Location');
    if (answer.status !== 201 || location === null)
      throw new Error(`creation: ${answer.status} ${JSON.stringify(answer.problem)}`);
    return location;
  }

  patch(
    path: string,
    offset: number,
    body: Buffer,
    headers: Record<string, string> = {},
  ): Promise<TusAnswer> {
    return this.send('PATCH', path, { ...chunkHeaders(offset), ...headers }, body);
  }

  async offset(path: string): Promise<number> {
    const { status, headers } = await this.send('HEAD', path);
    if (status !== 200) throw new Error(`HEAD ${path}: ${status}`);
    return Number(headers.get('Upload-Offset'));
  }

  /** Begins a PATCH of `length` bytes that the caller writes, ends, or cuts off. */
  openPatch(path: string, offset: number, length: number): ClientRequest {
    const patch = request(`${this.baseUrl}${path}`, {
      method: 'PATCH',
      agent: false,
      headers: { ...this.usual(), ...chunkHeaders(offset), 'Content-Length': String(length) },
    });
    patch.on('error', () => undefined);
    patch.flushHeaders();
    return patch;
  }

  private usual(): Record<string, string> {
    return {
      'Tus-Resumable': '1.0.0',
      ...(this.token !== undefined && { Authorization: `Bearer ${this.token}` }),
    };
  }
}

function chunkHeaders(offset: number): Record<string, string> {
  return { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' };
}
