import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { asForm, dataOf } from '@sluice/client';
import { pathToFileURL } from 'node:url';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { bytesOf, signedIn } from '../demo/demo-client';
import { freePort } from '../free-port';
import { describeExit } from '../program';
import { type Services } from '../services';
import { type Container, type Image, MIGRATE_COMMAND, runInContainer, startContainer } from './image';

const TASK_ID = '14900103';
const SHEETS = 12;
const POLL_MS = 100;
const READY_LIMIT_MS = 60_000;
const BATCH_LIMIT_MS = 60_000;
const ADMIN = { username: 'first-admin', password: randomBytes(12).toString('hex') };

export interface Trial {
  services: Services;
  /** For the file store; whoever the images run as gets it. */
  filesDir: string;
  say: (line: string) => void;
}

/**
 * Migrates, starts an API and a worker with the settings of production, sends a ZIP of sheets through them and stops
 * them with SIGTERM.
 * @throws Error with what a program printed when anything goes otherwise than it should
 */
export async function tryImages(
  api: Image,
  worker: Image,
  { services, filesDir, say }: Trial,
): Promise<void> {
  const shared = {
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    STORAGE_URL: pathToFileURL(filesFor(api, filesDir)).href,
    HOST: '127.0.0.1',
  };
  for (const image of [api, worker]) refuseWritable(image);
  await migrate(api, shared);
  say('  migrate: exit code 0');
  const apiEnv = {
    ...shared,
    PORT: String(await freePort()),
    JWT_SECRET: randomBytes(32).toString('hex'),
    BOOTSTRAP_ADMIN_USERNAME: ADMIN.username,
    BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
  };
  const workerEnv = { ...shared, WORKER_HTTP_PORT: String(await freePort()) };
  const running = [
    { name: 'api', image: api, env: apiEnv, container: startContainer(api, apiEnv) },
    { name: 'worker', image: worker, env: workerEnv, container: startContainer(worker, workerEnv) },
  ];
  try {
    for (const { name, image, env, container } of running) {
      say(`  ${name}: healthy after ${await untilHealthy(name, image, env, container)} ms`);
    }
    say(`  batch: ${await sendSheets(`http://127.0.0.1:${apiEnv.PORT}`)}`);
    for (const { name, container } of running) say(`  ${name}: ${memoryOf(container.pid)}`);
  } catch (cause) {
    const printed = running.map(({ name, container }) => `${name} printed:\n${container.output()}`);
    throw new Error(`${(cause as Error).message}\n${printed.join('\n')}`, { cause });
  } finally {
    const stoppedAt = Date.now();
    const ends = await Promise.all(running.map(({ container }) => container.stop()));
    for (const [index, end] of ends.entries()) {
      const name = running[index]?.name ?? '';
      say(`  ${name}: SIGTERM, then ${describeExit(end)}, all within ${Date.now() - stoppedAt} ms`);
      if (end.code !== 0) process.exitCode = 1;
    }
  }
}

function filesFor(image: Image, filesDir: string): string {
  mkdirSync(filesDir, { recursive: true });
  const [uid = 0, gid = 0] = image.dockerfile.user.split(':').map(Number);
  if (process.getuid?.() === 0) chownSync(filesDir, uid, gid);
  return filesDir;
}

/** Proves that the folder stands for a read-only file system. */
function refuseWritable(image: Image): void {
  const write = `require('node:fs').writeFileSync('written', '')`;
  if (runInContainer(image, {}, ['node', '-e', write]) === 0)
    throw new Error(`${image.name} could be written to`);
}

async function migrate(api: Image, env: Record<string, string>): Promise<void> {
  const container = startContainer(api, env, MIGRATE_COMMAND);
  const end = await container.exited;
  if (end.code !== 0) throw new Error(`migrate ended with ${describeExit(end)}:\n${container.output()}`);
}

/** Runs the image's health check until it says yes, as an engine does. @returns how long that took, in ms */
async function untilHealthy(
  name: string,
  image: Image,
  env: Record<string, string>,
  container: Container,
): Promise<number> {
  const startedAt = Date.now();
  let end: unknown;
  void container.exited.then((status) => (end = status));
  while (end === undefined && Date.now() - startedAt < READY_LIMIT_MS) {
    if (runInContainer(image, env, image.dockerfile.healthcheck) === 0) return Date.now() - startedAt;
    await delay(POLL_MS);
  }
  throw new Error(`${name} did not become healthy`);
}

/** Logs in as the first admin and sends sheets with QR codes. @returns what became of them */
async function sendSheets(apiUrl: string): Promise<string> {
  const zip = await makeZip(await makeSheetSet({ count: SHEETS, distinct: 3, taskId: TASK_ID }));
  const signal = AbortSignal.timeout(BATCH_LIMIT_MS);
  const client = await signedIn({ apiUrl, signal }, ADMIN.username, ADMIN.password);
  const sent = Date.now();
  const uploadId = await client.uploadFile({ file: bytesOf(zip), filename: 'sheets.zip' });
  const body = { upload_id: uploadId, has_qr: true };
  const { batch_id: id } = await dataOf(
    client.http.POST('/api/batches/upload', { body, bodySerializer: asForm }),
  );
  for await (const { name } of client.watch({ system: 'omr', id }, { signal })) if (name === 'done') break;
  const status = await dataOf(client.http.GET('/api/batches/{id}/status', { params: { path: { id } } }));
  if (!('sheets' in status) || status.processed_count !== SHEETS || status.task_id !== TASK_ID) {
    throw new Error(`The batch came out wrong: ${JSON.stringify(status)}`);
  }
  return `${SHEETS} sheets processed, task id ${TASK_ID} read, in ${Date.now() - sent} ms`;
}

/** Linux tells the most memory a process has held. */
function memoryOf(pid: number): string {
  if (process.platform !== 'linux') return 'peak of memory not known on this platform';
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return `held ${Math.round(Number(kilobytes) / 1024)} MiB at most`;
}
