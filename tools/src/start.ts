import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '@sluice/kernel/config';
import { startChain, type ChainService } from './chain/chain-service';
import { chainEnvironment } from './chain/development-accounts';
import { portProblem } from './free-port';
import { Interrupted, watchInterruption, type Interruption } from './interruption';
import { CLONE_ROOT, PROGRAMS } from './paths';
import { describeExit, startProgram } from './program';
import { logFile, readableLine } from './program-log';
import { type Service } from './service';
import { givenServers, startServices } from './services';
import { failWith, runMain } from './run-main';
import { SetupError } from './setup-error';
import { supervise, type Supervised } from './supervise';
import { untilReady } from './until-ready';

/** A little over the 10 s that a program gives itself to drain. */
const DRAIN_MS = 12_000;
const BACKOFF = { firstMs: 500, maxMs: 15_000 };
const DEVELOPMENT_LOGINS = 'admin/admin123  owner/owner123  agent/agent123  user/user123  creator/creator123';

const dataDir = join(CLONE_ROOT, '.data');
const files = join(dataDir, 'files');
const logs = join(dataDir, 'logs');

/** `npm start`: Postgres, Redis, a local Stacks node, the API and the workers, until Ctrl-C. @returns the exit status */
async function main(): Promise<number> {
  const interruption = watchInterruption(say);
  const startedAt = Date.now();
  const { takeLock } = await import('../setup/process-lock.mjs');
  makeFolders();
  const lock = await takeLock(join(dataDir, 'start.lock'));
  if (!lock)
    throw new SetupError('This clone is running already: stop that one first (Ctrl-C in its terminal)');
  /** What has to be stopped, in the order it was started. */
  const running: (() => Promise<void>)[] = [];
  try {
    const config = validated(programEnvironment(givenServers()));
    const problem = await portProblem(config.port, config.host);
    if (problem !== undefined) {
      throw new SetupError(`PORT ${config.port} cannot be used (${problem}): set PORT to another`);
    }
    const startingChain = beginChain();
    // Whether it could be started is told below, where it is waited for.
    const stopChain = startingChain.then(
      (chain) => () => chain?.stop(),
      () => () => undefined,
    );
    running.push(async () => (await stopChain)());
    const services = await startServices({ dataDir, durable: true, say });
    running.push(() => services.stop());
    interruption.check();
    await migrate(programEnvironment(services));
    const chain = await startingChain;
    interruption.check();
    const env = { ...programEnvironment(services), ...(chain ? chainEnvironment(chain.url) : {}) };
    let stopping = false;
    keepService('Redis', services.redis, () => stopping);
    keepService('Postgres', services.postgres, () => stopping);
    if (chain) keepService('The local Stacks node', chain, () => stopping);
    const fleet: Supervised[] = [];
    running.push(async () => {
      stopping = true;
      await Promise.all(fleet.map((program) => program.stop(DRAIN_MS)));
    });
    fleet.push(watched('api', PROGRAMS.api, env));
    for (let i = 1; i <= config.workers; i++) {
      fleet.push(watched(`worker-${i}`, PROGRAMS.worker, workerEnvironment(env, config.workerHttpPort, i)));
    }
    const url = await firstStart(fleet, chain, config.host, interruption);
    report({
      url,
      chain,
      workers: config.workers,
      hasLogins: config.devLogins,
      tookMs: Date.now() - startedAt,
    });
    await interruption.happened;
    say('\nStopping: workers finish or hand back what they are at (again Ctrl-C: at once) …');
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) return 0;
    throw error;
  } finally {
    for (const stop of running.reverse()) await stop();
    lock.release();
    if (interruption.requested()) say('Stopped.');
  }
}

/** Others may pass but not look in: as root, the Postgres user has to reach its folder in there. */
function makeFolders(): void {
  mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  for (const folder of [files, logs]) mkdirSync(folder, { recursive: true, mode: 0o700 });
}

function say(line: string): void {
  console.log(line);
}

/** What the programs get: our own environment, and what is missing in it. */
function programEnvironment(servers: {
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
}): NodeJS.ProcessEnv {
  const given = process.env;
  const production = given['NODE_ENV'] === 'production';
  const hasKey = Boolean(given['JWT_SECRET'] || given['JWT_PRIVATE_KEY']);
  return {
    STORAGE_URL: pathToFileURL(files).href,
    ...(production ? {} : { DEV_LOGINS: 'true' }),
    ...(production || hasKey ? {} : { JWT_SECRET: keptSecret() }),
    ...withoutEmpty(given),
    DATABASE_URL: servers.databaseUrl ?? 'postgres://127.0.0.1/to-be-started',
    REDIS_URL: servers.redisUrl ?? 'redis://127.0.0.1',
  };
}

