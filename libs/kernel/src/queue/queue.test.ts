import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import { Redis } from 'ioredis';
import Joi from 'joi';
import { uuidv7 } from 'uuidv7';
import { connectDatabase, type Database, rows } from '../db';
import { claimJob, Heartbeat, Lease } from '../lease';
import { silentLog } from '../log';
import { createTestDatabase, eventually, type TestDatabase, testPrefix, testRedisUrl } from '../testing';
import {
  addJobs,
  Admission,
  cancelJobs,
  defineJob,
  Queues,
  type QueuedJob,
  recoverExpired,
  recoverLost,
} from '.';
import { ADMISSION_LOCK } from './admission';

const noop = defineJob<{ n: number }>({
  name: 'test.noop',
  queue: 'test',
  payload: Joi.object({ n: Joi.number() }),
});

interface JobRow {
  id: string;
  state: string;
  epoch: number;
  crashes: number;
  owner_id: string;
}

describe('the queue in Postgres', () => {
  let database: TestDatabase;
  let db: Database;
  let redis: Redis;
  let queues: Queues;
  let admission: Admission;
  const tenantId = uuidv7();

  before(async () => {
    database = await createTestDatabase();
    db = await connectDatabase({ url: database.url, log: silentLog });
    redis = new Redis(testRedisUrl(), { maxRetriesPerRequest: null });
    await redis.ping();
  });
  after(async () => {
    await redis.quit();
    await db.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    await db.query('TRUNCATE jobs, workers');
    queues = new Queues(redis, testPrefix(), silentLog);
    admission = new Admission({ db, queues, log: silentLog, jobsPerOwner: 4 });
  });
  afterEach(() => queues.close());

  async function add(ownerId: string, count: number, subjectId = uuidv7()): Promise<string[]> {
    const payloads = Array.from({ length: count }, (_, n) => ({ n }));
    return addJobs(db, noop, { tenantId, ownerId, subjectId }, payloads);
  }
  const jobs = () => rows<JobRow>(db, 'SELECT * FROM jobs ORDER BY id');
  const inState = (state: string) =>
    rows<JobRow>(db, 'SELECT * FROM jobs WHERE state = $1 ORDER BY admitted_at, id', [state]);
  async function claimed(id: string, epoch = 1, workerId = 'w1', leaseMs = 10_000): Promise<Lease> {
    const job = await claimJob(db, { jobId: id, epoch }, workerId, leaseMs);
    if (!job) throw new Error('The job could not be claimed');
    return new Lease(db, job);
  }
  function queuesPrefix(): string {
    return (queues as unknown as { prefix: string }).prefix;
  }
  async function announce(concurrency: number): Promise<void> {
    await db.query(`INSERT INTO workers (id, queues, concurrency) VALUES ('w1', '{test}', $1)`, [
      concurrency,
    ]);
  }

  describe('admission', () => {
    it('hands each job to Redis once, under its id and epoch', async () => {
      const [id] = await add(uuidv7(), 1);
      expect(await admission.admit()).toBe(1);
      expect(await admission.admit()).toBe(0);
      expect(await queues.isPending({ queue: 'test', express: false, jobId: id as string, epoch: 1 })).toBe(
        true,
      );
    });

    it('bounds what one owner has there at once', async () => {
      await add(uuidv7(), 10);
      expect(await admission.admit()).toBe(4);
      const [first] = await inState('admitted');
      await (await claimed(first?.id as string)).finish('done');
      expect(await admission.admit()).toBe(1);
    });

    it('gives an owner who is alone the whole fleet, and those who come at the same time equal shares', async () => {
      await announce(40);
      admission = new Admission({ db, queues, log: silentLog });
      const [first, second] = [uuidv7(), uuidv7()];
      await add(first, 100);
      expect(await admission.admit()).toBe(80);
      await db.query(`UPDATE jobs SET state = 'done' WHERE state = 'admitted'`);
      await add(first, 100);
      await add(second, 100);
      expect(await admission.admit()).toBe(80);
      const owners = (await inState('admitted')).map((job) => job.owner_id);
      expect(owners.filter((owner) => owner === first)).toHaveLength(40);
      expect(owners.filter((owner) => owner === second)).toHaveLength(40);
    });

    it('lets owners take turns: one job of each before the second of any', async () => {
      await announce(4);
      const [busy, late, later] = [uuidv7(), uuidv7(), uuidv7()];
      admission = new Admission({ db, queues, log: silentLog, jobsPerOwner: 100 });
      await add(busy, 100);
      await add(late, 2);
      await add(later, 2);
      await admission.admit();
      const owners = (await inState('admitted')).map((job) => job.owner_id);
      expect(owners.length).toBe(16);
      expect(owners.filter((owner) => owner === late).length).toBe(2);
      expect(owners.filter((owner) => owner === later).length).toBe(2);
    });

    it('puts an owner who comes before all but the first job of those who were there', async () => {
      await announce(4);
      const [busy, newcomer] = [uuidv7(), uuidv7()];
      admission = new Admission({ db, queues, log: silentLog, jobsPerOwner: 100 });
      const busyJobs = await add(busy, 40);
      await admission.admit();
      const running = await claimed(busyJobs[0] as string);
      const [first, second] = (await add(newcomer, 2)) as [string, string];
      await admission.admit();
      // The copy of the running job stays in Redis here, because no worker of BullMQ took it from there.
      const order = await eventually('old copies to be removed', async () => {
        const list = await redis.lrange(`${queuesPrefix()}:test:wait`, 0, -1);
        const ids = list.reverse().map((jobId) => jobId.slice(0, -2));
        return ids.length === 16 && ids.slice(1);
      });
      // One of the busy owner's runs, so all others are called back and ranked behind the newcomer's first.
      expect(order[0]).toBe(first);
      expect(order.indexOf(second)).toBeLessThan(4);
      expect(order.length).toBe(15);
      await running.finish('done');
      expect((await inState('admitted')).length).toBe(15);
    });

    it('gives a newcomer the slot kept for that when others fill the fleet, and only as many as there are', async () => {
      await announce(4);
      const busyJobs = await add(uuidv7(), 10);
      await admission.admit();
      await Promise.all(busyJobs.slice(0, 4).map((id) => claimed(id)));
      const [first] = await add(uuidv7(), 2);
      const [next] = await add(uuidv7(), 1);
      await admission.admit();
      const express = await rows<{ id: string }>(db, 'SELECT id FROM jobs WHERE express');
      expect(express).toEqual([{ id: first }]);
      const job = { queue: 'test', jobId: first as string, epoch: 1 };
      expect(await queues.isPending({ ...job, express: true })).toBe(true);
      expect(await queues.isPending({ ...job, express: false })).toBe(false);
      expect((await inState('admitted')).map((row) => row.id)).toContain(next);

      await (await claimed(first as string)).finish('done');
      await add(uuidv7(), 1);
      await admission.admit();
      expect((await rows(db, 'SELECT id FROM jobs WHERE express')).length).toBe(2);
    });

    it('calls nothing back when nobody comes who has nothing there', async () => {
      await announce(4);
      admission = new Admission({ db, queues, log: silentLog, jobsPerOwner: 100 });
      await add(uuidv7(), 40);
      await admission.admit();
      await add(uuidv7(), 1);
      await admission.admit();
      const epochs = async () => (await inState('admitted')).map((job) => job.epoch);
      const before = await epochs();
      expect(before).toContain(2);
      await admission.admit();
      expect(await epochs()).toEqual(before);
    });

    it('sizes what it admits by the live workers of the queue', async () => {
      await announce(20);
      admission = new Admission({ db, queues, log: silentLog, jobsPerOwner: 100 });
      await add(uuidv7(), 100);
      expect(await admission.admit()).toBe(40);
    });

    it('admits every job exactly once when many processes admit at the same time', async () => {
      await announce(100);
      for (let owner = 0; owner < 10; owner++) await add(uuidv7(), 10);
      const admissions = Array.from(
        { length: 8 },
        () => new Admission({ db, queues, log: silentLog, jobsPerOwner: 100 }),
      );
      const counts = await Promise.all(admissions.map((one) => one.admit()));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100);
      expect((await jobs()).every((job) => job.state === 'admitted' && job.epoch === 1)).toBe(true);
    });

    it('does not stand in line where another process admits, and comes back once that is done', async () => {
      await add(uuidv7(), 1);
      const single = await connectDatabase({ url: database.url, log: silentLog, poolSize: 1 });
      const other = db.createQueryRunner();
      try {
        await other.query('SELECT pg_advisory_lock($1)', [ADMISSION_LOCK]);
        new Admission({ db: single, queues, log: silentLog, jobsPerOwner: 4 }).kick();
        // Its only connection is free again although the other is not done.
        await single.query('SELECT 1');
        expect(await inState('admitted')).toEqual([]);
        await other.query('SELECT pg_advisory_unlock($1)', [ADMISSION_LOCK]);
        await eventually('the job to be admitted', async () => (await inState('admitted')).length === 1);
      } finally {
        await other.release();
        await single.destroy();
      }
    });

    it('lets a job rest that is cancelled while admission waits for its row', async () => {
      const subjectId = uuidv7();
      await add(uuidv7(), 1, subjectId);
      let admitted: Promise<number> | undefined;
      await db.transaction(async (sql) => {
        await cancelJobs(sql, subjectId, 'not wanted');
        admitted = admission.admit();
        await eventually('admission to wait', async () => {
          const blocked = await rows(
            db,
            `SELECT 1 FROM pg_stat_activity
             WHERE wait_event_type = 'Lock' AND datname = current_database()`,
          );
          return blocked.length > 0;
        });
      });
      expect(await admitted).toBe(0);
      expect((await jobs()).map((job) => job.state)).toEqual(['cancelled']);
    });

    it('does nothing while Redis is away and keeps the work in Postgres', async () => {
      const away = new Redis(1, { lazyConnect: true });
      const awayQueues = new Queues(away, testPrefix(), silentLog);
      await add(uuidv7(), 1);
      expect(await new Admission({ db, queues: awayQueues, log: silentLog, jobsPerOwner: 4 }).admit()).toBe(
        0,
      );
      expect((await inState('waiting')).length).toBe(1);
    });
  });

  describe('a lease', () => {
    it('is given once for an epoch, however many copies are delivered', async () => {
      const [id] = await add(uuidv7(), 1);
      await admission.admit();
      const copies = await Promise.all(
        Array.from({ length: 10 }, (_, n) => claimJob(db, { jobId: id as string, epoch: 1 }, `w${n}`, 1000)),
      );
      expect(copies.filter(Boolean).length).toBe(1);
    });

    it('lets a worker that was thought dead write nothing', async () => {
      const [id] = await add(uuidv7(), 1);
      await admission.admit();
      const dead = await claimed(id as string, 1, 'dead', 1);
      await eventually('the lease to expire', async () => (await recoverExpired(db, silentLog, 1)) === 1);
      await admission.admit();
      const alive = await claimed(id as string, 2, 'alive');
      const zombieWrite = dead.commit((sql) => sql.query(`UPDATE jobs SET error = 'written by a zombie'`));
      await expect(zombieWrite).rejects.toMatchObject({ code: 'lease_lost' });
      await alive.commit(async () => undefined, { done: true });
      expect(await jobs()).toMatchObject([{ state: 'done', error: null, epoch: 2, crashes: 1 }]);
    });

    it('commits results, checkpoint and end together or not at all', async () => {
      const [id] = await add(uuidv7(), 1);
      await admission.admit();
      const lease = await claimed(id as string);
      const failing = lease.commit(
        async (sql) => {
          await sql.query(`INSERT INTO tenants (id, name) VALUES ($1, 'half')`, [uuidv7()]);
          throw new Error('broken off');
        },
        { checkpoint: { row: 10 }, done: true },
      );
      await expect(failing).rejects.toThrow('broken off');
      expect(await rows(db, `SELECT 1 FROM tenants WHERE name = 'half'`)).toEqual([]);
      expect(await jobs()).toMatchObject([{ state: 'running', checkpoint: null }]);
    });

    it('forgets crashes when the checkpoint moves', async () => {
      const [id] = await add(uuidv7(), 1);
      await db.query('UPDATE jobs SET crashes = 2');
      await admission.admit();
      const lease = await claimed(id as string);
      expect(lease.job.crashes).toBe(2);
      await lease.commit(async () => undefined, { checkpoint: { row: 1 } });
      expect(await jobs()).toMatchObject([{ crashes: 0, checkpoint: { row: 1 } }]);
    });

    it('comes back after a delay when it is handed back', async () => {
      const [id] = await add(uuidv7(), 1);
      await admission.admit();
      await (await claimed(id as string)).handBack(60_000);
      expect(await admission.admit()).toBe(0);
      await db.query('UPDATE jobs SET run_after = now()');
      expect(await admission.admit()).toBe(1);
      await claimed(id as string, 2);
    });

    it('is renewed by the heartbeat and aborted when its job is cancelled', async () => {
      const subjectId = uuidv7();
      const [id] = await add(uuidv7(), 1, subjectId);
      await admission.admit();
      const heartbeat = new Heartbeat({
        db,
        log: silentLog,
        workerId: 'w1',
        queues: ['test'],
        concurrency: 1,
        leaseMs: 300,
      });
      await heartbeat.start();
      const lease = await claimed(id as string, 1, 'w1', 300);
      heartbeat.hold(lease);
      const leaseUntil = async () =>
        (await rows<{ at: Date }>(db, 'SELECT lease_until AS at FROM jobs'))[0]?.at.getTime() ?? 0;
      const first = await leaseUntil();
      await eventually('the lease to be renewed', async () => (await leaseUntil()) > first);
      expect(lease.signal.aborted).toBe(false);
      await cancelJobs(db, subjectId, 'not wanted any more');
      await eventually('the lease to be aborted', () => lease.signal.aborted);
      await heartbeat.stop();
      expect(await rows(db, 'SELECT 1 FROM workers')).toEqual([]);
    });
  });

  describe('the reconciler', () => {
    it('does not call it a crash when the worker lived on while Postgres was away', async () => {
      const [id] = await add(uuidv7(), 1);
      await admission.admit();
      await claimed(id as string, 1, 'w1', 1);
      await eventually('the lease to run out', async () => {
        const expired = await rows(db, 'SELECT 1 FROM jobs WHERE lease_until < clock_timestamp()');
        return expired.length === 1;
      });
      await announce(1);
      expect(await recoverExpired(db, silentLog, 1)).toBe(1);
      expect(await jobs()).toMatchObject([{ state: 'waiting', crashes: 0 }]);
    });

    it('queues again what FLUSHALL took, under a new epoch', async () => {
      await add(uuidv7(), 3);
      await admission.admit();
      const keys = await redis.keys(`${queuesPrefix()}:*`);
      await redis.del(keys);
      await db.query(`UPDATE jobs SET admitted_at = now() - interval '1 minute'`);
      expect(await recoverLost(db, queues, silentLog)).toBe(3);
      await admission.admit();
      for (const job of await jobs()) {
        expect(job).toMatchObject({ state: 'admitted', epoch: 2 });
        expect(await queues.isPending({ queue: 'test', express: false, jobId: job.id, epoch: 2 })).toBe(true);
      }
    });

    it('leaves alone what Redis still has', async () => {
      await add(uuidv7(), 3);
      await admission.admit();
      await db.query(`UPDATE jobs SET admitted_at = now() - interval '1 minute'`);
      expect(await recoverLost(db, queues, silentLog)).toBe(0);
    });
  });

  it('takes back a batch’s work in every state that has not ended', async () => {
    const subjectId = uuidv7();
    const [ended, running, admitted] = await add(uuidv7(), 5, subjectId);
    await admission.admit();
    await (await claimed(ended as string)).finish('done');
    const lease = await claimed(running as string);
    const delivery: QueuedJob = { jobId: admitted as string, epoch: 1 };
    await cancelJobs(db, subjectId, 'cancelled by its owner');
    const states = (await jobs()).map((job) => job.state);
    expect(states).toEqual(['done', 'cancelled', 'cancelled', 'cancelled', 'cancelled']);
    await expect(lease.commit(async () => undefined)).rejects.toMatchObject({ code: 'lease_lost' });
    expect(await claimJob(db, delivery, 'w2', 1000)).toBeUndefined();
  });
});
