import { setTimeout as delay } from 'node:timers/promises';
import { signIn } from './sign-in';

export interface AudienceUploadBody {
  status: string;
  upload_id: string;
  session_token: string;
  rows_received: number;
  message: string;
  processing_status: string;
  rows_accepted?: number;
  rows_rejected?: number;
}

export interface AudienceProgressBody {
  status: string;
  upload_id: string;
  processing_status: string;
  rows_received: number;
  rows_loaded: number;
  rows_rejected: number;
  progress_percentage: number;
  error_message: string | null;
  upload_status: string;
}

export interface AudienceWholeBody {
  status: string;
  upload_id: string;
  upload_name: string;
  records: Record<string, unknown>[];
  fields: string[];
  created_at: string;
  rows_received: number;
  processing_status: string;
}

export interface AudienceAnalyticsBody {
  records: number;
  fields: { field: string; filled: number; fill_rate: number }[];
  duplicates: { within_upload: number; of_earlier_uploads: number; distinct_people: number };
}

export interface AudienceAnswer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

interface RequestOptions {
  headers?: Record<string, string>;
  body?: FormData | Buffer | string;
}

const BASE = '/api/audience/batch-upload';

/** What a client written from `specs/audience.md` and the service's own extras does. */
export class AudienceClient {
  private constructor(
    readonly baseUrl: string,
    readonly token: string,
  ) {}

  static async login(baseUrl: string, username: string): Promise<AudienceClient> {
    return new AudienceClient(baseUrl, await signIn(baseUrl, username));
  }

  /** Any request whose answer is JSON; `path` goes on behind `/api/audience/batch-upload`. */
  async request<Body>(
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<AudienceAnswer<Body>> {
    const { status, headers, text } = await this.text(method, path, options);
    return { status, headers, body: JSON.parse(text) as Body };
  }

  async text(
    method: string,
    path: string,
    { headers = {}, body }: RequestOptions = {},
  ): Promise<{ status: number; headers: Headers; text: string }> {
    const response = await fetch(`${this.baseUrl}${BASE}${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, ...headers },
      ...(body !== undefined && { body: Buffer.isBuffer(body) ? new Uint8Array(body) : body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** The body of the document. */
  upload(body: Buffer | string, query = ''): Promise<AudienceAnswer<AudienceUploadBody>> {
    return this.request('POST', query, { headers: { 'Content-Type': 'application/json' }, body });
  }

  /** `POST …/file`: bytes under a name, or the id of a finished resumable upload. */
  uploadFile(
    file: { name: string; bytes: Buffer } | { uploadId: string },
    fields: Record<string, string> = {},
  ): Promise<AudienceAnswer<AudienceUploadBody>> {
    const form = new FormData();
    if ('uploadId' in file) form.append('upload_id', file.uploadId);
    else form.append('file', new Blob([new Uint8Array(file.bytes)]), file.name);
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return this.request('POST', '/file', { body: form });
  }

  /** The records as lines, as they were sent. */
  async lines(uploadId: string): Promise<string> {
    const { status, text } = await this.text('GET', `/${uploadId}`, {
      headers: { Accept: 'application/x-ndjson' },
    });
    if (status !== 200) throw new Error(`GET ${uploadId}: ${status} ${text.slice(0, 500)}`);
    return text;
  }

  async progress(uploadId: string): Promise<AudienceProgressBody> {
    const { status, body } = await this.request<AudienceProgressBody>('GET', `/${uploadId}/progress`);
    if (status !== 200) throw new Error(`progress: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  async analytics(uploadId: string): Promise<AudienceAnalyticsBody> {
    const { body } = await this.request<{ analytics: AudienceAnalyticsBody }>(
      'GET',
      `/${uploadId}/analytics`,
    );
    return body.analytics;
  }

  /**
   * Polls until an upload has ended.
   * @throws Error when that takes longer than `timeoutMs`, with the last answer
   */
  async waitForEnd(uploadId: string, timeoutMs = 120_000): Promise<AudienceProgressBody> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const progress = await this.progress(uploadId);
      if (['completed', 'failed'].includes(progress.processing_status)) return progress;
      if (Date.now() > deadline) throw new Error(`Has not ended: ${JSON.stringify(progress)}`);
      await delay(50);
    }
  }
}
