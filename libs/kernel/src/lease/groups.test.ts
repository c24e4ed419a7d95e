import { after, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import { uuidv7 } from 'uuidv7';
import { connectDatabase, type Database, rows } from '../db';
import { silentLog } from '../log';
import { type QueuedJob } from '../queue';
import { createTestDatabase, type TestDatabase } from '../testing';
import { type ClaimedJob, Claims, JobEnds, Lease } from '.';

describe('jobs that are claimed and ended at once', () => {
  let database: TestDatabase;
  let db: Database;
  let statements: number;
  let counted: Database;

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog });
  });
  beforeEach(async () => {
    await db.query('TRUNCATE jobs');
    statements = 0;
    counted = Object.create(db, {
      query: {
        value: (...args: Parameters<Database['query']>) => {
          statements += 1;
          return db.query(...args);
        },
      },
    }) as Database;
  });
  after(async () => {
    await db?.destroy();
    await database?.drop();
  });

  async function admitted(count: number): Promise<QueuedJob[]> {
    const ids = Array.from({ length: count }, () => uuidv7());
    await db.query(
      `INSERT INTO jobs (id, queue, name, tenant_id, owner_id, subject_id, payload, state, epoch)
       SELECT id, 'test', 'test.noop', id, id, id, '{}', 'admitted', 1 FROM unnest($1::uuid[]) AS id`,
      [ids],
    );
    return ids.map((jobId) => ({ jobId, epoch: 1 }));
  }

  const states = async (): Promise<string[]> =>
    (await rows<{ state: string }>(db, 'SELECT state FROM jobs ORDER BY id')).map(({ state }) => state);

  it('are one statement, and each delivery has its own job', async () => {
    const jobs = await admitted(5);
    const claims = new Claims(counted, 'w1', 10_000);
    const claimed = await Promise.all(jobs.map((job) => claims.take(job)));
    expect(claimed.map((job) => job?.id)).toEqual(jobs.map(({ jobId }) => jobId));
    expect(statements).toBe(1);
    const ends = new JobEnds(counted);
    await Promise.all(claimed.map((job) => new Lease(db, job as ClaimedJob, ends).finish('done')));
    expect(statements).toBe(2);
    expect(await states()).toEqual(Array(5).fill('done'));
  });

  it('are given to one of two deliveries of an epoch, and to none of an old one', async () => {
    const [first, second] = (await admitted(2)) as [QueuedJob, QueuedJob];
    const claims = new Claims(db, 'w1', 10_000);
    const given = await Promise.all([
      claims.take(first),
      claims.take(first),
      claims.take({ ...second, epoch: 0 }),
      claims.take({ jobId: uuidv7(), epoch: 1 }),
    ]);
    expect(given.map((job) => job?.id)).toEqual([first.jobId, undefined, undefined, undefined]);
    expect(await states()).toEqual(['running', 'admitted']);
    // Nothing is remembered of either answer.
    expect(await claims.take(first)).toBeUndefined();
    expect((await claims.take(second))?.id).toBe(second.jobId);
  });

  it('end for those who hold them still, whoever ends beside them', async () => {
    const jobs = await admitted(2);
    const claims = new Claims(db, 'w1', 10_000);
    const claimed = await Promise.all(jobs.map((job) => claims.take(job)));
    const ends = new JobEnds(db);
    const [lost, held] = claimed.map((job) => job && new Lease(db, job, ends)) as [Lease, Lease];
    await db.query('UPDATE jobs SET epoch = 2 WHERE id = $1', [lost.job.id]);
    const [first, second] = await Promise.allSettled([lost.finish('done'), held.finish('done')]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'lease_lost' } });
    expect([second?.status, held.isOver, lost.isOver]).toEqual(['fulfilled', true, false]);
    expect(await states()).toEqual(['running', 'done']);
  });

  it('wait for nobody in another order than a cancellation does', async () => {
    const jobs = await admitted(20);
    const claims = Array.from({ length: 4 }, (_, n) => new Claims(db, `w${n}`, 10_000));
    const backwards = [...jobs].reverse();
    await Promise.all([
      ...claims.flatMap((worker, n) => (n % 2 ? jobs : backwards).map((job) => worker.take(job))),
      db.query(`UPDATE jobs SET state = 'cancelled' FROM (SELECT id FROM jobs ORDER BY id FOR UPDATE) AS one
                WHERE jobs.id = one.id AND state = 'admitted'`),
    ]);
    expect((await states()).every((state) => state === 'running' || state === 'cancelled')).toBe(true);
  });
});
