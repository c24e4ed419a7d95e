import { loadWorkerConfig } from '@sluice/kernel/config';
import { runMigrations } from '@sluice/kernel/db';
import { messageOf } from '@sluice/kernel/errors';
import { createLog } from '@sluice/kernel/log';
import { migrations } from '@sluice/systems/schema';

/** A step of its own, before any program of a new version starts; of several at once, one migrates. */
async function main(): Promise<void> {
  const config = loadWorkerConfig();
  const log = createLog(config.logLevel, { program: 'migrate' });
  const ran = await runMigrations({
    url: config.databaseUrl,
    log,
    migrations,
    waitMs: config.databaseWaitMs,
  });
  log.info(ran.length > 0 ? 'migrated' : 'nothing to migrate', { ran });
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
