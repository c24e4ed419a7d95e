import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { makeContacts, ndjsonOf } from '@sluice/test/fixtures/contacts';
import { asMany } from '@sluice/test/fixtures/long-form';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { AudienceClient } from '../e2e/audience-client';

const RECORDS = asMany(100_000, 300_000);
const KILLS = 2;

describe('audience under faults', () => {
  let stack: Stack;
  let db: Database;
  before(async () => {
    stack = await startStack({ workers: 1, env: { LEASE_MS: '3000' } });
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
  });

  const loaded = async (): Promise<number> =>
    (await rows<{ loaded: number }>(db, 'SELECT rows_loaded::int AS loaded FROM audience_uploads'))[0]
      ?.loaded ?? 0;

  it('has every record once when the worker is killed in the midst of a load', async (t) => {
    const user = await AudienceClient.login(stack.apis[0]?.url as string, 'user');
    const { texts } = makeContacts({ records: RECORDS, duplicateEvery: 100 });
    const bytes = ndjsonOf(texts);
    const { body } = await user.uploadFile({ name: 'contacts.ndjson', bytes });
    const [worker] = stack.workers;
    const seen = [0];
    for (let kill = 0; kill < KILLS; kill++) {
      const last = seen.at(-1) ?? 0;
      await eventually('more records', async () => (await loaded()) > last, 60_000);
      await worker?.kill('SIGKILL');
      seen.push(await loaded());
      t.diagnostic(`killed at ${seen.at(-1)} records`);
      expect(seen.at(-1)).toBeLessThan(RECORDS);
      await worker?.restart();
    }
    expect(await user.waitForEnd(body.upload_id)).toMatchObject({
      processing_status: 'completed',
      rows_received: RECORDS,
      rows_loaded: RECORDS,
    });
    expect(await user.lines(body.upload_id)).toBe(bytes.toString());
    expect(await user.analytics(body.upload_id)).toMatchObject({
      records: RECORDS,
      duplicates: { within_upload: RECORDS / 100 },
    });
    const jobs = await rows(db, 'SELECT name, state, epoch FROM jobs ORDER BY id');
    expect(jobs).toEqual([
      { name: 'audience.load-records', state: 'done', epoch: KILLS + 1 },
      { name: 'audience.analyze-upload', state: 'done', epoch: 1 },
    ]);
  });
});
