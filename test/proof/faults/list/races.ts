import { setTimeout as delay } from 'node:timers/promises';
import { rows } from '@sluice/kernel/db';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { rawZip } from '@sluice/test/fixtures/raw-zip';
import { type StackApi } from '@sluice/tools/test-stack';
import { Queue } from 'bullmq';
import { EventClient } from '../../../e2e/event-client';
import { MigrationClient } from '../../../e2e/migration-client';
import { OmrClient } from '../../../e2e/omr-client';
import { type Fault, type Scene } from '../fault';

const RECOVERY_MS = 30_000;
const DOUBLES = 20;
const DELIVERIES = 40;
const RACES = 8;
const PILE = 300;

async function zipOf(sheets: number): Promise<Buffer> {
  const bytes = await makeSheet({ dpi: 60, taskId: '14900113' });
  return rawZip(Array.from({ length: sheets }, (_, n) => ({ name: `${n + 1}.jpg`, bytes, method: 0 })));
}

/** Delivers jobs that run or wait a second time, and such as have been given away since. */
async function deliverTwice({ stack, db, note }: Scene): Promise<void> {
  const queues = new Map<string, Queue>();
  let delivered = 0;
  while (delivered < DELIVERIES) {
    const jobs = await rows<{ id: string; queue: string; name: string; epoch: number }>(
      db,
      `SELECT id, queue, name, epoch FROM jobs ORDER BY state IN ('admitted', 'running') DESC, created_at DESC LIMIT 4`,
    );
    for (const { id, queue: name, name: jobName, epoch } of jobs) {
      const queue =
        queues.get(name) ??
        new Queue(name, { connection: { url: stack.redisUrl }, prefix: stack.redisPrefix });
      queues.set(name, queue);
      for (const [which, told] of [
        ['again', epoch],
        ['old', Math.max(1, epoch - 1)],
      ] as const)
        await queue.add(jobName, { jobId: id, epoch: told }, { jobId: `${which}-${delivered}-${id}` });
      delivered += 2;
    }
    await delay(50);
  }
  note('jobs were delivered again', { delivered });
  await Promise.all([...queues.values()].map((queue) => queue.close()));
}

async function sendManyTimes({ stack, random, db }: Scene): Promise<void> {
  const zip = await zipOf(1);
  const filename = `double-${Math.floor(random() * 1e9)}.zip`;
  const user = await OmrClient.login(stack.apis[0]?.url as string, 'user');
  const send = async (n: number): Promise<string | undefined> => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(zip)]), filename);
    form.append('has_qr', 'true');
    const api = stack.apis[n % stack.apis.length] as StackApi;
    const response = await fetch(`${api.url}/api/batches/upload`, {
      method: 'POST',
      headers: { ...user.authorization, 'Idempotency-Key': filename },
      body: form,
    });
    const body = (await response.json()) as { batch_id?: string };
    if (response.status !== 202 && response.status !== 409)
      throw new Error(`A repeat was answered ${response.status}: ${JSON.stringify(body)}`);
    return body.batch_id;
  };
  const ids = await Promise.all(Array.from({ length: DOUBLES }, (_, n) => send(n)));
  const made = await rows<{ id: string }>(db, 'SELECT id FROM omr_batches WHERE original_filename = $1', [
    filename,
  ]);
  if (made.length !== 1 || ids.some((id) => id !== undefined && id !== made[0]?.id))
    throw new Error(
      `${DOUBLES} sendings under one key made ${made.length} batches and were told ${String(ids)}`,
    );
}

