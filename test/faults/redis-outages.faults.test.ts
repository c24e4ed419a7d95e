import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { testServers } from '@sluice/kernel/config';
import { connectDatabase, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { envelopeOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { startRedis } from '@sluice/tools/redis';
import { type Service } from '@sluice/tools/service';
import { startServices } from '@sluice/tools/services';
import { createTempData, type TempData } from '@sluice/tools/temp-data';
import { IS_LONG_FORM } from '@sluice/test/fixtures/long-form';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { AudienceClient } from '../e2e/audience-client';

const RECORDS = 50;
const UPLOAD_EVERY_MS = 500;
/** How soon after an outage the first batch must have come to its end: with time to spare on a busy machine. */
const RECOVERY_LIMIT_MS = 15_000;

/** Takes a server away for a while, and brings it back. */
type Outage = (redis: Service, whileAway: () => Promise<void>) => Promise<void>;

const killed: Outage = async (redis, whileAway) => {
  await redis.kill('SIGKILL');
  await whileAway();
  await redis.start();
};

const frozen: Outage = async (redis, whileAway) => {
  await redis.kill('SIGSTOP');
  try {
    await whileAway();
  } finally {
    await redis.kill('SIGCONT');
  }
};

interface Row {
  /** Outages of one stack, one after the other. */
  outages: { name: string; seconds: number; outage: Outage }[];
  skip?: string | false;
}

const ROWS: Row[] = [
  {
    outages: [
      { name: 'killed', seconds: 3, outage: killed },
      { name: 'frozen', seconds: 3, outage: frozen },
    ],
  },
  { outages: [{ name: 'killed', seconds: 20, outage: killed }] },
  {
    outages: [
      { name: 'killed', seconds: 60, outage: killed },
      { name: 'frozen', seconds: 20, outage: frozen },
    ],
    skip: !IS_LONG_FORM && 'takes a minute and a half: run it with SLUICE_TEST_LONG=true',
  },
];

describe('outages of Redis', { concurrency: ROWS.length }, () => {
  const body = envelopeOf(makeContacts({ records: RECORDS }).texts);
  let temp: TempData;

  before(async () => {
    temp = await createTempData();
  });
  after(() => temp?.remove());

  /** An API and a worker on a Redis of their own. */
  async function withStack(
    name: string,
    work: (stack: Stack, redis: Service) => Promise<void>,
  ): Promise<void> {
    const dataDir = join(temp.path, name);
    mkdirSync(dataDir);
    const place = { dataDir, durable: false, say: () => undefined };
    const redis = await startRedis(place);
    try {
      const given = { databaseUrl: testServers().databaseUrl, redisUrl: redis.url };
      const servers = await startServices({ ...place, given });
      const stack = await startStack({ servers, env: { LOG_LEVEL: 'warn' } });
      try {
        await work(stack, redis);
      } finally {
        await stack.stop();
      }
    } finally {
      await redis.stop();
    }
  }

  /** Uploads and polls again and again for so long. @returns the ids of what was accepted */
  async function keepUploading(user: AudienceClient, seconds: number): Promise<string[]> {
    const accepted: string[] = [];
    for (let left = (seconds * 1000) / UPLOAD_EVERY_MS; left > 0; left--) {
      const [answer] = await Promise.all([user.upload(body), delay(UPLOAD_EVERY_MS)]);
      expect([answer.status, answer.body.rows_received]).toEqual([200, RECORDS]);
      accepted.push(answer.body.upload_id);
      expect(await user.progress(answer.body.upload_id)).toMatchObject({ rows_received: RECORDS });
    }
    return accepted;
  }

  /** Every batch has ended as it should, and each record was loaded once. */
  async function expectAllDone(stack: Stack, user: AudienceClient, accepted: string[]): Promise<void> {
    for (const id of accepted) {
      expect(await user.waitForEnd(id)).toMatchObject({
        processing_status: 'completed',
        rows_loaded: RECORDS,
      });
    }
    const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    try {
      const counts = await rows(
        db,
        `SELECT count(*)::int AS records, count(DISTINCT upload_id)::int AS uploads FROM audience_records`,
      );
      expect(counts).toEqual([{ records: accepted.length * RECORDS, uploads: accepted.length }]);
      const open = `SELECT FROM jobs WHERE state IN ('waiting', 'admitted', 'running')`;
      await eventually('every job to end', async () => (await rows(db, open)).length === 0);
      const jobs = await rows(db, `SELECT state, sum(crashes)::int AS crashes FROM jobs GROUP BY state`);
      expect(jobs).toEqual([{ state: 'done', crashes: 0 }]);
    } finally {
      await db.destroy();
    }
  }

  for (const [index, { outages, skip = false }] of ROWS.entries()) {
    const title = outages.map(({ name, seconds }) => `${seconds} s (${name})`).join(', then ');
    it(`of ${title}: all is accepted meanwhile, and done once afterwards`, { skip }, async (t) => {
      await withStack(String(index), async (stack, redis) => {
        const user = await AudienceClient.login(stack.apis[0]?.url as string, 'user');
        const accepted = await keepUploading(user, 1);
        for (const { name, seconds, outage } of outages) {
          let meanwhile: string[] = [];
          await outage(redis, async () => {
            meanwhile = await keepUploading(user, seconds);
          });
          const took = await untilEnded(user, meanwhile[0] as string);
          t.diagnostic(
            `${seconds} s (${name}): the first batch ended ${took.toFixed(1)} s after Redis was back`,
          );
          accepted.push(...meanwhile);
        }
        await expectAllDone(stack, user, accepted);
        for (const program of [...stack.apis, ...stack.workers]) expect(program.hasExited()).toBe(false);
      });
    });
  }
});

/** @returns the seconds it took */
async function untilEnded(user: AudienceClient, uploadId: string): Promise<number> {
  const begunAt = performance.now();
  await eventually(
    'the first batch to end',
    async () => (await user.progress(uploadId)).processing_status === 'completed',
    RECOVERY_LIMIT_MS,
  );
  return (performance.now() - begunAt) / 1000;
}
