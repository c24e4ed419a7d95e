import { freshDatabase } from './fresh-database';
import { startServices } from './services';
import { createTempData, sweepTempData } from './temp-data';

/** What `createTestDatabase` of @sluice/kernel/testing clones. */
const TEMPLATE_DATABASE = 'sluice_template';

/**
 * Starts Postgres and Redis for a run of tests, names them in the environment, and stops them when `run` has ended.
 * Stacks with `servers: 'test-run'` use them.
 */
export async function withTestServices<Result>(
  say: (line: string) => void,
  run: () => Promise<Result>,
): Promise<Result> {
  const temp = await createTempData();
  try {
    const services = await startServices({ dataDir: temp.path, durable: false, say });
    try {
      await freshDatabase(services.databaseUrl, TEMPLATE_DATABASE);
      process.env['SLUICE_TEST_DATABASE_URL'] = services.databaseUrl;
      process.env['SLUICE_TEST_REDIS_URL'] = services.redisUrl;
      return await run();
    } finally {
      await services.stop();
    }
  } finally {
    temp.remove();
    // Programs that crashed have left their servers and files.
    await sweepTempData();
  }
}
