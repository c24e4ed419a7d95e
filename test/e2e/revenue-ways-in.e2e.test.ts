import { after, before, describe, it } from 'node:test';
import { claimFile, claimMonthFiles } from '@sluice/test/fixtures/claim-files';
import { makeClaimMonth } from '@sluice/test/fixtures/claim-month';
import { writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { largeDruBlocks, largeDruBytes } from '@sluice/test/fixtures/large-dru';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { RevenueClient, type UploadBody } from './revenue-client';
import { uploadResumably } from './tus-upload';

describe('revenue: other ways in, and who sees what', () => {
  let stack: Stack;
  let user: RevenueClient;
  let admin: RevenueClient;
  let owner: RevenueClient;
  const month = makeClaimMonth({ patients: 12 });

  before(async () => {
    stack = await startStack({ workers: 1 });
    const url = stack.apis[0]?.url as string;
    user = await RevenueClient.login(url, 'user');
    admin = await RevenueClient.login(url, 'admin');
    owner = await RevenueClient.login(url, 'owner');
  });
  after(() => stack?.stop());

  it('takes finished resumable uploads, larger than a request may be', async () => {
    const count = 400_000;
    const uploadId = await uploadResumably(user.baseUrl, user.token, {
      filename: 'DRU6805.DBF',
      bytes: largeDruBytes(count),
      blocks: largeDruBlocks({ rows: count, seed: 9 }),
    });
    const form = new FormData();
    form.append('upload_id', uploadId);
    const { status, body } = await user.request<UploadBody>('POST', '/upload', {
      form,
      headers: { Prefer: 'wait=60' },
    });
    expect([status, body.data]).toEqual([
      200,
      expect.objectContaining({ success: true, filename: 'DRU6805.DBF', fileSize: largeDruBytes(count) }),
    ]);
    expect(await user.file(body.data.fileId)).toMatchObject({ status: 'completed', validRecords: count });
    expect((await user.request('POST', '/upload', { form })).status).toBe(409);
  });

  for (const [title, version, extension] of [
    ['.dbt of dBase III', 0x83, 'dbt'],
    ['.dbt of dBase IV', 0x8b, 'DBT'],
    ['.fpt of Visual FoxPro', 0x30, 'fpt'],
  ] as const) {
    it(`reads memos from the file beside the table: ${title}`, async () => {
      const { dbf, memo } = writeDbf({
        version,
        columns: [
          { name: 'HN', type: 'C', width: 9 },
          { name: 'NOTE', type: 'M' },
        ],
        records: [
          ['000000001', 'แพ้ยาเพนิซิลลิน'],
          ['000000002', null],
          ['000000003', 'ผู้ป่วยขอรับยา\r\nทางไปรษณีย์'],
        ],
      });
      const table = { name: 'NOTES.DBF', bytes: dbf };
      const beside = { name: `notes.${extension}`, bytes: memo as Buffer };
      const { body } = await user.uploadBatch([beside, table]);
      const zipped = { name: 'notes.zip', bytes: await makeZip([table, beside]) };
      const { body: ofZip } = await user.upload(zipped);
      for (const batchId of [body.data.batchId, ofZip.data.batchId as string]) {
        const batch = await user.waitForEnd(batchId);
        expect(batch).toMatchObject({ status: 'success', totalFiles: 1, totalRecords: 3 });
        const records = await user.records(batch.files[0]?.id as string);
        expect(records.map(({ data }) => data['NOTE'])).toEqual([
          'แพ้ยาเพนิซิลลิน',
          null,
          'ผู้ป่วยขอรับยา\r\nทางไปรษณีย์',
        ]);
      }
    });
  }

  it('is seen by its owner and by admins, not by others', async () => {
    const { body } = await user.uploadBatch(claimMonthFiles(month).slice(0, 2));
    const { batchId, results } = body.data;
    const fileId = results[0]?.fileId as string;
    const paths = [
      `/batches/${batchId}`,
      `/batches/${batchId}/files`,
      `/batches/${batchId}/progress`,
      `/batches/${batchId}/report`,
      `/files/${fileId}`,
      `/files/${fileId}/records`,
      `/files/${fileId}/errors`,
    ];
    for (const path of paths) {
      expect([path, (await user.request('GET', path)).status]).toEqual([path, 200]);
      expect([path, (await admin.request('GET', path)).status]).toEqual([path, 200]);
      expect([path, (await owner.request('GET', path)).status]).toEqual([path, 403]);
    }
    expect((await owner.upload(claimFile(month, 'PAT'), { batchId })).status).toBe(403);
    expect((await owner.request('DELETE', `/batches/${batchId}`)).status).toBe(403);
    const listOf = async (client: RevenueClient): Promise<string[]> =>
      (await client.data<{ batches: { id: string }[] }>('/batches?limit=100')).batches.map(({ id }) => id);
    expect(await listOf(user)).toContain(batchId);
    expect(await listOf(admin)).toContain(batchId);
    expect(await listOf(owner)).toEqual([]);
    const download = await user.download(`/files/${fileId}/download`);
    expect(download.bytes).toEqual(claimMonthFiles(month)[0]?.bytes);
    expect((await owner.download(`/files/${fileId}/download`)).status).toBe(403);
  });
});
