import { after, before, describe, it } from 'node:test';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { makeSheet, makeTiff } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { expect } from 'expect';
import sharp from 'sharp';
import { OmrClient, type Status } from './omr-client';

const TASK = '14900113';
const OTHER_TASK = '14900117';

interface Member {
  name: string;
  bytes: Buffer;
}

/** A pile with everything that may be in one. */
async function pile(): Promise<Member[]> {
  const sheet = (taskId: string | null, seed: number) => makeSheet({ taskId, seed, dpi: 120 });
  const good = await sheet(TASK, 1);
  // Stored on its side, with the note that it must be turned to be seen upright.
  const turned = await sharp(good).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  return [
    { name: 'notes.txt', bytes: Buffer.from('no image') },
    { name: '10.jpg', bytes: await sheet(OTHER_TASK, 2) },
    { name: '9.jpg', bytes: good.subarray(0, good.length / 2) },
    { name: '2.jpg', bytes: good },
    { name: '.hidden.jpg', bytes: good },
    { name: '__MACOSX/1.jpg', bytes: good },
    { name: 'Thumbs.db', bytes: good },
    { name: '1.jpg', bytes: await sheet(null, 3) },
    { name: 'named-wrong.txt', bytes: await sheet(TASK, 4) },
    { name: '3.jpg', bytes: turned },
    { name: '11.tif', bytes: await makeTiff([good, await sheet(TASK, 5)]) },
  ];
}

