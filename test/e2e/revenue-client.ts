import { openAsBlob } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { signIn } from './sign-in';

export interface RevenueBatchBody {
  id: string;
  batchName: string;
  uploadDate: string;
  totalFiles: number;
  successFiles: number;
  errorFiles: number;
  processingFiles: number;
  totalRecords: number;
  totalSize: number;
  status: 'success' | 'error' | 'processing' | 'partial';
  userId: string;
  ipAddress: string;
  userAgent: string;
  createdAt: string;
  updatedAt: string;
}

export interface RevenueFileBody {
  id: string;
  filename: string;
  originalName: string;
  fileType: string;
  fileSize: number;
  filePath: string;
  uploadDate: string;
  status: 'pending' | 'processing' | 'completed' | 'error';
  batchId: string | null;
  userId: string;
  ipAddress: string;
  userAgent: string;
  isValid: boolean;
  totalRecords: number;
  validRecords: number;
  invalidRecords: number;
  processedRecords: number;
  skippedRecords: number;
  processingTime: number;
  createdAt: string;
  updatedAt: string;
}

export interface Paging {
  page: number;
  limit: number;
  total: number;
  totalPages: number;
}

export interface UploadBody {
  success: boolean;
  message: string;
  filename: string;
  fileId: string;
  fileSize: number;
  uploadDate: string;
  errors: string[];
  status: string;
  batchId?: string;
}

export interface UploadResultBody {
  filename: string;
  success: boolean;
  message: string;
  fileId?: string;
  fileSize?: number;
  errors: string[];
}

export interface BatchUploadBody {
  batchId: string;
  batchName: string;
  totalFiles: number;
  successFiles: number;
  errorFiles: number;
  results: UploadResultBody[];
}

export interface RecordBody {
  rowNumber: number;
  isValid: boolean;
  data: Record<string, string | number | boolean | null>;
  errors: RecordErrorBody[];
}

export interface RecordErrorBody {
  rowNumber?: number;
  column: string | null;
  code: string;
  message: string;
  value: string | null;
  severity?: string;
}

export interface Envelope<Data> {
  success: boolean;
  data: Data;
  message: string;
  timestamp: string;
}

export interface RevenueAnswer<Data> {
  status: number;
  headers: Headers;
  body: Envelope<Data>;
}

export interface SentFile {
  name: string;
  /** What is sent, or where it is. */
  bytes: Buffer | { path: string };
}

interface RequestOptions {
  headers?: Record<string, string>;
  form?: FormData;
  json?: unknown;
}

/** What a client written from `specs/revenue.md` and the service's own extras does. */
export class RevenueClient {
  private constructor(
    readonly baseUrl: string,
    readonly token: string,
  ) {}

  static async login(baseUrl: string, username: string, password?: string): Promise<RevenueClient> {
    return new RevenueClient(baseUrl, await signIn(baseUrl, username, password));
  }

  /** The same user at another replica of the API. */
  at(baseUrl: string): RevenueClient {
    return new RevenueClient(baseUrl, this.token);
  }

  get authorization(): Record<string, string> {
    return { Authorization: `Bearer ${this.token}` };
  }

  /** Any request whose answer is JSON; `path` goes on behind `/api/revenue`. */
  async request<Data>(
    method: string,
    path: string,
    { headers = {}, form, json }: RequestOptions = {},
  ): Promise<RevenueAnswer<Data>> {
    const response = await fetch(`${this.baseUrl}/api/revenue${path}`, {
      method,
      headers: {
        ...this.authorization,
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(form && { body: form }),
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    const body = JSON.parse(await response.text()) as Envelope<Data>;
    return { status: response.status, headers: response.headers, body };
  }

  /** A GET whose answer is no JSON. */
  async download(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
    const response = await fetch(`${this.baseUrl}/api/revenue${path}`, {
      headers: { ...this.authorization, ...headers },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes };
  }

  createBatch(batchName: string): Promise<RevenueAnswer<RevenueBatchBody>> {
    return this.request('POST', '/batches', { json: { batchName } });
  }

  /** `POST /upload`; without headers the answer is waited for as long as the service likes. */
  async upload(
    file: SentFile,
    { batchId, headers = {} }: { batchId?: string; headers?: Record<string, string> } = {},
  ): Promise<RevenueAnswer<UploadBody>> {
    const form = new FormData();
    form.append('file', await blobOf(file), file.name);
    if (batchId !== undefined) form.append('batchId', batchId);
    return this.request('POST', '/upload', { form, headers });
  }

  /** `POST /upload/batch`. */
  async uploadBatch(
    files: SentFile[],
    { batchName, headers = {} }: { batchName?: string; headers?: Record<string, string> } = {},
  ): Promise<RevenueAnswer<BatchUploadBody>> {
    const form = new FormData();
    for (const file of files) form.append('files', await blobOf(file), file.name);
    if (batchName !== undefined) form.append('batchName', batchName);
    return this.request('POST', '/upload/batch', { form, headers });
  }

  async batch(id: string): Promise<RevenueBatchBody & { files: RevenueFileBody[] }> {
    return this.data(`/batches/${id}`);
  }

  async file(id: string): Promise<RevenueFileBody> {
    return this.data(`/files/${id}`);
  }

  /** The records of a file, over all pages. */
  async records(fileId: string, query = ''): Promise<RecordBody[]> {
    return this.everyPage<RecordBody>(`/files/${fileId}/records?${query}`, 'records');
  }

  /** What stands against records of a file, over all pages. */
  async errors(fileId: string): Promise<RecordErrorBody[]> {
    return this.everyPage<RecordErrorBody>(`/files/${fileId}/errors?`, 'errors');
  }

  /**
   * Polls until nothing of a batch runs any more and its files were compared.
   * @throws Error when that takes longer than `timeoutMs`, with the last answer
   */
  async waitForEnd(
    batchId: string,
    { timeoutMs = 120_000, onProgress = (_percent: number): void => undefined } = {},
  ): Promise<RevenueBatchBody & { files: RevenueFileBody[] }> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const progress = await this.data<RevenueProgressBody>(`/batches/${batchId}/progress`);
      onProgress(progress.progressPercentage);
      if (hasEnded(progress)) return this.batch(batchId);
      if (Date.now() > deadline) throw new Error(`Has not ended: ${JSON.stringify(progress)}`);
      await delay(50);
    }
  }

  /** `data` of a GET that is answered 200. */
  async data<Data>(path: string): Promise<Data> {
    const { status, body } = await this.request<Data>('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body.data;
  }

  private async everyPage<Item>(path: string, name: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let page = 1; ; page++) {
      const data = await this.data<Record<string, Item[]> & { pagination: Paging }>(
        `${path}&limit=100&page=${page}`,
      );
      items.push(...(data[name] as Item[]));
      if (page >= data.pagination.totalPages) return items;
    }
  }
}

export interface RevenueProgressBody {
  id: string;
  status: string;
  totalFiles: number;
  successFiles: number;
  errorFiles: number;
  processingFiles: number;
  totalRecords: number;
  progressPercentage: number;
  checkState: string;
  updatedAt: string;
}

function hasEnded({ totalFiles, processingFiles, checkState }: RevenueProgressBody): boolean {
  return totalFiles > 0 && processingFiles === 0 && checkState !== 'waiting';
}

async function blobOf({ bytes }: SentFile): Promise<Blob> {
  return Buffer.isBuffer(bytes) ? new Blob([new Uint8Array(bytes)]) : openAsBlob(bytes.path);
}
