import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { envelopeOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { makePilgrims } from '@sluice/test/fixtures/pilgrims';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { rawZip } from '@sluice/test/fixtures/raw-zip';
import { startStack, type Stack, type StackOptions } from '@sluice/tools/test-stack';
import { AudienceClient } from '../../e2e/audience-client';
import { ContentClient } from '../../e2e/content-client';
import { MigrationClient } from '../../e2e/migration-client';
import { OmrClient } from '../../e2e/omr-client';
import { RevenueClient } from '../../e2e/revenue-client';
import { signIn } from '../../e2e/sign-in';
import { TusRaw } from '../../e2e/tus-raw';
import { call, type Called, type CallOptions } from './call';

/** Everybody who may try something. `rival…` are of another tenant; `gone` was disabled after signing in. */
export const CALLERS = [
  'anonymous',
  'user',
  'peer',
  'agent',
  'owner',
  'admin',
  'creator',
  'rivalUser',
  'rivalAgent',
  'rivalOwner',
  'rivalAdmin',
  'rivalCreator',
  'gone',
] as const;
export type Caller = (typeof CALLERS)[number];

/** Ids of what is there: each is of the development login that stands beside it. */
export interface Possessions {
  /** user's. */
  omrBatch: string;
  revenueBatch: string;
  revenueFile: string;
  audienceUpload: string;
  /** Not finished. */
  tusUpload: string;
  /** creator's. */
  contentBatch: string;
  content: string;
  /** owner's. */
  migrationJob: string;
  jamaah: string;
  package: string;
  /** Of a user of the tenant. */
  account: string;
  job: string;
}

export const CREATOR_ADDRESS = 'ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG';
const RIVAL_ADDRESS = 'ST2NEB84ASENDXKYGJPQW86YXQCEFEX2ZQPG87ND';
export const PASSWORD = 'a long enough 1 for all';

/** A running system with two tenants, everybody in them, and something of everything. */
export interface Arena {
  stack: Stack;
  db: Database;
  possessions: Possessions;
  token(caller: Caller): string | undefined;
  /** At the first replica. */
  call(caller: Caller, method: string, path: string, options?: CallOptions): Promise<Called>;
  url(replica?: number): string;
  stop(): Promise<void>;
}

export async function buildArena(options: StackOptions = {}): Promise<Arena> {
  const stack = await startStack({
    apis: 2,
    ...options,
    env: {
      RATE_LIMIT_MIGRATION: '0',
      RATE_LIMIT_REVENUE_UPLOADS: '0',
      RATE_LIMIT_CONTENT_READS: '0',
      ...options.env,
    },
  });
  const url = (replica = 0): string => stack.apis[replica]?.url as string;
  const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
  const stop = async (): Promise<void> => {
    await db.destroy();
    await stack.stop();
  };
  try {
    const tokens = await makePeople(url());
    const possessions = await makePossessions(url(), db);
    const token = (caller: Caller): string | undefined => tokens.get(caller);
    return {
      stack,
      db,
      possessions,
      token,
      url,
      call: (caller, method, path, more = {}) => call(url(), method, path, { token: token(caller), ...more }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makePeople(url: string): Promise<Map<Caller, string>> {
  const tokens = new Map<Caller, string>();
  for (const login of ['user', 'agent', 'owner', 'admin', 'creator'] as const)
    tokens.set(login, await signIn(url, login));
  const admin = tokens.get('admin');
  const make = async (json: object): Promise<string> => {
    const made = await call(url, 'POST', '/api/users', { token: admin, json });
    if (made.status !== 201) throw new Error(`A user could not be made: ${made.status} ${made.text}`);
    return (made.json as { id: string }).id;
  };
  await call(url, 'POST', '/api/tenants', { token: admin, json: { name: 'rival' } });
  const people: [Caller, object][] = [
    ['peer', { role: 'user' }],
    ['gone', { role: 'admin' }],
    ['rivalUser', { role: 'user', tenant_id: 'rival' }],
    ['rivalAgent', { role: 'agent', tenant_id: 'rival' }],
    ['rivalOwner', { role: 'owner', tenant_id: 'rival' }],
    ['rivalAdmin', { role: 'admin', tenant_id: 'rival' }],
    ['rivalCreator', { role: 'user', tenant_id: 'rival', creator_address: RIVAL_ADDRESS }],
  ];
  for (const [caller, person] of people) {
    const username = caller.toLowerCase();
    const id = await make({ username, password: PASSWORD, ...person });
    tokens.set(caller, await signIn(url, username, PASSWORD));
    if (caller === 'gone')
      await call(url, 'PATCH', `/api/users/${id}`, { token: admin, json: { disabled: true } });
  }
  return tokens;
}

async function makePossessions(url: string, db: Database): Promise<Possessions> {
  const user = await OmrClient.login(url, 'user');
  const bytes = await makeSheet({ dpi: 60, taskId: '14900113' });
  const zip = rawZip([{ name: '1.jpg', bytes, method: 0 }]);
  const omr = await user.upload(zip);
  const revenue = await RevenueClient.login(url, 'user');
  const month = await revenue.createBatch('month');
  const { dbf } = writeDbf({ columns: [{ name: 'HN', type: 'C', width: 8 }], records: [['1'], ['2']] });
  const file = await revenue.upload({ name: 'table.dbf', bytes: dbf }, { batchId: month.body.data.id });
  const audience = await AudienceClient.login(url, 'user');
  const upload = await audience.upload(envelopeOf(makeContacts({ records: 5 }).texts));
  const creator = await ContentClient.login(url);
  await creator.makeContents(['kept', 'changed'], 1);
  const contentBatch = await creator.updatePrices(['changed'], 2);
  const owner = await MigrationClient.login(url, 'owner');
  const packages = await owner.import({ bytes: makePackages(20).bytes(), importType: 'package' });
  await owner.import({ bytes: makePilgrims({ rows: 5 }).bytes(), importType: 'jamaah' });
  const tusPath = await new TusRaw(url, user.token).create(1_000);
  await user.waitForEnd(omr.body.batch_id);
  await creator.untilEnded(contentBatch);
  await audience.waitForEnd(upload.body.upload_id);
  const one = async (sql: string): Promise<string> => {
    const [found] = await rows<{ id: string }>(db, sql);
    if (!found) throw new Error(`Nothing is there: ${sql}`);
    return found.id;
  };
  return {
    omrBatch: omr.body.batch_id,
    revenueBatch: month.body.data.id,
    revenueFile: file.body.data.fileId,
    audienceUpload: upload.body.upload_id,
    tusUpload: tusPath.split('/').pop() as string,
    contentBatch,
    content: 'kept',
    migrationJob: packages.id,
    jamaah: await one('SELECT id FROM onboarding_jamaah LIMIT 1'),
    package: await one('SELECT id FROM onboarding_packages LIMIT 1'),
    account: await one(`SELECT id FROM users WHERE username = 'peer'`),
    job: await one('SELECT id FROM jobs LIMIT 1'),
  };
}