function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

/** The same secret at every start, or all logins would end with each. */
function keptSecret(): string {
  const path = join(dataDir, 'jwt-secret');
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}

function validated(env: NodeJS.ProcessEnv) {
  try {
    return loadConfig(env);
  } catch (cause) {
    throw new SetupError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/**
 * A local Stacks node, unless the environment names one (or this is to be like production, where a chain that
 * anybody can write to has no place). Its chain is kept beside the database, which remembers nonces and transactions:
 * a node that forgot them would refuse, as coming too early, all that comes after them.
 */
async function beginChain(): Promise<ChainService | undefined> {
  if (process.env['STACKS_NODE_URL'] || process.env['NODE_ENV'] === 'production') return undefined;
  try {
    return await startChain({ dataDir: join(dataDir, 'chain'), onLine: logFile(logs, 'chain') });
  } catch (cause) {
    throw new SetupError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** A fixed port can be had once: the workers take it and those after it. */
function workerEnvironment(env: NodeJS.ProcessEnv, httpPort: number, index: number): NodeJS.ProcessEnv {
  return httpPort === 0 ? env : { ...env, WORKER_HTTP_PORT: String(httpPort + index - 1) };
}

async function migrate(env: NodeJS.ProcessEnv): Promise<void> {
  const program = startProgram({
    name: 'migrate',
    script: PROGRAMS.migrate,
    env,
    onLine: logFile(logs, 'migrate'),
  });
  const status = await program.exited;
  if (status.code !== 0) {
    throw new SetupError(`The database migrations failed (${describeExit(status)}):\n${program.tail()}`);
  }
}

function watched(name: string, script: string, env: NodeJS.ProcessEnv): Supervised {
  const keep = logFile(logs, name);
  return supervise({
    name,
    script,
    env,
    backoff: BACKOFF,
    onLine(line) {
      keep(line);
      const readable = readableLine(name, line);
      if (readable !== undefined) say(readable);
    },
    onDeath: (status, waitMs) =>
      say(`${name} died (${describeExit(status)}); it is started again in ${waitMs / 1000} s`),
  });
}

/**
 * Waits until all programs are up. One that does not come up at all is a mistake to be told, not to be retried.
 * @returns the API's address
 */
async function firstStart(
  fleet: Supervised[],
  chain: ChainService | undefined,
  host: string,
  interruption: Interruption,
): Promise<string> {
  const [api, ...workers] = fleet.map((supervised) => supervised.current());
  if (!api) throw new Error('There is no API to wait for');
  const ready = async () => {
    const [listening] = await Promise.all([
      api.message('listening'),
      ...workers.map((worker) => worker.message('ready')),
      chain?.ready(),
    ]);
    const url = addressOf(host, Number(listening['port']));
    await untilReady(url, api);
    return url;
  };
  const interrupted = interruption.happened.then(() => Promise.reject(new Interrupted()));
  try {
    return await Promise.race([ready(), interrupted]);
  } catch (cause) {
    interruption.check();
    throw new SetupError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function addressOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** Starts a server of ours again when it dies; the programs wait for it meanwhile. */
function keepService(name: string, service: Service, isStopping: () => boolean): void {
  const watch = async () => {
    for (;;) {
      await service.exited();
      if (isStopping()) return;
      say(`${name} died; it is started again`);
      await delay(BACKOFF.firstMs);
      if (isStopping()) return;
      await service.start();
    }
  };
  watch().catch(failWith);
}

function report(ready: {
  url: string;
  chain: ChainService | undefined;
  workers: number;
  hasLogins: boolean;
  tookMs: number;
}): void {
  const { url, chain, workers, hasLogins, tookMs } = ready;
  say(`
Sluice is ready (${(tookMs / 1000).toFixed(1)} s)

  Console    ${url}/console
  API        ${url}
  API docs   ${url}/docs
  Workers    ${workers}${chain ? `\n  Chain      ${chain.url}  (a local Stacks node)` : ''}${
    hasLogins ? `\n  Logins     ${DEVELOPMENT_LOGINS}` : ''
  }
  Data       ${dataDir}
  Logs       ${logs}  (api.log, worker-1.log, …)

Ctrl-C stops everything.
`);
}

runMain(main);
