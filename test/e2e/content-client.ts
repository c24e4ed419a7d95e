import { eventually } from '@sluice/kernel/testing';

/** The development login `creator`'s. */
export const CREATOR = 'ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG';

export interface ContentResultBody {
  contentId: string;
  success: boolean;
  message?: string;
  error?: string;
  reason?: string;
  txid?: string;
}

export interface ContentBatchBody {
  _id: string;
  status: 'pending' | 'processing' | 'completed' | 'failed';
  totalItems: number;
  successCount: number;
  failureCount: number;
  results: ContentResultBody[];
}

/** A creator's client. */
export class ContentClient {
  private constructor(
    private readonly baseUrl: string,
    private readonly token: string,
  ) {}

  static async login(baseUrl: string): Promise<ContentClient> {
    const response = await fetch(`${baseUrl}/api/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: 'creator', password: 'creator123' }),
    });
    const body = (await response.json()) as { access_token: string };
    if (response.status !== 200) throw new Error(`login: ${response.status} ${JSON.stringify(body)}`);
    return new ContentClient(baseUrl, body.access_token);
  }

  /** Makes contents with nothing particular about them. */
  async makeContents(ids: string[], price: number): Promise<void> {
    const contents = ids.map((contentId) => ({
      contentId,
      creator: CREATOR,
      title: 'A title',
      description: 'A description',
      contentType: 'video',
      price,
    }));
    await this.request(201, 'POST', '/api/contents/import', contents);
  }

  /** @returns the batch's id */
  async updatePrices(contentIds: string[], newPrice: number): Promise<string> {
    const body = { creator: CREATOR, contentIds, newPrice };
    const made = await this.request<{ batchId: string }>(
      202,
      'POST',
      '/api/batches/batch-update-price',
      body,
    );
    return made.batchId;
  }

  batch(id: string): Promise<ContentBatchBody> {
    return this.request(200, 'GET', `/api/batches/${id}`);
  }

  async untilEnded(id: string, timeoutMs = 120_000): Promise<ContentBatchBody> {
    let batch = await this.batch(id);
    const hasEnded = async (): Promise<boolean> => {
      batch = await this.batch(id);
      return batch.status === 'completed' || batch.status === 'failed';
    };
    await eventually(`batch ${id} to end`, hasEnded, timeoutMs);
    return batch;
  }

  private async request<T>(status: number, method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== status) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }
}
