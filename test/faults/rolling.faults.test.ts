import { once } from 'node:events';
import { type IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack, type StackProgram } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { EventClient, type ListenedEvent } from '../e2e/event-client';
import { MigrationClient } from '../e2e/migration-client';
import { OmrClient } from '../e2e/omr-client';
import { signIn } from '../e2e/sign-in';
import { TusRaw } from '../e2e/tus-raw';
import { Balancer } from './balancer';
import { packagesFile, SteadyLoad } from './steady-load';

const SHEETS = 2;
const PROBE_EVERY_MS = 200;
/** Of a request of the slow upload. */
const PIECE_BYTES = 1024;
const PIECE_MS = 300;
const EXIT_LIMIT_MS = 10_000;

interface Exit {
  name: string;
  code: number | null;
  ms: number;
}

describe('a rolling restart under load', () => {
  let stack: Stack;
  let balancer: Balancer;
  let db: Database;
  let zip: Buffer;

  before(async () => {
    const env = { SHUTDOWN_DELAY_MS: '1000', RATE_LIMIT_MIGRATION: '0', RATE_LIMIT_CONTENT_READS: '0' };
    [stack, zip] = await Promise.all([
      startStack({ apis: 2, workers: 2, env }),
      makeSheetSet({ count: SHEETS, dpi: 100, taskId: '14900113' }).then((sheets) => makeZip(sheets)),
    ]);
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    const backends = stack.apis.map(({ url }) => url);
    balancer = await Balancer.start({ backends, probeEveryMs: PROBE_EVERY_MS });
  });
  after(async () => {
    balancer?.stop();
    await db?.destroy();
    await stack?.stop();
  });

  /** As a deployment does it: SIGTERM, and the successor when the old process has gone. */
  async function replace(program: StackProgram): Promise<Exit> {
    const startedAt = performance.now();
    const exited = program.exited();
    await program.kill('SIGTERM');
    const { code } = await exited;
    const ms = Math.round(performance.now() - startedAt);
    await program.restart();
    return { name: program.name, code, ms };
  }

  async function replaceApis(): Promise<Exit[]> {
    const exits: Exit[] = [];
    for (const api of stack.apis) {
      await eventually('both replicas to be ready', () => balancer.ready.length === 2);
      exits.push(await replace(api));
    }
    return exits;
  }

  async function replaceWorkers(): Promise<Exit[]> {
    const exits: Exit[] = [];
    for (const worker of stack.workers) exits.push(await replace(worker));
    return exits;
  }

  it('fails no request and no batch, and every process ends in time', async (t) => {
    const load = await SteadyLoad.start(balancer.url, zip, SHEETS);
    t.after(() => load.stop());
    const admin = await MigrationClient.login(balancer.url, 'admin');
    // Nothing happens to it until all processes are others.
    const job = await admin.upload({ bytes: packagesFile('LAST'), importType: 'package' });
    const events = `${balancer.url}/api/v1/onboarding/migration/${job}/events`;
    const listener = new ResumingListener(events, admin.authorization);
    t.after(() => listener.stop());
    const heard = listener.untilDone();
    const upload = new SlowUpload(new TusRaw(balancer.url, await signIn(balancer.url, 'user')), zip);
    const uploaded = upload.send();
    t.after(() => upload.hurry());
    // Their failures are met where they are waited for.
    for (const work of [heard, uploaded]) work.catch(() => undefined);

    const exits = (await Promise.all([replaceApis(), replaceWorkers()])).flat();

    await eventually('the listener to have been sent on', () => listener.connections >= 2);
    await admin.start(job);
    await heard;
    upload.hurry();
    const user = await OmrClient.login(balancer.url, 'user');
    const made = await user.uploadForm({ has_qr: 'true', upload_id: await uploaded });
    const last = await user.waitForEnd(made.body.batch_id);
    await load.stop();

    const batches = Object.entries(load.ended).map(([system, count]) => `${count} ${system}`);
    t.diagnostic(`${exits.map(({ name, code, ms }) => `${name} ended after ${ms} ms (${code})`).join(', ')}`);
    t.diagnostic(
      `${balancer.answered} answers, ${balancer.failures.length} failures, ${balancer.retried} retried`,
    );
    t.diagnostic(`batches: ${batches.join(', ')}; ${load.failures.length} failures`);
    t.diagnostic(`${listener.connections} connections of the listener, ${upload.requests} of the upload`);

    expect(balancer.failures).toEqual([]);
    expect(load.failures).toEqual([]);
    expect(exits.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(exits.filter(({ ms }) => ms > EXIT_LIMIT_MS)).toEqual([]);
    expect(listener.names.filter((name) => name === 'done')).toEqual(['done']);
    expect(last).toMatchObject({ status: 'completed', processed_count: SHEETS });
    const { omr = 0, migration = 0 } = load.ended;
    await expectNothingDoubled({ ...load.ended, omr: omr + 1, migration: migration + 1 });
  });

  /** Each accepted batch is there once, and none of its work was tried twice or died with a process. */
  async function expectNothingDoubled(sent: Record<string, number>): Promise<void> {
    const [made] = await rows<Record<string, number>>(
      db,
      `SELECT (SELECT count(*)::int FROM omr_batches) AS omr, (SELECT count(*)::int FROM revenue_files) AS revenue,
         (SELECT count(*)::int FROM migration_jobs) AS migration,
         (SELECT count(*)::int FROM audience_uploads) AS audience,
         (SELECT count(*)::int FROM content_batches) AS content`,
    );
    expect(made).toEqual(sent);
    const odd = `SELECT name, state, attempts, crashes, error FROM jobs
      WHERE state <> 'done' OR attempts > 0 OR crashes > 0`;
    // Figures of an upload are made after its end.
    await eventually('every job to end', async () => {
      const open = `SELECT 1 FROM jobs WHERE state IN ('waiting', 'admitted', 'running')`;
      return (await rows(db, open)).length === 0;
    });
    expect(await rows(db, odd)).toEqual([]);
  }
});

/** Listens as an EventSource does: comes back with the last id whenever its stream ends, until it is told `done`. */
class ResumingListener {
  connections = 0;
  readonly names: string[] = [];
  private lastId: string | undefined;
  private client: EventClient | undefined;
  private hasStopped = false;

  constructor(
    private readonly url: string,
    private readonly authorization: Record<string, string>,
  ) {}

  stop(): void {
    this.hasStopped = true;
    this.client?.cut();
  }

  async untilDone(): Promise<void> {
    while (!this.hasStopped && !this.names.includes('done')) {
      const headers = {
        ...this.authorization,
        ...(this.lastId !== undefined && { 'Last-Event-ID': this.lastId }),
      };
      const client = await EventClient.open(this.url, headers);
      this.client = client;
      expect(client.status).toBe(200);
      this.connections++;
      await client.closed();
      this.names.push(...client.events.map(({ name }: ListenedEvent) => name));
      this.lastId = client.lastId ?? this.lastId;
    }
  }
}

/** Sends a file resumably, a little at a time, so that a request of it is always under way. */
class SlowUpload {
  requests = 0;
  private isHurried = false;

  constructor(
    private readonly client: TusRaw,
    private readonly bytes: Buffer,
  ) {}

  /** What is left is sent at once. */
  hurry(): void {
    this.isHurried = true;
  }

  /** @returns the finished upload's id */
  async send(): Promise<string> {
    const path = await this.client.create(this.bytes.length);
    for (let offset = 0; offset < this.bytes.length; this.requests++) {
      const end = this.isHurried ? this.bytes.length : Math.min(this.bytes.length, offset + PIECE_BYTES);
      offset = await this.sendPiece(path, offset, end);
    }
    return path.split('/').pop() as string;
  }

  /** Its second half comes a while after the first. */
  private async sendPiece(path: string, offset: number, end: number): Promise<number> {
    const middle = Math.ceil((offset + end) / 2);
    const patch = this.client.openPatch(path, offset, end - offset);
    const answered = once(patch, 'response') as Promise<[IncomingMessage]>;
    patch.write(this.bytes.subarray(offset, middle));
    if (!this.isHurried) await sleep(PIECE_MS);
    patch.end(this.bytes.subarray(middle, end));
    const [answer] = await answered;
    answer.resume();
    expect(answer.statusCode).toBe(204);
    return Number(answer.headers['upload-offset']);
  }
}
