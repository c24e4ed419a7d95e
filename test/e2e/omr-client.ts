import { openAsBlob } from 'node:fs';
import { signIn } from './sign-in';

/** The printed body of `GET /api/batches/:id/progress`. */
export interface Progress {
  batch_uuid: string;
  status: 'uploaded' | 'processing' | 'completed' | 'failed';
  sheet_count: number;
  processed_count: number;
  failed_count: number;
  progress_percentage: number;
  created_at: string;
  completed_at: string | null;
}

export interface Sheet {
  index: number;
  filename: string;
  page: number;
  status: string;
  task_id: string | null;
  qr_text: string | null;
  width: number | null;
  height: number | null;
  error: string | null;
}

export interface Status extends Progress {
  batch_id: string;
  task_id: string | null;
  upload_strategy: string;
  original_filename: string;
  total_size: number;
  uploaded_by: string;
  started_at: string | null;
  error_message: string | null;
  warnings: { code: string; message: string; index?: number; filename?: string; task_id?: string }[];
  sheets: Sheet[];
}

export interface Cancelled {
  batch_id: string;
  status: string;
  message: string;
  sheet_count: number;
  processed_count: number;
  failed_count: number;
  not_processed_count: number;
  not_processed: { from: number; to: number }[];
}

export interface Retried {
  batch_id: string;
  status: string;
  message: string;
  retried_count: number;
}

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** What a client written from `specs/omr.md` does, and nothing it could not know. */
export class OmrClient {
  private constructor(
    readonly baseUrl: string,
    readonly token: string,
  ) {}

  static async login(baseUrl: string, username: string, password?: string): Promise<OmrClient> {
    return new OmrClient(baseUrl, await signIn(baseUrl, username, password));
  }

  /** The same user at another replica of the API. */
  at(baseUrl: string): OmrClient {
    return new OmrClient(baseUrl, this.token);
  }

  async request<Body>(method: string, path: string, body?: FormData): Promise<Answer<Body>> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token}` },
      ...(body && { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text ? JSON.parse(text) : undefined) as Body,
    };
  }

  /** Sends a ZIP that is in memory or in a file, without reading the latter into memory. */
  async upload(
    zip: Buffer | { path: string },
    fields: Record<string, string> = { has_qr: 'true' },
    filename = 'sheets.zip',
  ): Promise<Answer<{ batch_id: string; status: string; message: string; total_size: number }>> {
    const form = new FormData();
    const blob = Buffer.isBuffer(zip) ? new Blob([new Uint8Array(zip)]) : await openAsBlob(zip.path);
    form.append('file', blob, filename);
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return this.request('POST', '/api/batches/upload', form);
  }

  /** Sends images as they are. */
  async uploadImages(
    images: { name: string; bytes: Buffer }[],
    fields: Record<string, string>,
  ): Promise<Answer<{ batch_id: string; status: string; message: string; total_size: number }>> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    for (const { name, bytes } of images) form.append('files', new Blob([new Uint8Array(bytes)]), name);
    return this.request('POST', '/api/batches/upload', form);
  }

  /** Any form, right or wrong, with an empty file in each of the file fields named. */
  uploadForm(
    fields: Record<string, string>,
    fileFields: string[] = [],
  ): Promise<Answer<{ batch_id: string; detail?: string }>> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    for (const name of fileFields) form.append(name, new Blob(['x']), 'x.jpg');
    return this.request('POST', '/api/batches/upload', form);
  }

  get authorization(): Record<string, string> {
    return { Authorization: `Bearer ${this.token}` };
  }

  /** A GET whose body is no JSON. */
  async download(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      headers: { Authorization: `Bearer ${this.token}`, ...headers },
    });
    return {
      status: response.status,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  }

  cancel(batchId: string): Promise<Answer<Cancelled>> {
    return this.request('POST', `/api/batches/${batchId}/cancel`);
  }

  retry(batchId: string): Promise<Answer<Retried>> {
    return this.request('POST', `/api/batches/${batchId}/retry`);
  }

  progress(batchId: string): Promise<Answer<Progress>> {
    return this.request('GET', `/api/batches/${batchId}/progress`);
  }

  status(batchId: string, query = 'limit=200'): Promise<Answer<Status>> {
    return this.request('GET', `/api/batches/${batchId}/status?${query}`);
  }

  /**
   * Polls until the batch is completed or failed.
   * @param onProgress is shown every answer that was a progress body
   * @throws Error when that takes longer than `timeoutMs`, with the last answer
   */
  async waitForEnd(
    batchId: string,
    { timeoutMs = 120_000, onProgress = (_progress: Progress): void => undefined } = {},
  ): Promise<Progress> {
    const deadline = Date.now() + timeoutMs;
    let last: unknown;
    while (Date.now() < deadline) {
      const answer = await this.progress(batchId);
      last = answer.body;
      if (answer.status === 200) {
        onProgress(answer.body);
        if (answer.body.status === 'completed' || answer.body.status === 'failed') return answer.body;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The batch did not end within ${timeoutMs} ms: ${JSON.stringify(last)}`);
  }
}