describe('omr: three ways to send sheets', () => {
  let stack: Stack;
  let user: OmrClient;
  let members: Member[];

  before(async () => {
    stack = await startStack({ workers: 2 });
    user = await OmrClient.login(stack.apis[0]?.url as string, 'user');
    members = await pile();
  });
  after(() => stack?.stop());

  async function ended(upload: { status: number; body: { batch_id: string } }): Promise<Status> {
    expect(upload).toMatchObject({ status: 202 });
    await user.waitForEnd(upload.body.batch_id);
    return (await user.status(upload.body.batch_id)).body;
  }
  const rowsOf = ({ sheets }: Status) =>
    sheets.map(({ index, filename, page, status, task_id }) => [index, filename, page, status, task_id]);
  const warningsOf = ({ warnings }: Status) =>
    warnings.map(({ code, index, filename, task_id }) => [code, index, filename, task_id]);

  /** What holds for the pile whichever way it came: order, pages, turns, what is passed over or broken. */
  function expectPile(status: Status, taskIds: (string | null)[]): void {
    const names = ['1.jpg', '2.jpg', '3.jpg', '9.jpg', '10.jpg', '11.tif', '11.tif', 'named-wrong.txt'];
    const pages = [1, 1, 1, 1, 1, 1, 2, 1];
    expect(rowsOf(status)).toEqual(
      names.map((name, at) => [
        at + 1,
        name,
        pages[at],
        name === '9.jpg' ? 'failed' : 'processed',
        taskIds[at],
      ]),
    );
    expect(status).toMatchObject({ sheet_count: 8, processed_count: 7, failed_count: 1 });
    const [, upright, turned, broken] = status.sheets;
    expect([turned?.width, turned?.height]).toEqual([upright?.width, upright?.height]);
    expect(broken?.error).toEqual('The image is cut short or damaged');
    expect(status.warnings[0]).toMatchObject({ code: 'skipped_file', filename: 'notes.txt' });
  }

  it('a ZIP with QR codes: the first that can be read names the task, others are warnings', async () => {
    const status = await ended(await user.upload(await makeZip(members), { has_qr: 'true' }));
    expectPile(status, [null, TASK, TASK, null, OTHER_TASK, TASK, TASK, TASK]);
    expect(status).toMatchObject({ status: 'completed', task_id: TASK, upload_strategy: 'zip_with_qr' });
    expect(warningsOf(status)).toEqual([
      ['skipped_file', undefined, 'notes.txt', undefined],
      ['task_id_from_later_sheet', 2, '2.jpg', TASK],
      ['qr_not_found', 1, '1.jpg', undefined],
      ['task_id_mismatch', 5, '10.jpg', OTHER_TASK],
    ]);
  });

  it('a ZIP with QR codes and a task id: the sheets have the say, the difference is a warning', async () => {
    const zip = await makeZip([{ name: '1.jpg', bytes: members[3]?.bytes as Buffer }]);
    const status = await ended(await user.upload(zip, { has_qr: 'true', task_id: '11111111' }));
    expect(status).toMatchObject({ status: 'completed', task_id: TASK });
    expect(status.warnings).toMatchObject([{ code: 'task_id_mismatch', task_id: '11111111' }]);
  });

  it('a ZIP without QR codes: every sheet belongs to the task id given, no code is looked at', async () => {
    const forms: Record<string, string>[] = [{ has_qr: 'false' }, {}];
    for (const form of forms) {
      const fields = { ...form, task_id: OTHER_TASK };
      const status = await ended(await user.upload(await makeZip(members), fields));
      expectPile(status, Array<string>(8).fill(OTHER_TASK));
      expect(status).toMatchObject({
        status: 'completed',
        task_id: OTHER_TASK,
        upload_strategy: 'zip_without_qr',
      });
      expect(warningsOf(status)).toEqual([['skipped_file', undefined, 'notes.txt', undefined]]);
      expect(status.sheets.every((sheet) => sheet.qr_text === null)).toBe(true);
    }
  });

  it('images: every sheet belongs to the task id given', async () => {
    const upload = await user.uploadImages(members, { task_id: TASK });
    expect(upload.body.total_size).toBe(members.reduce((sum, { bytes }) => sum + bytes.length, 0));
    const status = await ended(upload);
    expectPile(status, Array<string>(8).fill(TASK));
    expect(status).toMatchObject({
      status: 'completed',
      task_id: TASK,
      upload_strategy: 'direct_images',
      original_filename: 'notes.txt and 10 more',
    });
    expect(warningsOf(status)).toEqual([['skipped_file', undefined, 'notes.txt', undefined]]);
  });

  it('images with QR codes: the task id given stays, sheets that say otherwise are warnings', async () => {
    const status = await ended(await user.uploadImages(members, { task_id: OTHER_TASK, has_qr: '1' }));
    expectPile(status, [null, TASK, TASK, null, OTHER_TASK, TASK, TASK, TASK]);
    expect(status).toMatchObject({ status: 'completed', task_id: OTHER_TASK });
    const mismatches = status.warnings.filter((warning) => warning.code === 'task_id_mismatch');
    expect(mismatches.map((warning) => warning.index)).toEqual([2, 3, 6, 7, 8]);
  });

  it('images of one name, as two cameras make them, are all kept, in the order they were sent', async () => {
    const [first, second] = [members[3]?.bytes as Buffer, members[1]?.bytes as Buffer];
    const same = [first, second, first].map((bytes) => ({ name: 'IMG_0001.jpg', bytes }));
    const status = await ended(await user.uploadImages(same, { task_id: TASK, has_qr: 'true' }));
    expect(status.sheets.map((sheet) => sheet.task_id)).toEqual([TASK, OTHER_TASK, TASK]);
  });

  it('fails a batch without a single image and names what it was given', async () => {
    const files = [
      { name: 'a.pdf', bytes: Buffer.from('%PDF-1.7') },
      { name: 'b.zip', bytes: await makeZip(members) },
    ];
    const status = await ended(await user.uploadImages(files, { task_id: TASK }));
    expect(status).toMatchObject({ status: 'failed', sheet_count: 0, progress_percentage: 0 });
    expect(status.error_message).toMatch(/holds no images/);
    expect(status.warnings.map((warning) => warning.filename)).toEqual(['a.pdf', 'b.zip']);
    const zip = await ended(await user.upload(await makeZip(files)));
    expect(zip).toMatchObject({ status: 'failed', error_message: status.error_message });
  });

  it('finishes a batch whose images are all broken, each with its reason', async () => {
    const broken = members.filter((member) => member.name === '9.jpg');
    const status = await ended(await user.uploadImages(broken, { task_id: TASK }));
    expect(status).toMatchObject({ status: 'completed', failed_count: 1, progress_percentage: 100 });
    const noTask = await ended(await user.upload(await makeZip(broken)));
    expect(noTask).toMatchObject({ status: 'failed', failed_count: 1 });
    expect(noTask.error_message).toMatch(/No QR code with an 8-digit task id/);
  });

  it('takes a finished resumable upload instead of a file, once', async () => {
    const zip = await makeZip(members.slice(3, 4));
    const uploadId = await uploadResumably(zip);
    const send = (client: OmrClient) => client.uploadForm({ upload_id: uploadId });
    const agent = await OmrClient.login(user.baseUrl, 'agent');
    expect(await send(agent)).toMatchObject({ status: 404, body: { detail: 'Upload not found' } });
    const status = await ended(await send(user));
    expect(status).toMatchObject({
      status: 'completed',
      task_id: TASK,
      total_size: zip.length,
      original_filename: 'pile.zip',
    });
    expect((await send(user)).status).toBe(409);
  });

  async function uploadResumably(bytes: Buffer): Promise<string> {
    const created = await fetch(`${user.baseUrl}/api/uploads`, {
      method: 'POST',
      headers: {
        ...user.authorization,
        'Tus-Resumable': '1.0.0',
        'Upload-Length': String(bytes.length),
        'Upload-Metadata': `filename ${Buffer.from('pile.zip').toString('base64')}`,
        'Content-Type': 'application/offset+octet-stream',
      },
      body: new Uint8Array(bytes),
    });
    expect(created.status).toBe(201);
    return created.headers.get('Location')?.split('/').at(-1) as string;
  }

  describe('refuses what contradicts itself', () => {
    const cases: [what: string, fields: Record<string, string>, files: string[], message: RegExp][] = [
      ['nothing at all', {}, [], /"file".*"files".*"upload_id"/],
      ['a ZIP and images', { task_id: TASK }, ['file', 'files'], /Only one of/],
      ['a ZIP and an upload', { upload_id: '01a1f984-9209-7671-8422-87c7bd5247c0' }, ['file'], /Only one of/],
      ['images without a task id', {}, ['files'], /"task_id" \(8 digits\) is required/],
      ['images with QR codes but without a task id', { has_qr: 'true' }, ['files'], /"task_id"/],
      ['a ZIP without QR codes and task id', { has_qr: 'false' }, ['file'], /"task_id"/],
      ['a task id that is none', { task_id: '1234567' }, ['file'], /8 digits/],
      ['has_qr that is neither', { has_qr: 'maybe' }, ['file'], /"has_qr"/],
      ['an upload id that is none', { upload_id: 'x' }, [], /"upload_id"/],
    ];
    for (const [what, fields, files, message] of cases) {
      it(what, async () => {
        const answer = await user.uploadForm(fields, files);
        expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringMatching(message) } });
      });
    }
  });
});
