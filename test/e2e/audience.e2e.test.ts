import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { envelopeOf, makeContacts, ndjsonOf } from '@sluice/test/fixtures/contacts';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { AudienceClient, type AudienceWholeBody } from './audience-client';
import { uploadResumably } from './tus-upload';

/** As many as a request may have, just under 5 MiB. */
const RECORDS = 50_000;
const AT_ONCE = 40;
/** What the bodies alone are that come at once. */
const BODIES_MIB = 175;

describe('uploads of audience, from the request to the figures', () => {
  const contacts = makeContacts({ records: RECORDS, duplicateEvery: 50 });
  const body = envelopeOf(contacts.texts, 'fifty thousand');
  const lines = ndjsonOf(contacts.texts).toString();
  let stack: Stack;
  let user: AudienceClient;
  let uploadId: string;

  before(async () => {
    // Without a worker at first: what was accepted is there all the same.
    stack = await startStack({ workers: 0 });
    user = await AudienceClient.login(stack.apis[0]?.url as string, 'user');
  });
  after(() => stack?.stop());

  it('are all there from the first moment on, before a worker has seen them', async () => {
    expect(body.length).toBeLessThan(5 * 1024 * 1024);
    const answer = await user.upload(body);
    expect([answer.status, answer.body.rows_received]).toEqual([200, RECORDS]);
    uploadId = answer.body.upload_id;
    expect(await user.lines(uploadId)).toBe(lines);
    const { text } = await user.text('GET', `/${uploadId}`);
    expect(text).toContain(`"records":[${contacts.texts.join(',')}]`);
    expect(JSON.parse(text)).toMatchObject({ status: 'uploaded', processing_status: 'queued' });
  });

  it(
    'are not lost and cost no memory each when 40 come at once',
    { skip: process.platform !== 'linux' && 'peaks are read from /proc, which only Linux has' },
    async (t) => {
      const agent = await AudienceClient.login(user.baseUrl, 'agent');
      const pid = stack.apis[0]?.pid as number;
      const before = await forgetPeak(pid);
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => agent.upload(body)));
      const grownMib = (await peakMib(pid)) - before;
      t.diagnostic(`the API grew by ${grownMib.toFixed(0)} MiB`);
      expect(answers.map(({ status }) => status)).toEqual(Array(AT_ONCE).fill(200));
      expect(grownMib).toBeLessThan(BODIES_MIB);
      const list = await agent.request<{ uploads: { upload_id: string; rows_received: number }[] }>(
        'GET',
        '',
      );
      const ids = answers.map((answer) => answer.body.upload_id);
      expect(list.body.uploads.map((upload) => upload.upload_id).sort()).toEqual(ids.sort());
      expect(list.body.uploads.every((upload) => upload.rows_received === RECORDS)).toBe(true);
      expect(await agent.lines(ids[7] as string)).toBe(lines);
      const removed = await agent.request<object>('POST', '/delete', {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ upload_ids: ids }),
      });
      expect([removed.status, removed.body]).toEqual([200, expect.objectContaining({ status: 'success' })]);
    },
  );

  it('come back byte by byte as they were sent once they are in rows, with figures', async () => {
    await stack.addWorker();
    expect(await user.waitForEnd(uploadId)).toMatchObject({
      processing_status: 'completed',
      rows_received: RECORDS,
      rows_loaded: RECORDS,
      rows_rejected: 0,
      progress_percentage: 100,
    });
    expect(await user.lines(uploadId)).toBe(lines);
    expect(await user.analytics(uploadId)).toMatchObject({
      records: RECORDS,
      duplicates: {
        within_upload: contacts.duplicates.size,
        of_earlier_uploads: 0,
        distinct_people: RECORDS - contacts.duplicates.size,
      },
    });
  });

  it('may be a file that was sent resumably, of people who were there before and bad rows', async () => {
    const rows = Array.from({ length: 3_000 }, (_, at) =>
      at % 100 === 99 ? `nobody,${at}` : `P${at + 1}@file.example.com,"Ann, ""${at}"""`,
    );
    const bytes = Buffer.from(`email,first_name\n${rows.join('\n')}\n`);
    const file = { filename: 'contacts.csv', bytes: bytes.length, blocks: [bytes] };
    const sent: string[] = [];
    while (sent.length < 2) {
      const resumable = await uploadResumably(user.baseUrl, user.token, file);
      const answer = await user.uploadFile({ uploadId: resumable }, { on_error: 'partial' });
      expect([answer.status, answer.body.status]).toEqual([202, 'success']);
      sent.push(answer.body.upload_id);
      expect(await user.waitForEnd(answer.body.upload_id)).toMatchObject({
        processing_status: 'completed',
        rows_received: 3_000,
        rows_loaded: 2_970,
        rows_rejected: 30,
      });
    }
    const [first, second] = sent as [string, string];
    const whole = await user.request<AudienceWholeBody>('GET', `/${first}?limit=1`);
    expect(whole.body).toMatchObject({
      upload_name: 'contacts.csv',
      records: [{ email: 'P1@file.example.com', first_name: 'Ann, "0"' }],
      fields: ['email', 'first_name'],
    });
    expect(await user.analytics(second)).toMatchObject({
      records: 2_970,
      duplicates: { within_upload: 0, of_earlier_uploads: 2_970, distinct_people: 2_970 },
    });
    // What is changed in the first is seen in the second.
    const json = { 'Content-Type': 'application/json' };
    const removal = JSON.stringify({ record_numbers: [1, 2, 3] });
    const removed = await user.request<object>('POST', `/${first}/records/delete`, {
      headers: json,
      body: removal,
    });
    expect([removed.status, removed.body]).toEqual([200, expect.objectContaining({ status: 'success' })]);
    expect(await user.waitForEnd(first)).toMatchObject({ rows_loaded: 2_967 });
    expect(await user.analytics(first)).toMatchObject({ records: 2_967 });
  });
});

/** See proc(5) on clear_refs: 5 resets the peak to what is held now. @returns that, in MiB */
async function forgetPeak(pid: number): Promise<number> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
  return peakMib(pid);
}

async function peakMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
