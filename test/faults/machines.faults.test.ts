import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { inNetworkLab, LAB_HOSTS, type LabMachine } from '@sluice/tools/network-lab';
import { startStack, type Stack, type StackApi, type StackProgram } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { EventClient } from '../e2e/event-client';
import { OmrClient } from '../e2e/omr-client';
import { signIn } from '../e2e/sign-in';
import { TusRaw } from '../e2e/tus-raw';

const SHEETS = 48;
/** Of the worker that is asked for its metrics; nobody else listens on its machine. */
const OPS_PORT = 9_100;

interface Readiness {
  httpStatus: number;
  postgres: string;
  redis: string;
  storage: string;
}

inNetworkLab(__filename, (enter, obstacle) => {
  describe('programs on machines that share Postgres, Redis and the store alone', { skip: obstacle }, () => {
    let stack: Stack;
    let db: Database;
    let zip: Buffer;
    let apis: StackApi[];
    let worker: StackProgram;
    let workersMachine: LabMachine;
    let otherApisMachine: LabMachine;
    let user: OmrClient;
    let other: OmrClient;

    before(async () => {
      const lab = await enter();
      const drawing = makeSheetSet({ count: SHEETS, distinct: 2, dpi: 120, taskId: '14900113' });
      stack = await startStack({
        apis: 0,
        workers: 0,
        servers: 'own',
        serverHosts: LAB_HOSTS,
        storage: 's3',
        env: { LEASE_MS: '3000' },
      });
      workersMachine = lab.addMachine('worker-1');
      otherApisMachine = lab.addMachine('api-2');
      [worker, ...apis] = await Promise.all([
        stack.addWorker({ WORKER_HTTP_PORT: String(OPS_PORT) }, workersMachine),
        stack.addApi({}, lab.addMachine('api-1')),
        stack.addApi({}, otherApisMachine),
        stack.addWorker({}, lab.addMachine('worker-2')),
      ]).then(([first, ...rest]) => [first, rest[0], rest[1]]);
      zip = await makeZip(await drawing);
      db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
      const [first, second] = apis.map(({ url }) => url) as [string, string];
      user = await OmrClient.login(first, 'user');
      other = user.at(second);
    });
    after(async () => {
      await db?.destroy();
      await stack?.stop();
    });

    async function readiness({ url }: StackApi): Promise<Readiness> {
      const answer = await fetch(`${url}/readyz`);
      return { httpStatus: answer.status, ...((await answer.json()) as Omit<Readiness, 'httpStatus'>) };
    }

    /** Runs that ended with nothing to write any more, as the worker itself counts them. */
    async function lostLeases(): Promise<number> {
      const metrics = await (await fetch(`http://${workersMachine.env['HOST']}:${OPS_PORT}/metrics`)).text();
      const counts = metrics.matchAll(
        /^sluice_job_duration_seconds_count\{.*outcome="lease_lost".*\} (\d+)$/gm,
      );
      return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
    }

    it('take a file in pieces at two replicas, and tell at both of work that is done elsewhere', async () => {
      const tus = new TusRaw(user.baseUrl, await signIn(user.baseUrl, 'user'));
      const middle = Math.floor(zip.length / 2);
      const path = await tus.create(zip.length);
      expect((await tus.patch(path, 0, zip.subarray(0, middle))).status).toBe(204);
      expect((await tus.at(other.baseUrl).patch(path, middle, zip.subarray(middle))).status).toBe(204);
      const uploadId = path.split('/').pop() as string;

      const made = await user.uploadForm({ has_qr: 'true', upload_id: uploadId });
      expect(made.status).toBe(202);
      const id = made.body.batch_id;
      const listener = await EventClient.open(
        `${other.baseUrl}/api/batches/${id}/events`,
        other.authorization,
      );
      const end = { status: 'completed', processed_count: SHEETS, failed_count: 0 };
      const ends = await Promise.all([user.waitForEnd(id), other.waitForEnd(id)]);
      expect(ends).toEqual([expect.objectContaining(end), expect.objectContaining(end)]);
      await listener.closed();
      expect([...listener.items].sort((a, b) => a - b)).toEqual(
        Array.from({ length: SHEETS }, (_, n) => n + 1),
      );
      expect(listener.events.at(-1)).toMatchObject({ name: 'done', data: { processed: SHEETS } });
    });

    it('take over the work of a machine that is cut off, which can write nothing when it comes back', async (t) => {
      const { body } = await user.upload(zip);
      const isAt = await eventually('the machine to be at work', async () => {
        const running = `SELECT id FROM jobs WHERE state = 'running' AND subject_id = $1 AND worker_id LIKE $2
          AND name = 'omr.process-sheets'`;
        const jobs = await rows<{ id: string }>(db, running, [body.batch_id, `%-${worker.pid}-%`]);
        return jobs.length > 0 && jobs.map(({ id }) => id);
      });
      workersMachine.cutOff();
      const cutAt = performance.now();
      // What it was at has other holders, or has been ended by them.
      const again = 'SELECT id FROM jobs WHERE id = ANY($1) AND epoch = 1';
      await eventually('its work to be taken over', async () => (await rows(db, again, [isAt])).length === 0);
      t.diagnostic(`its work was taken over after ${Math.round(performance.now() - cutAt)} ms`);
      const end = await user.waitForEnd(body.batch_id);
      expect(end).toMatchObject({ status: 'completed', processed_count: SHEETS, failed_count: 0 });
      const outcome = (): Promise<object[]> =>
        rows(
          db,
          `SELECT sheet.*, (SELECT version FROM omr_batches WHERE id = $1) AS version
           FROM omr_sheets sheet WHERE batch_id = $1 ORDER BY index`,
          [body.batch_id],
        );
      const before = await outcome();
      workersMachine.reconnect();
      const backAt = performance.now();
      await eventually('the machine to find out', async () => (await lostLeases()) > 0, 40_000);
      t.diagnostic(`it found out ${Math.round(performance.now() - backAt)} ms after it was back`);
      expect(await outcome()).toEqual(before);
      await eventually('the machine to be counted on again', async () => {
        const seen = `SELECT 1 FROM workers WHERE id LIKE $1 AND seen_at > now() - interval '2 seconds'`;
        return (await rows(db, seen, [`%-${worker.pid}-%`])).length > 0;
      });
    });

    it('are not ready without the store, and say so', async () => {
      const api = apis[1] as StackApi;
      otherApisMachine.cutOffFrom(LAB_HOSTS.storage);
      await eventually(
        'the replica to miss the store',
        async () => (await readiness(api)).storage === 'away',
      );
      expect(await readiness(api)).toMatchObject({ httpStatus: 503, postgres: 'ok', redis: 'ok' });
      otherApisMachine.reconnectTo(LAB_HOSTS.storage);
      await eventually(
        'the replica to be ready again',
        async () => (await readiness(api)).httpStatus === 200,
      );
    });

    it('serve on without Redis, and say so', async () => {
      const api = apis[1] as StackApi;
      otherApisMachine.cutOffFrom(LAB_HOSTS.redis);
      await eventually('the replica to miss Redis', async () => (await readiness(api)).redis === 'away');
      expect(await readiness(api)).toMatchObject({ httpStatus: 200, postgres: 'ok', storage: 'ok' });
      const { status, body } = await other.upload(zip);
      expect(status).toBe(202);
      expect(await other.waitForEnd(body.batch_id)).toMatchObject({ status: 'completed' });
      otherApisMachine.reconnectTo(LAB_HOSTS.redis);
      await eventually('the replica to have Redis again', async () => (await readiness(api)).redis === 'ok');
    });
  });
});
