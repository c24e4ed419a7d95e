import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import {
  largeDruBlocks,
  largeDruBytes,
  largeDruChecksum,
  STORED_CHECKSUM,
} from '@sluice/test/fixtures/large-dru';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { Redis } from 'ioredis';
import { OmrClient } from './omr-client';
import { type CommandRun, OperatorCommand } from './operator-command';
import { RevenueClient } from './revenue-client';
import { uploadResumably } from './tus-upload';

const TASK = '14900113';
/** Four pieces for two workers that do one at a time. */
const SHEETS = 32;
/** Several pieces. */
const ROWS = 50_000;
const SEED = 5;

interface StatusBody {
  queues: { queue: string; waiting: number; running: number; drained: boolean; poison_last_hour: number }[];
  workers: { id: string; running: number; draining: boolean; alive: boolean; leader: boolean }[];
  drains: { scope: string; target: string | null }[];
}

describe('the operator’s command', () => {
  let stack: Stack;
  let url: string;
  let home: string;
  let db: Database;
  let redis: Redis;
  let user: OmrClient;
  let revenue: RevenueClient;
  let sluice: OperatorCommand;
  let zip: Buffer;
  let tinyZip: Buffer;

  before(async () => {
    stack = await startStack({ workers: 2, env: { LEASE_MS: '4000', WORKER_CONCURRENCY: '1' } });
    url = stack.apis[0]?.url as string;
    home = await mkdtemp(join(tmpdir(), 'sluice-home-'));
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    redis = new Redis(stack.redisUrl);
    user = await OmrClient.login(url, 'user');
    revenue = await RevenueClient.login(url, 'user');
    sluice = new OperatorCommand(home);
    zip = await makeZip(await makeSheetSet({ count: SHEETS, distinct: 1, dpi: 150, taskId: TASK }));
    tinyZip = await makeZip(await makeSheetSet({ count: 1, dpi: 40, taskId: TASK }));
    expect(await signIn(sluice, 'admin')).toMatchObject({ exitCode: 0 });
  });
  after(async () => {
    redis?.disconnect();
    await db?.destroy();
    await stack?.stop();
    await rm(home, { recursive: true, force: true });
  });

  const signIn = (as: OperatorCommand, username: string) =>
    as.type(`${username}123\n`, 'login', username, '--password-stdin', '--url', url);
  const status = () => sluice.json<StatusBody>('status');
  const states = async (batchId: string): Promise<Record<string, number>> => {
    const found = await rows<{ state: string; jobs: number }>(
      db,
      'SELECT state, count(*)::int AS jobs FROM jobs WHERE subject_id = $1 GROUP BY state',
      [batchId],
    );
    return Object.fromEntries(found.map(({ state, jobs }) => [state, jobs]));
  };
  async function upload(bytes: Buffer): Promise<string> {
    const { status: code, body } = await user.upload(bytes);
    expect(code).toBe(202);
    return body.batch_id;
  }
  /** A claim file of so many records, not waited for. @returns the file's id */
  async function uploadRecords(count: number): Promise<string> {
    const blocks = largeDruBlocks({ rows: count, seed: SEED });
    const file = { filename: 'DRU6805.DBF', bytes: largeDruBytes(count), blocks };
    const form = new FormData();
    form.append('upload_id', await uploadResumably(url, revenue.token, file));
    const headers = { Prefer: 'respond-async' };
    const { body } = await revenue.request<{ fileId: string }>('POST', '/upload', { form, headers });
    return body.data.fileId;
  }
  async function expectRecordsOnce(fileId: string, count: number): Promise<void> {
    await eventually(
      'the file to end',
      async () => (await revenue.file(fileId)).status === 'completed',
      60_000,
    );
    expect(await revenue.file(fileId)).toMatchObject({
      totalRecords: count,
      validRecords: count,
      processedRecords: count,
    });
    const stored = await rows(
      db,
      `SELECT count(*)::int AS count, count(DISTINCT row_number)::int AS "distinct",
         ${STORED_CHECKSUM}::float8 AS checksum
       FROM revenue_records WHERE file_id = $1`,
      [fileId],
    );
    const checksum = largeDruChecksum({ rows: count, seed: SEED });
    expect(stored).toEqual([{ count, distinct: count, checksum }]);
  }
  /** All that the command line of a running process says, as `ps` shows it. */
  const commandLine = async ({ process: { pid } }: CommandRun): Promise<string> =>
    (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');

  describe('session', () => {
    it('keeps tokens where nobody else can read them, and no password anywhere', async () => {
      const run = sluice.start('login', 'admin', '--password-stdin', '--url', url);
      if (process.platform === 'linux') expect(await commandLine(run)).toContain('login admin');
      run.process.stdin.write('admin123\n');
      if (process.platform === 'linux')
        expect(await commandLine(run).catch(() => '')).not.toContain('admin123');
      expect(await run.end).toMatchObject({ exitCode: 0, out: '', errors: `Signed in to ${url} as admin\n` });
      const file = join(home, 'sluice/sessions.json');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect((await stat(join(home, 'sluice'))).mode & 0o777).toBe(0o700);
      const kept = await readFile(file, 'utf8');
      expect(kept).toContain('accessToken');
      expect(kept).not.toContain('admin123');
    });

    it('is renewed once, however many commands find that its token has ended', async () => {
      const file = join(home, 'sluice/sessions.json');
      const kept = JSON.parse(await readFile(file, 'utf8')) as {
        sessions: Record<string, { expiresAt: number }>;
      };
      for (const session of Object.values(kept.sessions)) session.expiresAt = 0;
      await writeFile(file, JSON.stringify(kept));
      const runs = await Promise.all([1, 2].map(() => sluice.run('status', '--json')));
      expect(runs.map(({ exitCode, errors }) => [exitCode, errors])).toEqual([
        [0, ''],
        [0, ''],
      ]);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    });

    it('ends with words on what to do, and a code for each kind of end', async () => {
      const nobody = new OperatorCommand(join(home, 'nobody'), { SLUICE_URL: url });
      const someone = new OperatorCommand(join(home, 'someone'));
      // A file stands where its folder would be.
      const homeless = new OperatorCommand(__filename, { SLUICE_URL: url });
      expect(await signIn(someone, 'user')).toMatchObject({ exitCode: 0 });
      const ends = await Promise.all([
        nobody.run('status'),
        someone.run('status'),
        nobody.type('wrong\n', 'login', 'admin', '--password-stdin'),
        nobody.run('login', 'admin'),
        nobody.with({ SLUICE_TOKEN: 'any', SLUICE_URL: 'http://127.0.0.1:9' }).run('status'),
        sluice.run('ops', 'statos'),
        sluice.run('drain', '--queue', 'omr', '--for', 'ever'),
        sluice.run('requeue'),
        sluice.run('requeue', '01890000-0000-7000-8000-000000000000'),
        sluice.run('drain', '--help'),
        nobody.with({ SLUICE_TOKEN: await tokenOf('admin') }).run('status', '--json'),
        signIn(homeless, 'admin'),
      ]);
      expect(ends.map(({ exitCode, errors }) => [exitCode, errors])).toEqual([
        [3, expect.stringContaining(`sluice login --url ${url}`)],
        [3, expect.stringMatching(/^Not allowed: .*"default"/)],
        [3, 'Wrong username or password\n'],
        [2, expect.stringContaining('--password-stdin')],
        [4, expect.stringMatching(/can't be reached .*--url or SLUICE_URL/)],
        [2, expect.stringContaining('Did you mean status?')],
        [2, expect.stringContaining('90s, 10m, 2h or 7d')],
        [2, expect.stringContaining('--older-than')],
        [1, expect.stringContaining('no such job')],
        [0, ''],
        [0, ''],
        [1, expect.stringContaining('name another folder in XDG_CONFIG_HOME')],
      ]);
      expect(ends[9]?.out).toMatch(/Examples:\n {2}sluice ops drain --queue/);
    });

    it('is over after logout', async () => {
      const other = new OperatorCommand(join(home, 'other'));
      await signIn(other, 'admin');
      expect(await other.run('logout')).toMatchObject({ exitCode: 0, errors: `Signed out of ${url}\n` });
      expect(await other.run('status', '--url', url)).toMatchObject({ exitCode: 3 });
      expect(await readFile(join(home, 'other/sluice/sessions.json'), 'utf8')).not.toContain('Token');
    });
  });

  const tokenOf = async (username: string): Promise<string> => (await OmrClient.login(url, username)).token;

  it('shows the fleet to people and to programs', async () => {
    const { exitCode, out } = await sluice.run('status');
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^Sluice \d+\.\d+\.\d+ at http.*\nPostgres ok, Redis ok, storage ok, chain not configured, \d+ migrations\n/,
    );
    expect(out).toMatch(
      /^QUEUE +WAITING +ADMITTED +RUNNING +OLDEST +FAILED\/H +POISON\/H\nomr +0 +0 +0 +- +0 +0$/m,
    );
    expect(out.match(/works/g)).toHaveLength(2);
    expect(out.match(/works, leads/g)).toHaveLength(1);
    // No terminal, no colours.
    expect(out).not.toContain('\u001b');
    const { workers } = await status();
    expect(workers).toMatchObject([{ alive: true }, { alive: true }]);
  });

  it('holds a system’s work back: what runs ends, the rest waits, come what may, until it is resumed', async () => {
    const token = await tokenOf('admin');
    const id = await upload(zip);
    await eventually('work to run', async () => ((await states(id))['running'] ?? 0) > 0);
    // At once, while there is work left; the command changes that drain.
    const begun = await fetch(`${url}/api/ops/drains`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ queue: 'omr' }),
    });
    expect(begun.status).toBe(201);
    const drained = await sluice.run(
      'drain',
      '--queue',
      'omr',
      '--for',
      '1h',
      '--reason',
      'a test',
      '--wait',
    );
    expect(drained).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^Drained: queue omr, until 20/),
    });
    const held = await states(id);
    expect(held).toEqual({ done: expect.any(Number), waiting: expect.any(Number) });

    // Others are served, and requests for it accepted.
    await expectRecordsOnce(await uploadRecords(10), 10);
    const later = await upload(tinyZip);
    const keys = await redis.keys(`${stack.redisPrefix}*`);
    if (keys.length > 0) await redis.del(keys);
    await Promise.all([...stack.apis, ...stack.workers].map((program) => program.restart()));
    const { queues, drains, workers } = await eventually('the leader to have taken turns', async () => {
      const now = await status();
      return now.workers.some(({ leader }) => leader) && now;
    });
    expect(drains).toMatchObject([{ scope: 'queue', target: 'omr' }]);
    expect(queues[0]).toMatchObject({
      queue: 'omr',
      drained: true,
      running: 0,
      waiting: (held['waiting'] ?? 0) + 1,
    });
    expect(await states(id)).toEqual(held);
    expect(await states(later)).toEqual({ waiting: 1 });

    // One worker is held back besides: the other one does it all, while the first lives on and says so.
    const [first, second] = workers.map((worker) => worker.id);
    expect(await sluice.run('drain', '--worker', first as string, '--wait')).toMatchObject({ exitCode: 0 });
    expect(await sluice.run('resume', '--queue', 'omr')).toMatchObject({
      exitCode: 0,
      out: `Resumed: queue omr\nStill drained: worker ${first}\n`,
    });
    const before = new Date();
    expect(await user.waitForEnd(id)).toMatchObject({ status: 'completed', processed_count: SHEETS });
    const doers = await rows(
      db,
      `SELECT DISTINCT worker_id FROM jobs WHERE subject_id = $1 AND finished_at > $2`,
      [id, before],
    );
    expect(doers).toEqual([{ worker_id: second }]);
    expect((await status()).workers.find((worker) => worker.id === first)).toMatchObject({
      alive: true,
      draining: true,
      running: 0,
    });
    expect(await sluice.run('resume', '--all')).toMatchObject({ exitCode: 0 });
    await eventually('it to work again', async () =>
      (await status()).workers.every(({ draining }) => !draining),
    );
    expect(await user.waitForEnd(later)).toMatchObject({ status: 'completed', processed_count: 1 });
  });

  it('gets poison through once its cause is gone, exactly once', async () => {
    await sluice.run('drain', '--all');
    const batchId = await upload(tinyZip);
    const fileId = await uploadRecords(1_000);
    const subjects = [batchId, fileId];
    // As if three workers had died on each.
    await db.query('UPDATE jobs SET crashes = 3 WHERE subject_id = ANY($1)', [subjects]);
    await sluice.run('resume', '--all');
    await eventually('both to be given up', async () => {
      const { queues } = await status();
      return queues.filter(({ poison_last_hour }) => poison_last_hour === 1).length === 2;
    });
    expect((await user.progress(batchId)).body).toMatchObject({ status: 'failed' });
    expect(await revenue.file(fileId)).toMatchObject({ status: 'error' });
    const listed = await sluice.run('jobs', '--poison');
    expect(listed.out.match(/failed, poison/g)).toHaveLength(2);

    const count = await sluice.run('requeue', '--poison', '--dry-run');
    expect(count.out).toBe('There are 2 failed jobs of 2 batches\n');
    const unsure = await sluice.run('requeue', '--poison');
    expect(unsure).toMatchObject({ exitCode: 2, errors: expect.stringContaining('--yes') });
    const requeued = await sluice.run('requeue', '--poison', '--yes');
    expect(requeued).toMatchObject({
      exitCode: 0,
      out: '0 jobs start anew, 2 batches do again what failed, 0 left alone\n',
    });
    expect(await user.waitForEnd(batchId)).toMatchObject({
      status: 'completed',
      sheet_count: 1,
      processed_count: 1,
      failed_count: 0,
    });
    await expectRecordsOnce(fileId, 1_000);
    expect(await sluice.json('requeue', '--poison', '--yes')).toMatchObject({
      retried: 0,
      skipped: [{ code: 'nothing_failed' }, { code: 'nothing_failed' }],
    });
    expect(await sluice.run('ops', 'retry', batchId)).toMatchObject({
      exitCode: 1,
      errors: 'Nothing of the batch failed; there is nothing to do again\n',
    });
  });

  /** Holds up whoever stores records, in the midst of a piece, until the work has been done. */
  async function whileNobodyStores(fileRows: number, work: (fileId: string) => Promise<void>): Promise<void> {
    const holder = db.createQueryRunner();
    let fileId: string;
    try {
      await holder.startTransaction();
      await holder.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      await holder.query('LOCK TABLE revenue_records IN SHARE MODE');
      fileId = await uploadRecords(fileRows);
      await heldUp(1);
      await work(fileId);
    } finally {
      await holder.commitTransaction();
      await holder.release();
    }
    await expectRecordsOnce(fileId, fileRows);
  }
  const heldUp = (workers: number) =>
    eventually(`${workers} workers to be held up`, async () => {
      const waiting = await rows(
        db,
        `SELECT 1 FROM pg_locks WHERE relation = 'revenue_records'::regclass AND NOT granted`,
      );
      return waiting.length === workers;
    });
  const jobOf = async (fileId: string) => {
    const [job] = await rows<{
      id: string;
      worker_id: string;
      epoch: number;
      state: string;
      crashes: number;
    }>(db, 'SELECT id, worker_id, epoch, state, crashes FROM jobs WHERE subject_id = $1', [fileId]);
    if (!job) throw new Error('There is no job');
    return job;
  };

  it('takes a running job from its worker, and of the two that are at it only the latter writes', async () => {
    let fileId = '';
    await whileNobodyStores(ROWS, async (id) => {
      fileId = id;
      const requeued = await sluice.run('requeue', (await jobOf(id)).id);
      expect(requeued).toMatchObject({ exitCode: 0, out: expect.stringMatching(/: starts anew\n$/) });
      await heldUp(2);
      expect(await jobOf(id)).toMatchObject({ state: 'running', epoch: 2 });
    });
    expect(await jobOf(fileId)).toMatchObject({ state: 'done', epoch: 2, crashes: 0 });
  });

  it('has a worker hand back what it is at, and another goes on with it', async () => {
    let fileId = '';
    let former = '';
    await whileNobodyStores(ROWS, async (id) => {
      fileId = id;
      former = (await jobOf(id)).worker_id;
      expect(await sluice.run('drain', '--worker', former, '--hand-back')).toMatchObject({ exitCode: 0 });
      await eventually('the worker to say so', async () => {
        const worker = (await status()).workers.find((one) => one.id === former);
        return worker?.draining && worker.running === 1;
      });
    });
    const job = await jobOf(fileId);
    expect(job).toMatchObject({ state: 'done', epoch: 2, crashes: 0 });
    expect(job.worker_id).not.toBe(former);
    expect(await sluice.run('resume', '--worker', former)).toMatchObject({ exitCode: 0 });
  });

  it('manages users and tenants, and never has a password on its command line', async () => {
    expect(await sluice.run('tenants', 'create', 'hospital-7')).toMatchObject({ exitCode: 0 });
    const run = sluice.start(
      'users',
      'create',
      'anong',
      '--role',
      'admin',
      '--tenant',
      'hospital-7',
      '--password-stdin',
    );
    run.process.stdin.end('correct horse\n');
    expect(await run.end).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^Made: anong, admin, id /),
    });
    expect((await sluice.run('users', 'list')).out).toMatch(/^anong +admin +hospital-7 +active /m);

    const anong = new OperatorCommand(join(home, 'anong'));
    const asAnong = (password: string) =>
      anong.type(password, 'login', 'anong', '--password-stdin', '--url', url);
    expect(await asAnong('correct horse')).toMatchObject({ exitCode: 0 });
    // An admin, of another tenant than the operators'.
    expect(await anong.run('status')).toMatchObject({ exitCode: 3 });
    expect((await anong.json<unknown[]>('users', 'list')).length).toBe(1);

    const renewed = await sluice.type(
      'battery staple\n',
      'users',
      'update',
      'Anong',
      '--role',
      'owner',
      '--password-stdin',
    );
    expect(renewed).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^Changed: anong, owner/) });
    expect(await asAnong('correct horse')).toMatchObject({ exitCode: 3 });
    expect(await asAnong('battery staple')).toMatchObject({ exitCode: 0 });
    expect((await sluice.run('users', 'disable', 'anong')).out).toContain('disabled');
    expect(await asAnong('battery staple')).toMatchObject({ exitCode: 3 });
    expect(await sluice.run('users', 'delete', 'anong')).toMatchObject({ exitCode: 2 });
    expect(await sluice.run('users', 'delete', 'anong', '--yes')).toMatchObject({ exitCode: 0 });
    const refused = await sluice.run('users', 'create', 'x', '--role', 'user', '--password', 'secret');
    expect(refused).toMatchObject({ exitCode: 2 });
  });
});
