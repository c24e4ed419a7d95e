import { setTimeout as delay } from 'node:timers/promises';
import { signIn } from './sign-in';

export type ImportType = 'jamaah' | 'payment' | 'package';

export interface UploadBody {
  job_id: string;
  import_type: ImportType;
  file_name: string;
  total_rows: number;
  columns: string[];
  preview_rows: Record<string, string>[];
  encoding: string;
  delimiter: string;
  column_mapping: Record<string, string>;
  mapping_source: string;
  missing_columns: string[];
  suggested_mapping: { csv_column: string; column: string | null; confidence: number }[];
}

export interface StatusBody {
  id: string;
  status: string;
  status_display: string;
  total_rows: number;
  processed_rows: number;
  valid_rows: number;
  invalid_rows: number;
  imported_rows: number;
  recovered_rows: number;
  warning_count: number;
  progress_percentage: number;
  error_report_url: string | null;
  error_message: string | null;
  completed_at: string | null;
  validation: { is_valid: boolean; can_proceed: boolean; error_summary: object } | null;
  [field: string]: unknown;
}

export interface RollbackBody {
  message: string;
  job: { id: string; status: string; rollback_at: string | null };
  summary: { removed: number; kept_changed: number; kept_used: number };
}

/** What stands behind a request that was refused. */
export interface Refusal {
  statusCode: number;
  message: string;
  error: string;
}

export interface PageBody<Item> {
  data: Item[];
  total: number;
  page: number;
  limit: number;
}

/** An imported pilgrim, payment or package, as far as all have it. */
export interface RecordBody {
  id: string;
  migration_job_id: string;
  row_number: number;
  version: number;
  [column: string]: unknown;
}

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface Sent {
  bytes: Buffer;
  importType: string;
  name?: string;
  /** Other fields of the form. */
  fields?: Record<string, string>;
}

const BASE = '/api/v1/onboarding';

/** What a client written from `specs/migration.md` and the service's own extras does. */
export class MigrationClient {
  private constructor(
    /** Of the server: `http://127.0.0.1:41234`. */
    readonly baseUrl: string,
    readonly token: string,
  ) {}

  static async login(baseUrl: string, username: string, password?: string): Promise<MigrationClient> {
    return new MigrationClient(baseUrl, await signIn(baseUrl, username, password));
  }

  /** The same user at another replica of the API. */
  at(baseUrl: string): MigrationClient {
    return new MigrationClient(baseUrl, this.token);
  }

  get authorization(): Record<string, string> {
    return { Authorization: `Bearer ${this.token}` };
  }

  /** Any request whose answer is JSON; `path` goes on behind `/api/v1/onboarding`, or begins with `/api/`. */
  async request<Body = Refusal>(
    method: string,
    path: string,
    { form, json }: { form?: FormData; json?: unknown } = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(this.urlOf(path), {
      method,
      headers: { ...this.authorization, ...(json !== undefined && { 'Content-Type': 'application/json' }) },
      ...(form && { body: form }),
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    const body = JSON.parse(await response.text()) as Body;
    return { status: response.status, headers: response.headers, body };
  }

  /** A GET whose answer is no JSON. */
  async download(path: string): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
    const response = await fetch(this.urlOf(path), { headers: this.authorization });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes };
  }

  /** `POST /upload`, refused or not. */
  send<Body = UploadBody & Refusal>(
    { bytes, importType, name = 'import.csv', fields = {} }: Sent,
    query = '',
  ) {
    const form = new FormData();
    form.append('file', new File([new Uint8Array(bytes)], name));
    form.append('import_type', importType);
    for (const [field, value] of Object.entries(fields)) form.append(field, value);
    return this.request<Body>('POST', `/migration/upload${query}`, { form });
  }

  /** Uploads a file. @returns the job's id @throws Error when it is refused */
  async upload(sent: Sent): Promise<string> {
    const { status, body } = await this.send(sent);
    if (status !== 200) throw new Error(`upload: ${status} ${JSON.stringify(body)}`);
    return body.job_id;
  }

  validate(id: string): Promise<Answer<Refusal & { job_id: string }>> {
    return this.request('POST', `/migration/${id}/validate`);
  }

  start(id: string): Promise<Answer<Refusal & { job_id: string }>> {
    return this.request('POST', `/migration/${id}/start`);
  }

  rollback(id: string, query = ''): Promise<Answer<RollbackBody & Refusal>> {
    return this.request('POST', `/migration/${id}/rollback${query}`);
  }

  async status(id: string): Promise<StatusBody> {
    const { status, body } = await this.request<StatusBody>('GET', `/migration/${id}/status`);
    if (status !== 200) throw new Error(`status: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Starts a job and waits for its end. */
  async run(id: string): Promise<StatusBody> {
    const { status, body } = await this.start(id);
    if (status !== 200) throw new Error(`start: ${status} ${JSON.stringify(body)}`);
    return this.untilStill(id);
  }

  /** Uploads and imports a file. */
  async import(sent: Sent): Promise<StatusBody> {
    return this.run(await this.upload(sent));
  }

  /**
   * Polls until a job is neither validated nor imported any more.
   * @throws Error when that takes longer than `timeoutMs`, with the last answer
   */
  async untilStill(id: string, timeoutMs = 120_000): Promise<StatusBody> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const status = await this.status(id);
      if (status.status !== 'validating' && status.status !== 'importing') return status;
      if (Date.now() > deadline) throw new Error(`Has not ended: ${JSON.stringify(status)}`);
      await delay(50);
    }
  }

  /** Imported rows, over all pages. */
  async records(kind: 'jamaah' | 'packages' | 'payments', query = ''): Promise<RecordBody[]> {
    const records: RecordBody[] = [];
    for (let page = 1; ; page++) {
      const path = `/${kind}?limit=100&page=${page}&sort_by=row_number&sort_order=ASC&${query}`;
      const { status, body } = await this.request<PageBody<RecordBody>>('GET', path);
      if (status !== 200) throw new Error(`${kind}: ${status} ${JSON.stringify(body)}`);
      records.push(...body.data);
      if (records.length >= body.total) return records;
    }
  }

  private urlOf(path: string): string {
    return `${this.baseUrl}${path.startsWith('/api/') ? '' : BASE}${path}`;
  }
}
