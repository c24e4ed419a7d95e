import { after, before, describe, it } from 'node:test';
import { claimFile } from '@sluice/test/fixtures/claim-files';
import { makeClaimMonth } from '@sluice/test/fixtures/claim-month';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { differencesFromPrint } from './printed-body';
import { type BatchUploadBody, type Envelope, type RevenueBatchBody, RevenueClient } from './revenue-client';

const BATCH = {
  id: 'batch-123',
  batchName: 'Monthly Upload - January 2024',
  uploadDate: '2024-01-15T10:30:00Z',
  totalFiles: 5,
  successFiles: 3,
  errorFiles: 1,
  processingFiles: 1,
  totalRecords: 15000,
  totalSize: 5120000,
  status: 'partial',
  userId: 'user123',
  ipAddress: '192.168.1.100',
  userAgent: 'Mozilla/5.0...',
  createdAt: '2024-01-15T10:30:00Z',
  updatedAt: '2024-01-15T10:35:00Z',
};
const FILE = {
  id: 'file-123',
  filename: 'PAT6805.DBF',
  originalName: 'PAT6805.DBF',
  fileType: 'DBF',
  fileSize: 1024000,
  filePath: '/uploads/dbf/2024-01-15/uuid-123/PAT6805.DBF',
  uploadDate: '2024-01-15T10:30:00Z',
  status: 'completed',
  batchId: 'batch-123',
  userId: 'user123',
  ipAddress: '192.168.1.100',
  userAgent: 'Mozilla/5.0...',
  isValid: true,
  totalRecords: 5000,
  validRecords: 4800,
  invalidRecords: 200,
  processedRecords: 4800,
  skippedRecords: 0,
  processingTime: 5000,
  createdAt: '2024-01-15T10:30:00Z',
  updatedAt: '2024-01-15T10:30:05Z',
};
const PAGINATION = { page: 1, limit: 20, total: 1, totalPages: 1 };
const UPLOAD = {
  success: true,
  message: 'ประมวลผลไฟล์สำเร็จ',
  filename: 'PAT6805.DBF',
  fileId: 'file-123',
  fileSize: 1024000,
  uploadDate: '2024-01-15T10:30:00Z',
  errors: [],
};
const UPLOAD_BATCH = {
  batchId: 'batch-123',
  batchName: 'Monthly Upload - January 2024',
  totalFiles: 5,
  successFiles: 3,
  errorFiles: 1,
  results: [
    {
      filename: 'PAT6805.DBF',
      success: true,
      message: 'ประมวลผลไฟล์สำเร็จ',
      fileId: 'file-123',
      fileSize: 1024000,
      errors: [],
    },
    {
      filename: 'ADP6805.DBF',
      success: false,
      message: 'ไฟล์ไม่ผ่านการตรวจสอบ',
      errors: ['Invalid file format', 'Missing required fields'],
    },
  ],
};

/** A whole body as printed. */
const printed = (data: unknown, message: string) => ({
  success: true,
  data,
  message,
  timestamp: '2024-01-15T10:40:00Z',
});

