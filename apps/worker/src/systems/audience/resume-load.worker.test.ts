import { after, before, describe, it } from 'node:test';
import { LeaseLostError } from '@sluice/kernel/errors';
import { type UploadFormat } from '@sluice/systems/audience';
import { type Contacts, envelopeOf, makeContacts, ndjsonOf } from '@sluice/test/fixtures/contacts';
import { expect } from 'expect';
import { createLoadBed, type HeldJob, type LoadBed } from './testing/load-bed';

/** Three pieces: of 4,000, of 20,000 and what is left. */
const RECORDS = 30_000;
const PIECE_ENDS = [0, 4_000, 24_000];

class Killed extends Error {}

/** Lets a worker die instead of its commit number `at`; the first one marks the upload as begun. */
function dieAtCommit(held: HeldJob, at: number, before?: () => Promise<unknown>): void {
  const { lease } = held.tools;
  const commit = lease.commit.bind(lease);
  let count = 0;
  lease.commit = async (work, options) => {
    count += 1;
    if (count !== at) return commit(work, options);
    if (!before) throw new Killed();
    await before();
    return commit(work, options);
  };
}

function csvOf({ texts }: Contacts): Buffer {
  const rows = texts.map((_, at) =>
    at % 300 === 299 ? 'nobody,x' : `p${at + 1}@firm.example.com,"n\n${at}"`,
  );
  return Buffer.from(`email,note\n${rows.join('\n')}\n`);
}

describe('a load that is broken off', () => {
  const contacts = makeContacts({ records: RECORDS, faultEvery: 300 });
  const bad = new Set(contacts.faults.map(({ position }) => position));
  const kept = contacts.texts.map((_, at) => at + 1).filter((position) => !bad.has(position));
  const files: Record<UploadFormat, Buffer> = {
    envelope: envelopeOf(contacts.texts),
    json: envelopeOf(contacts.texts),
    ndjson: ndjsonOf(contacts.texts),
    csv: csvOf(contacts),
  };
  let bed: LoadBed;
  before(async () => {
    bed = await createLoadBed();
  });
  after(() => bed.close());

  const add = (format: UploadFormat) => bed.addUpload(files[format], { format, onError: 'partial' });

  async function expectWhole(uploadId: string): Promise<void> {
    const records = await bed.records(uploadId);
    expect(records.map(({ position }) => position)).toEqual(kept);
    expect((await bed.rejections(uploadId)).map(({ position }) => position)).toEqual([...bad]);
    expect(await bed.upload(uploadId)).toMatchObject({
      processingStatus: 'analyzing',
      rowsReceived: RECORDS,
      rowsLoaded: kept.length,
      rowsRejected: bad.size,
    });
    expect((await bed.jobsOf(uploadId)).map(({ state }) => state)).toEqual(['done', 'waiting']);
  }

  for (const [format, at] of [
    ['envelope', 2],
    ['envelope', 3],
    ['ndjson', 4],
    ['json', 4],
    ['csv', 3],
    ['csv', 4],
  ] as const) {
    it(`before commit ${at} of ${format} is carried on by another worker, each record once`, async () => {
      const uploadId = await add(format);
      const first = await bed.take(uploadId);
      dieAtCommit(first, at);
      await expect(first.run()).rejects.toThrow(Killed);
      const half = await bed.upload(uploadId);
      expect(half).toMatchObject({ processingStatus: 'loading', rowsReceived: PIECE_ENDS[at - 2] });
      expect((await bed.jobsOf(uploadId))[0]?.checkpoint ?? null).toEqual(
        at === 2 ? null : expect.objectContaining({ number: PIECE_ENDS[at - 2] }),
      );
      await (await bed.take(uploadId, 'w2')).run();
      await expectWhole(uploadId);
      const { fields } = await bed.upload(uploadId);
      expect(new Set(fields).size).toBe(fields.length);
    });
  }

  it('whose worker was only thought dead gets nothing of it any more', async () => {
    const uploadId = await add('envelope');
    const zombie = await bed.take(uploadId);
    let successor: HeldJob | undefined;
    dieAtCommit(zombie, 3, async () => {
      successor = await bed.take(uploadId, 'w2');
    });
    await expect(zombie.run()).rejects.toThrow(LeaseLostError);
    expect(await bed.upload(uploadId)).toMatchObject({ rowsReceived: 4_000 });
    await successor?.run();
    await expectWhole(uploadId);
  });

  it('after it was refused is refused in the end, with all that was bad counted once', async () => {
    const texts = contacts.texts.map((text, at) =>
      bad.has(at + 1) && at < 5_000 ? '{"email":"x@y.example"}' : text,
    );
    const uploadId = await bed.addUpload(ndjsonOf(texts), { format: 'ndjson' });
    // The first piece is good, the second has bad ones; the third, what is deleted, and the end.
    for (const at of [4, 3, 3, 3]) {
      const held = await bed.take(uploadId);
      dieAtCommit(held, at);
      await expect(held.run()).rejects.toThrow(Killed);
    }
    const upload = await bed.run(uploadId);
    const count = contacts.faults.filter(({ position }) => position > 5_000).length;
    expect(upload).toMatchObject({
      processingStatus: 'failed',
      rowsReceived: RECORDS,
      rowsLoaded: 0,
      rowsRejected: count,
      errorMessage: expect.stringMatching(new RegExp(`^${count} of ${RECORDS} records can’t be taken`)),
    });
    expect(await bed.records(uploadId)).toEqual([]);
    expect(await bed.rejections(uploadId)).toHaveLength(Math.min(100, count));
  });

  it('by poison ends as failed, and has no records', async () => {
    const uploadId = await add('envelope');
    const first = await bed.take(uploadId);
    dieAtCommit(first, 3);
    await expect(first.run()).rejects.toThrow(Killed);
    await (await bed.take(uploadId, 'w2')).giveUp('poison', 'The work crashed 3 times and was stopped');
    expect(await bed.upload(uploadId)).toMatchObject({
      processingStatus: 'failed',
      rowsLoaded: 0,
      errorMessage: 'Loading was stopped because three workers broke off at the same place',
    });
    expect(await bed.records(uploadId)).toEqual([]);
  });

  it('because nobody can read its job ends as failed', async () => {
    const uploadId = await add('envelope');
    const { tools } = await bed.take(uploadId);
    await bed.system.failSubject(uploadId, tools, 'The payload is wrong');
    expect(await bed.upload(uploadId)).toMatchObject({
      processingStatus: 'failed',
      errorMessage: 'The payload is wrong',
    });
  });

  it('because the upload was deleted is nothing to do', async () => {
    const uploadId = await add('envelope');
    const held = await bed.take(uploadId);
    dieAtCommit(held, 3, () => bed.db.query('DELETE FROM audience_uploads WHERE id = $1', [uploadId]));
    await expect(held.run()).rejects.toThrow(LeaseLostError);
    const gone = await add('envelope');
    await bed.db.query('DELETE FROM audience_uploads WHERE id = $1', [gone]);
    await (await bed.take(gone)).run();
    expect(await bed.records(gone)).toEqual([]);
  });
});
