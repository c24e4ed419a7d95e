/* eslint-disable @typescript-eslint/no-explicit-any -- the class is printed so in specs/migration.md */
import axios, { type AxiosInstance } from 'axios';
import io, { type Socket } from 'socket.io-client';

/** What the class uses of a browser, as a test has to stand in for it. */
declare const window: { URL: typeof URL };
declare const document: {
  createElement(name: 'a'): { href: string; setAttribute(name: string, value: string): void; click(): void };
  body: { appendChild(element: object): void };
};

// From here on word for word, but for `export`.
// prettier-ignore
export class MigrationClient {
  private api: AxiosInstance;
  private socket: Socket;

  constructor(baseURL: string, token: string) {
    this.api = axios.create({
      baseURL,
      headers: {
        Authorization: `Bearer ${token}`
      }
    });

    this.socket = io(baseURL, {
      query: { token }
    });
  }

  async uploadCSV(file: File, importType: string) {
    const formData = new FormData();
    formData.append('file', file);
    formData.append('import_type', importType);

    const response = await this.api.post('/migration/upload', formData);
    return response.data;
  }

  async startImport(jobId: string) {
    const response = await this.api.post(`/migration/${jobId}/start`);
    return response.data;
  }

  trackProgress(jobId: string, onProgress: (data: any) => void) {
    this.socket.on('migration:progress', (data) => {
      if (data.job_id === jobId) {
        onProgress(data);
      }
    });
  }

  async getStatus(jobId: string) {
    const response = await this.api.get(`/migration/${jobId}/status`);
    return response.data;
  }

  async downloadErrors(jobId: string) {
    const response = await this.api.get(`/migration/${jobId}/errors`, {
      responseType: 'blob'
    });

    // Create download link
    const url = window.URL.createObjectURL(new Blob([response.data]));
    const link = document.createElement('a');
    link.href = url;
    link.setAttribute('download', `errors-${jobId}.csv`);
    document.body.appendChild(link);
    link.click();
  }
}