describe('revenue: the examples of the document', () => {
  let stack: Stack;
  let user: RevenueClient;
  let batchId: string;
  const month = makeClaimMonth({ patients: 12 });
  const fileOf = (name: 'PAT' | 'OPD' | 'INS'): File => {
    const { name: filename, bytes } = claimFile(month, name);
    return new File([new Uint8Array(bytes)], filename);
  };

  before(async () => {
    stack = await startStack({ workers: 1 });
    user = await RevenueClient.login(stack.apis[0]?.url as string, 'user');
  });
  after(() => stack?.stop());

  /** `fetch` of a page at the service's own address whose user is signed in. `batch-123` stands for a real batch. */
  const pageFetch = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(user.baseUrl + path.replace('batch-123', batchId), {
      ...init,
      headers: { ...(init.headers as Record<string, string>), ...user.authorization },
    });

  it('makes a batch and uploads a file into it', async () => {
    const fetch = pageFetch;
    const file = fileOf('PAT');

    // 1. สร้าง batch
    const batchResponse = await fetch('/api/revenue/batches', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        batchName: 'Monthly Upload - January 2024',
        userId: 'user123',
      }),
    });

    const batch = (await batchResponse.json()) as Envelope<RevenueBatchBody>;

    // 2. อัปโหลดไฟล์ใน batch
    const formData = new FormData();
    formData.append('file', file);
    formData.append('batchId', batch.data.id);

    const uploadResponse = await fetch('/api/revenue/upload', {
      method: 'POST',
      body: formData,
    });

    expect(batchResponse.status).toBe(201);
    expect(differencesFromPrint(batch, printed(BATCH, ''))).toEqual([]);
    expect(batch).toMatchObject({
      message: 'สร้าง batch สำเร็จ',
      data: {
        batchName: 'Monthly Upload - January 2024',
        userId: 'user123',
        totalFiles: 0,
        totalRecords: 0,
        totalSize: 0,
        status: 'processing',
      },
    });
    expect(uploadResponse.status).toBe(200);
    const upload = (await uploadResponse.json()) as Envelope<object> & { requestId: string };
    const print = { ...printed(UPLOAD, ''), requestId: 'req_1234567890_abc123' };
    expect(differencesFromPrint(upload, print)).toEqual([]);
    expect(upload.data).toMatchObject({ ...UPLOAD, fileId: expect.any(String), fileSize: file.size, uploadDate: expect.any(String) }); // prettier-ignore
    expect(upload.message).toBe('อัปโหลดไฟล์สำเร็จ');
    expect(upload.requestId).toMatch(/^req_\d+_\w+$/);
    expect(uploadResponse.headers.get('X-Request-Id')).toBe(upload.requestId);
    batchId = batch.data.id;
  });

  it('uploads several files at once', async () => {
    const fetch = pageFetch;
    const bad = new File(['this is no table'], 'ADP6805.DBF');
    const files = [fileOf('PAT'), bad, fileOf('INS')];

    const formData = new FormData();
    files.forEach((file) => formData.append('files', file));
    formData.append('batchName', 'Monthly Upload - January 2024');

    const batchUploadResponse = await fetch('/api/revenue/upload/batch', {
      method: 'POST',
      body: formData,
    });

    expect(batchUploadResponse.status).toBe(200);
    const body = (await batchUploadResponse.json()) as Envelope<BatchUploadBody>;
    expect(differencesFromPrint(body, printed(UPLOAD_BATCH, ''))).toEqual([]);
    expect(body.message).toBe('อัปโหลด batch สำเร็จ (2/3 ไฟล์)');
    expect(body.data).toMatchObject({
      batchName: 'Monthly Upload - January 2024',
      totalFiles: 3,
      successFiles: 2,
      errorFiles: 1,
      results: [
        { filename: 'PAT6805.DBF', success: true, message: 'ประมวลผลไฟล์สำเร็จ', errors: [] },
        { filename: 'ADP6805.DBF', success: false, message: 'ไฟล์ไม่ผ่านการตรวจสอบ' },
        { filename: 'INS6805.DBF', success: true, message: 'ประมวลผลไฟล์สำเร็จ', errors: [] },
      ],
    });
    expect(body.data.results[1]?.errors).toEqual(['Invalid file format']);
  });

  it('follows a batch', async () => {
    const fetch = pageFetch;

    // ดึงรายการ batches
    const batchesResponse = await fetch('/api/revenue/batches?status=processing');

    // ดึงข้อมูล batch เฉพาะ
    const batchResponse = await fetch('/api/revenue/batches/batch-123');

    // ดึงไฟล์ใน batch
    const filesResponse = await fetch('/api/revenue/batches/batch-123/files?status=completed');

    const list = (await batchesResponse.json()) as Envelope<object>;
    expect(differencesFromPrint(list, printed({ batches: [BATCH], pagination: PAGINATION }, ''))).toEqual([]);
    expect(list.message).toBe('ดึงรายการ batches สำเร็จ');
    const batch = (await batchResponse.json()) as Envelope<object>;
    expect(differencesFromPrint(batch, printed({ ...BATCH, files: [FILE] }, ''))).toEqual([]);
    expect(batch).toMatchObject({
      message: 'ดึงข้อมูล batch สำเร็จ',
      data: { id: batchId, status: 'success', totalFiles: 1, successFiles: 1, totalRecords: 12 },
    });
    const files = (await filesResponse.json()) as Envelope<object>;
    const print = printed({ batch: BATCH, files: [FILE], pagination: PAGINATION }, '');
    expect(differencesFromPrint(files, print)).toEqual([]);
    expect(files).toMatchObject({
      message: 'ดึงไฟล์ใน batch สำเร็จ',
      data: {
        files: [{ filename: 'PAT6805.DBF', status: 'completed', isValid: true, totalRecords: 12, validRecords: 12 }],
        pagination: { page: 1, limit: 20, total: 1, totalPages: 1 },
      },
    }); // prettier-ignore
    const [file] = (await user.batch(batchId)).files;
    expect(file?.filePath).toMatch(/^\/uploads\/dbf\/\d{4}-\d\d-\d\d\/[0-9a-f-]{36}\/PAT6805\.DBF$/);
  });

  it('answers the first request of the document with its page, user and status', async () => {
    await user.createBatch('empty');
    const { status, body } = await user.request<{ batches: RevenueBatchBody[] }>(
      'GET',
      '/batches?page=1&limit=20&status=success&userId=user123',
    );
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ pagination: { page: 1, limit: 20, total: 1, totalPages: 1 } });
    expect(body.data.batches).toEqual([expect.objectContaining({ id: batchId, userId: 'user123' })]);
  });

  it('deletes a batch with all that belongs to it', async () => {
    const [file] = (await user.batch(batchId)).files;
    const { status, body } = await user.request<object>('DELETE', `/batches/${batchId}`);
    expect(status).toBe(200);
    expect(differencesFromPrint(body, printed({ id: 'batch-123' }, ''))).toEqual([]);
    expect(body).toMatchObject({ data: { id: batchId }, message: 'ลบ batch สำเร็จ' });
    for (const path of [`/batches/${batchId}`, `/batches/${batchId}/files`, `/files/${file?.id}/records`])
      expect((await user.request('GET', path)).status).toBe(404);
  });
});
