import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CONFIG_VARIABLES } from '@sluice/kernel/config';
import { createTestDatabase, type TestDatabase } from '@sluice/kernel/testing';
import { startChain, type ChainOptions, type ChainService } from './chain/chain-service';
import { chainEnvironment } from './chain/development-accounts';
import { startObjectStore, type ObjectStoreService } from './object-store/object-store-service';
import { freshDatabase } from './fresh-database';
import { givenServers, type ServerHosts, startServices, type Services } from './services';
import { type Service } from './service';
import { type Machine, type OnLine, type StackProgram, startApi, startWorker } from './stack-program';
import { createTempData } from './temp-data';

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
  /** The folder of files on disk; default: one of its own, which goes with it. */
  storageDir?: string;
  /** Starts a local Stacks node, with the contract on it, and points the programs at it; default: none. */
  chain?: boolean | ChainOptions;
  /** Is told each line that a program prints. */
  onLine?: OnLine;
  /** For messages of the set-up; default: silent. */
  say?: (line: string) => void;
}

export { type Machine, type StackProgram } from './stack-program';

export type StackApi = StackProgram;

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
  const database = await makeDatabase(services.databaseUrl);
  undo.push(() => database.drop());
  const chain = await startingChain;
  const objectStore = await startingObjectStore;
  const { storageDir = join(temp.path, 'files') } = options;
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
    return startApi(`api-${apis.length + 1}`, own, machine, (made) => apis.push(made), options.onLine);
  };
  const addWorker = async (extra: Record<string, string> = {}, machine: Machine = HERE) => {
    const name = `worker-${workers.length + 1}`;
    const own = { ...env, ...machine.env, ...extra };
    return startWorker(name, own, machine, (made) => workers.push(made), options.onLine);
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

/** On the server of the test run there is a migrated one to clone, which is quicker. */
function makeDatabase(serverUrl: string): Promise<TestDatabase> {
  return serverUrl === testRunServers()?.databaseUrl ? createTestDatabase() : freshDatabase(serverUrl);
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
