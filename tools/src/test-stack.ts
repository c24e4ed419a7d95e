import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CONFIG_VARIABLES } from '@sluice/kernel/config';
import { startChain, type ChainOptions, type ChainService } from './chain/chain-service';
import { chainEnvironment } from './chain/development-accounts';
import { PROGRAMS } from './paths';
import { startObjectStore, type ObjectStoreService } from './object-store/object-store-service';
import { freshDatabase } from './fresh-database';
import { startProgram, type ExitStatus, type Program } from './program';
import { givenServers, type ServerHosts, startServices, type Services } from './services';
import { type Service } from './service';
import { createTempData } from './temp-data';
import { untilReady } from './until-ready';

const DRAIN_MS = 12_000;
const HERE: Machine = { runner: [], env: {} };

export interface StackOptions {
  /** API processes; default 1. */
  apis?: number;
  /** Worker processes; default 1. */
  workers?: number;
  /** Configuration on top of the stack's own, for all its programs. */
  env?: Record<string, string>;
  /**
   * Which Postgres and Redis: those of the test run (`test-run`), a pair of its own that it may kill and
   * start again (`own`), those that DATABASE_URL and REDIS_URL name, or else a pair of its own
   * (`environment`), or the ones given. Default: `test-run` within `npm test`, else `environment`.
   * In each it uses a database and a Redis prefix of its own.
   */
  servers?: 'test-run' | 'own' | 'environment' | Services;
  /** Where servers of its own listen, for programs on other machines; default: 127.0.0.1. */
  serverHosts?: ServerHosts;
  /** Where the programs keep files: a folder, or an object store of the stack's own that speaks S3. Default `disk`. */
  storage?: 'disk' | 's3';
  /** Starts a local Stacks node, with the contract on it, and points the programs at it; default: none. */
  chain?: boolean | ChainOptions;
  /** For messages of the set-up; default: silent. */
  say?: (line: string) => void;
}

/** A running API or worker process. */
export interface StackProgram {
  name: string;
  /** The number of the process that runs now or ran last. */
  readonly pid: number;
  /** Resolves when the present process ends. */
  exited(): Promise<ExitStatus>;
  hasExited(): boolean;
  /** Sends a signal; with SIGKILL waits until the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** SIGTERM, and SIGKILL after 12 s. */
  stop(): Promise<ExitStatus>;
  /** Starts it again, stopping it first when it runs; an API keeps its port. */
  restart(env?: Record<string, string>): Promise<void>;
  /** The last lines it printed. */
  output(): string;
}

export interface StackApi extends StackProgram {
  /** `http://127.0.0.1:<port>`; of one on another machine its `HOST`. */
  url: string;
}

/** Where a program runs, if not beside the test. */
export interface Machine {
  /** The command that runs it there, such as `nsenter --net=…`. */
  runner: readonly string[];
  /** What its environment has of its own: `HOST`, and folders that it shares with nobody. */
  env: Record<string, string>;
}

export interface Stack {
  databaseUrl: string;
  redisUrl: string;
  redisPrefix: string;
  /** The folder of files on disk; empty when they are in an object store. */
  storageDir: string;
  jwtSecret: string;
  apis: StackApi[];
  workers: StackProgram[];
  services: Services;
  /** The object store. @throws Error when the stack was started without `storage: 's3'` */
  readonly objectStore: ObjectStoreService;
  /** The local Stacks node. @throws Error when the stack was started without `chain` */
  readonly chain: ChainService;
  addApi(env?: Record<string, string>, machine?: Machine): Promise<StackApi>;
  addWorker(env?: Record<string, string>, machine?: Machine): Promise<StackProgram>;
  /** Ends every program, drops the database, stops the servers that are its own, removes its files. */
  stop(): Promise<void>;
}