/** Cancelling, finishing and rolling back at once: one order or another must have happened, and wholly. */
async function raceMoves({ stack, random, db, note }: Scene): Promise<void> {
  const admin = await MigrationClient.login(stack.apis[0]?.url as string, 'admin');
  const outcomes: string[] = [];
  for (let race = 0; race < RACES; race++) {
    const prefix = `RACE${Math.floor(random() * 1e9)}`;
    const bytes = Buffer.from(makePackages(200).bytes().toString('utf8').replaceAll('UMR-', `${prefix}-`));
    const id = await admin.upload({ bytes, importType: 'package' });
    await admin.start(id);
    await delay(random() * 400);
    const other = admin.at(stack.apis[1]?.url ?? (stack.apis[0]?.url as string));
    await Promise.all([
      admin.request('POST', `/migration/${id}/cancel`),
      other.rollback(id),
      other.request('POST', `/migration/${id}/cancel`),
    ]);
    const { status } = await admin.untilStill(id);
    const [found] = await rows<{ stored: number; told: number }>(
      db,
      `SELECT (SELECT count(*)::int FROM onboarding_packages WHERE migration_job_id = $1) AS stored,
         imported_rows AS told FROM migration_jobs WHERE id = $1`,
      [id],
    );
    outcomes.push(`${status} with ${found?.stored}`);
    const isWhole =
      status === 'rolled_back'
        ? found?.stored === 0
        : status === 'completed'
          ? found?.stored === 200
          : status === 'failed' && found?.stored === found?.told;
    if (!isWhole) throw new Error(`A race ended as ${status} with ${JSON.stringify(found)}`);
  }
  note('races were run', { outcomes });
}

/** One owner has hundreds of sheets waiting; another's single one is done long before these. */
async function pileUp({ stack, note }: Scene): Promise<void> {
  const url = stack.apis[0]?.url as string;
  const greedy = await OmrClient.login(url, 'owner');
  const modest = await OmrClient.login(url, 'agent');
  const pile = await greedy.upload(await zipOf(PILE), { task_id: '14900113' });
  const single = await modest.upload(await zipOf(1), { task_id: '14900113' });
  const startedAt = performance.now();
  await modest.waitForEnd(single.body.batch_id);
  const { body } = await greedy.progress(pile.body.batch_id);
  note('the single sheet is done', {
    afterMs: Math.round(performance.now() - startedAt),
    pile: body.processed_count,
  });
  if (body.status !== 'processing' && body.status !== 'uploaded')
    throw new Error(`The pile was ${body.status} before the single sheet of another`);
  const end = await greedy.waitForEnd(pile.body.batch_id);
  if (end.processed_count !== PILE) throw new Error(`The pile ended as ${JSON.stringify(end)}`);
}

/** A listener whose API dies goes on at another where it was, and misses nothing. */
async function loseSocketNode({ stack, note }: Scene): Promise<void> {
  const sheets = 120;
  const [api, other] = stack.apis as [StackApi, StackApi];
  const user = await OmrClient.login(other.url, 'user');
  const { body } = await user.upload(await zipOf(sheets), { task_id: '14900113' });
  const path = `/api/batches/${body.batch_id}/events`;
  const first = await EventClient.open(`${api.url}${path}`, user.authorization);
  while ((await user.progress(body.batch_id)).body.processed_count < 5) await delay(20);
  await api.kill('SIGKILL');
  await first.closed();
  const headers = {
    ...user.authorization,
    ...(first.lastId !== undefined && { 'Last-Event-ID': first.lastId }),
  };
  const second = await EventClient.open(`${other.url}${path}`, headers);
  await second.closed();
  const told = new Set([...first.items, ...second.items]);
  note('a listener went on elsewhere', { first: first.items.length, second: second.items.length });
  if (told.size !== sheets || second.events.at(-1)?.name !== 'done')
    throw new Error(
      `The listener was told of ${told.size} of ${sheets} sheets, last: ${second.events.at(-1)?.name}`,
    );
  await api.restart();
}

export const RACE_FAULTS: readonly Fault[] = [
  {
    name: 'jobs are delivered twice, and again after others had them',
    recoveryBoundMs: RECOVERY_MS,
    isShort: true,
    happen: deliverTwice,
  },
  {
    name: `one request is sent ${DOUBLES} times at once`,
    recoveryBoundMs: RECOVERY_MS,
    isShort: true,
    happen: sendManyTimes,
  },
  {
    name: 'an import is cancelled, finished and rolled back at once',
    recoveryBoundMs: RECOVERY_MS,
    isShort: true,
    happen: raceMoves,
  },
  { name: `one owner has ${PILE} sheets waiting`, recoveryBoundMs: RECOVERY_MS, happen: pileUp },
  {
    name: 'an API with a listener is killed, who goes on at another',
    recoveryBoundMs: RECOVERY_MS,
    happen: loseSocketNode,
  },
];
