import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { connectRedis } from '@sluice/kernel/redis';
import { eventually } from '@sluice/kernel/testing';
import { AudienceClient } from '@sluice/test/e2e/audience-client';
import { ContentClient } from '@sluice/test/e2e/content-client';
import { MigrationClient } from '@sluice/test/e2e/migration-client';
import { OmrClient } from '@sluice/test/e2e/omr-client';
import { RevenueClient } from '@sluice/test/e2e/revenue-client';
import { envelopeOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { publishTable } from './kit/figures';

const LONGEST_MS = 300_000;

/** What a batch of so many items cost, from its request to its end. */
interface Cost {
  redisCommands: number;
  statements: number;
}

/** A kind of work whose size can be chosen. */
interface Work {
  name: string;
  item: string;
  sizes: [small: number, large: number];
  /** Sends one batch; all that belongs to it has been done when no job is left. */
  send(stack: Stack, size: number, run: number): Promise<void>;
}

const url = (stack: Stack): string => stack.apis[0]?.url as string;

const works: Work[] = [
  {
    name: 'omr: a ZIP',
    item: 'sheet',
    sizes: [50, 1_000],
    async send(stack, size) {
      const user = await OmrClient.login(url(stack), 'user');
      const bytes = await makeSheet({ dpi: 50 });
      const zip = await makeZip(Array.from({ length: size }, (_, n) => ({ name: `${n + 1}.jpg`, bytes })));
      const { status } = await user.upload(zip, { task_id: '14900113' });
      if (status !== 202) throw new Error(`omr: ${status}`);
    },
  },
  {
    name: 'revenue: a DBF',
    item: 'record',
    sizes: [1_000, 100_000],
    async send(stack, size) {
      const user = await RevenueClient.login(url(stack), 'user');
      const { dbf: bytes } = writeDbf({
        columns: [{ name: 'HN', type: 'C', width: 8 }],
        records: Array.from({ length: size }, (_, n) => [`${n}`]),
      });
      const { status } = await user.upload(
        { name: 'table.dbf', bytes },
        { headers: { Prefer: 'respond-async' } },
      );
      if (status !== 202 && status !== 200) throw new Error(`revenue: ${status}`);
    },
  },
  {
    name: 'migration: validate and import',
    item: 'row',
    sizes: [1_000, 50_000],
    async send(stack, size, run) {
      const owner = await MigrationClient.login(url(stack), 'owner');
      const text = makePackages(size).bytes().toString('utf8').replaceAll('UMR-', `R${run}-`);
      await owner.import({ bytes: Buffer.from(text), importType: 'package' });
    },
  },
  {
    name: 'audience: a body',
    item: 'record',
    sizes: [1_000, 50_000],
    async send(stack, size) {
      const user = await AudienceClient.login(url(stack), 'user');
      const { status } = await user.upload(envelopeOf(makeContacts({ records: size }).texts));
      if (status !== 200) throw new Error(`audience: ${status}`);
    },
  },
  {
    name: 'content: prices without a chain',
    item: 'item',
    sizes: [10, 100],
    async send(stack, size, run) {
      const creator = await ContentClient.login(url(stack));
      const ids = Array.from({ length: size }, (_, n) => `cost-${n}`);
      await creator.updatePrices(ids, run);
    },
  },
];

/** All that Redis and Postgres have been asked since they started, our own looking on left out. */
class Meter {
  private constructor(
    private readonly db: Database,
    private readonly redis: ReturnType<typeof connectRedis>,
  ) {}

  /** Has Postgres count statements: that needs a restart of it. */
  static async start(stack: Stack): Promise<Meter> {
    const settings = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    await settings.query(`ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`);
    await settings.query(`ALTER SYSTEM SET pg_stat_statements.track = 'top'`);
    await settings.destroy();
    await stack.services.postgres.stop();
    await stack.services.postgres.start();
    const db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    await db.query('CREATE EXTENSION pg_stat_statements');
    return new Meter(db, connectRedis({ url: stack.redisUrl, role: 'worker', log: silentLog }));
  }

  async read(): Promise<Cost> {
    const info = await this.redis.info('commandstats');
    const calls = [...info.matchAll(/^cmdstat_(\S+):calls=(\d+)/gm)]
      .filter(([, name]) => name !== 'info' && name !== 'ping')
      .reduce((sum, [, , count]) => sum + Number(count), 0);
    const [found] = await rows<{ calls: number }>(
      this.db,
      `SELECT coalesce(sum(calls), 0)::float8 AS calls FROM pg_stat_statements
       WHERE query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE '%/* meter */%'`,
    );
    return { redisCommands: calls, statements: found?.calls ?? 0 };
  }

  async untilNoWork(): Promise<void> {
    const open = `SELECT /* meter */ 1 FROM jobs WHERE state IN ('waiting', 'admitted', 'running') LIMIT 1`;
    await eventually('all work to end', async () => (await rows(this.db, open)).length === 0, LONGEST_MS);
  }

  async stop(): Promise<void> {
    await this.db.destroy();
    this.redis.disconnect();
  }
}

/** What programs ask that have nothing to do, a second. */
async function idleCost(meter: Meter): Promise<Cost> {
  const seconds = 20;
  const before = await meter.read();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const after = await meter.read();
  return {
    redisCommands: (after.redisCommands - before.redisCommands) / seconds,
    statements: (after.statements - before.statements) / seconds,
  };
}

async function costOf(meter: Meter, idle: Cost, send: () => Promise<void>): Promise<Cost> {
  const before = await meter.read();
  const startedAt = performance.now();
  await send();
  await meter.untilNoWork();
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await meter.read();
  return {
    redisCommands: Math.max(0, after.redisCommands - before.redisCommands - idle.redisCommands * seconds),
    statements: Math.max(0, after.statements - before.statements - idle.statements * seconds),
  };
}

async function pollCost(stack: Stack, meter: Meter, idle: Cost): Promise<Cost> {
  const polls = 500;
  const user = await OmrClient.login(url(stack), 'user');
  const zip = await makeZip([{ name: '1.jpg', bytes: await makeSheet({ dpi: 50 }) }]);
  const { body } = await user.upload(zip, { task_id: '14900113' });
  await user.waitForEnd(body.batch_id);
  const cost = await costOf(meter, idle, async () => {
    for (let n = 0; n < polls; n++)
      if ((await user.progress(body.batch_id)).status !== 200) throw new Error('A poll was refused');
  });
  return { redisCommands: cost.redisCommands / polls, statements: cost.statements / polls };
}

async function main(): Promise<void> {
  const stack = await startStack({
    servers: 'own',
    env: { RATE_LIMIT_MIGRATION: '0', RATE_LIMIT_REVENUE_UPLOADS: '0' },
  });
  const meter = await Meter.start(stack);
  try {
    const creator = await ContentClient.login(url(stack));
    await creator.makeContents(
      Array.from({ length: 100 }, (_, n) => `cost-${n}`),
      1,
    );
    await meter.untilNoWork();
    const idle = await idleCost(meter);
    const table: string[][] = [];
    const add = (...cells: string[]): void => {
      console.log(cells.join(' | '));
      table.push(cells);
    };
    let run = 0;
    for (const { name, item, sizes, send } of works) {
      // The first of its kind opens connections and fills caches.
      await costOf(meter, idle, () => send(stack, sizes[0], ++run));
      for (const size of sizes) {
        const cost = await costOf(meter, idle, () => send(stack, size, ++run));
        const [commands, statements] = [cost.redisCommands, cost.statements];
        add(
          name,
          `${size.toLocaleString('en')} ${item}s`,
          commands.toFixed(0),
          statements.toFixed(0),
          (commands / size).toPrecision(2),
          (statements / size).toPrecision(2),
        );
      }
    }
    const poll = await pollCost(stack, meter, idle);
    add(
      'a poll of the progress',
      '1',
      '',
      '',
      poll.redisCommands.toPrecision(2),
      poll.statements.toPrecision(2),
    );
    add(
      'API and worker with nothing to do',
      'a second',
      '',
      '',
      idle.redisCommands.toPrecision(2),
      idle.statements.toPrecision(2),
    );
    publishTable('cost', {
      title: 'Cost: what Redis and Postgres are asked',
      header: [
        'work',
        'size',
        'Redis commands',
        'Postgres statements',
        'commands per item',
        'statements per item',
      ],
      rows: table,
    });
  } finally {
    await meter.stop();
    await stack.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