/** Starts the built programs as processes on free ports and waits until all are ready. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const undo: Undo = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await build(options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(options: StackOptions, undo: Undo, stop: () => Promise<void>): Promise<Stack> {
  const temp = await createTempData();
  undo.push(() => temp.remove());
  const startingChain = beginChain(options, join(temp.path, 'chain'), undo);
  const startingObjectStore = beginObjectStore(options, join(temp.path, 'object-store'), undo);
  const services = await findServices(options, temp.path, undo);
  const database = await freshDatabase(services.databaseUrl);
  undo.push(() => database.drop());
  const chain = await startingChain;
  const objectStore = await startingObjectStore;
  const storageDir = join(temp.path, 'files');
  const redisPrefix = `sluice-${randomBytes(6).toString('hex')}`;
  const jwtSecret = randomBytes(32).toString('hex');
  const env = {
    ...inheritedEnvironment(),
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: database.url,
    REDIS_URL: services.redisUrl,
    REDIS_PREFIX: redisPrefix,
    STORAGE_URL: pathToFileURL(storageDir).href,
    ...objectStore?.environment,
    JWT_SECRET: jwtSecret,
    DEV_LOGINS: 'true',
    ...(chain ? chainEnvironment(chain.url) : {}),
    ...options.env,
  };
  const apis: StackApi[] = [];
  const workers: StackProgram[] = [];
  undo.push(async () => {
    await Promise.all([...apis, ...workers].map((program) => program.stop()));
  });
  const addApi = async (extra: Record<string, string> = {}, machine: Machine = HERE) => {
    const own = { ...env, ...machine.env, ...extra };
    return startApi(`api-${apis.length + 1}`, own, machine, (made) => apis.push(made));
  };
  const addWorker = async (extra: Record<string, string> = {}, machine: Machine = HERE) => {
    const name = `worker-${workers.length + 1}`;
    const own = { ...env, ...machine.env, ...extra };
    const worker = stackProgram(name, PROGRAMS.worker, own, machine, untilWorkerReady);
    workers.push(worker);
    await worker.ready;
    return worker;
  };
  await Promise.all([
    ...Array.from({ length: options.apis ?? 1 }, () => addApi()),
    ...Array.from({ length: options.workers ?? 1 }, () => addWorker()),
    chain?.ready(),
  ]);
  return {
    databaseUrl: database.url,
    redisUrl: services.redisUrl,
    redisPrefix,
    storageDir,
    jwtSecret,
    apis,
    workers,
    services,
    get objectStore() {
      if (!objectStore) throw new Error("This stack was started without `storage: 's3'`");
      return objectStore;
    },
    get chain() {
      if (!chain) throw new Error('This stack was started without `chain`');
      return chain;
    },
    addApi,
    addWorker,
    stop,
  };
}

type Undo = (() => Promise<void> | void)[];

function beginChain(
  { chain = false }: StackOptions,
  dataDir: string,
  undo: Undo,
): Promise<ChainService | undefined> {
  if (chain === false) return Promise.resolve(undefined);
  return beside(startChain({ ...(chain === true ? {} : chain), dataDir }), undo);
}

function beginObjectStore(
  { storage = 'disk', serverHosts }: StackOptions,
  dataDir: string,
  undo: Undo,
): Promise<ObjectStoreService | undefined> {
  if (storage === 'disk') return Promise.resolve(undefined);
  return beside(startObjectStore({ dataDir, ...(serverHosts && { host: serverHosts.storage }) }), undo);
}

/** A server that starts while others do; it is stopped even when they fail. */
function beside<Server extends Service>(starting: Promise<Server>, undo: Undo): Promise<Server> {
  // That it could not be started is told where it is waited for.
  const stop = starting.then(
    (started) => () => started.stop(),
    () => () => undefined,
  );
  undo.push(async () => (await stop)());
  return starting;
}

async function findServices(
  { servers, serverHosts, say = () => undefined }: StackOptions,
  dataDir: string,
  undo: Undo,
): Promise<Services> {
  if (typeof servers === 'object') return servers;
  const test = testRunServers();
  const choice = servers ?? (test ? 'test-run' : 'environment');
  if (choice === 'test-run' && !test)
    throw new Error('The servers of the test run are there within `npm test`');
  const given = choice === 'test-run' ? test : choice === 'environment' ? givenServers() : {};
  const services = await startServices({
    dataDir,
    durable: false,
    say,
    given: given ?? {},
    ...(serverHosts && { hosts: serverHosts }),
  });
  undo.push(() => services.stop());
  return services;
}

function testRunServers() {
  const databaseUrl = process.env['SLUICE_TEST_DATABASE_URL'];
  const redisUrl = process.env['SLUICE_TEST_REDIS_URL'];
  return databaseUrl && redisUrl ? { databaseUrl, redisUrl } : undefined;
}

/** What the shell happens to set must not decide what a test sees. */
function inheritedEnvironment(): Record<string, string | undefined> {
  const own = new Set([...CONFIG_VARIABLES, 'NODE_TEST_CONTEXT']);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.has(name)));
}

async function startApi(
  name: string,
  env: NodeJS.ProcessEnv,
  machine: Machine,
  onMade: (api: StackApi) => void,
): Promise<StackApi> {
  const untilApiReady = async (program: Program) => {
    const { port } = await program.message('listening');
    env['PORT'] = String(port);
    api.url = `http://${env['HOST']}:${String(port)}`;
    await untilReady(api.url, program);
  };
  const program = stackProgram(name, PROGRAMS.api, env, machine, untilApiReady);
  const api: StackApi = Object.assign(program, { url: '' });
  onMade(api);
  await program.ready;
  return api;
}

async function untilWorkerReady(program: Program): Promise<void> {
  await program.message('ready');
}

function stackProgram(
  name: string,
  script: string,
  env: NodeJS.ProcessEnv,
  { runner }: Machine,
  untilUp: (program: Program) => Promise<void>,
): StackProgram & { ready: Promise<void> } {
  const echo = Boolean(process.env['SLUICE_TEST_ECHO']);
  const onLine = (line: string) => {
    if (echo) process.stderr.write(`${name}  ${line}\n`);
  };
  const start = () => startProgram({ name, script, env, runner, onLine });
  let program = start();
  return {
    name,
    get pid() {
      return program.pid;
    },
    ready: Promise.resolve().then(() => untilUp(program)),
    exited: () => program.exited,
    hasExited: () => program.hasExited(),
    async kill(signal) {
      program.kill(signal);
      if (signal === 'SIGKILL') await program.exited;
    },
    stop: () => program.stop(DRAIN_MS),
    async restart(extra = {}) {
      if (!program.hasExited()) await program.stop(DRAIN_MS);
      Object.assign(env, extra);
      program = start();
      await untilUp(program);
    },
    output: () => program.tail(),
  };
}
