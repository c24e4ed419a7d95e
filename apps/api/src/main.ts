import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { loadConfig } from '@sluice/kernel/config';
import { messageOf } from '@sluice/kernel/errors';
import { createLog } from '@sluice/kernel/log';
import { startTracing, traceFields } from '@sluice/kernel/tracing';
import { createApiDeps } from './api-deps';
import { createApp } from './app';
import { bootstrapAdmin, seedDevelopmentLogins } from './auth';
import { registerMetrics } from './ops/metrics';
import { closeServer, createHttpServer } from './http/server';
import { systemQueues } from './systems';
import { startUploadSweeper } from './uploads';

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLog(config.logLevel, { program: 'api' }, traceFields);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error('an unexpected error ends the process', { error });
      setImmediate(() => process.exit(1));
    });
  }

  const stopTracing = await startTracing({ config: config.tracing, service: 'sluice-api', log });
  const { deps, drain, close } = await createApiDeps(config, log);
  await bootstrapAdmin(deps);
  if (config.devLogins) await seedDevelopmentLogins(deps);
  registerMetrics(deps, systemQueues);
  if (!config.chain) log.info('no chain is configured: prices of content are set in the database only');
  const stopUploadSweeper = config.sweepsFiles ? startUploadSweeper(deps) : () => undefined;

  const server = createHttpServer(createApp(deps));
  deps.live.sockets.attach(server);
  await listen(server, config.port, config.host);
  const { port } = server.address() as AddressInfo;

  const shutdown = (cause: string): void => {
    if (deps.isDraining()) return;
    drain();
    log.info('shutting down', { cause });
    stopUploadSweeper();
    setTimeout(() => process.exit(1), config.shutdownGraceMs).unref();
    void closeServer(server)
      .then(close)
      .finally(stopTracing)
      // What can't be closed any more (Redis is away) is no reason to fail: no request is left.
      .finally(() => process.exit(0));
  };
  process.on('SIGTERM', () => shutdown('SIGTERM'));
  process.on('SIGINT', () => shutdown('SIGINT'));
  // A supervisor that was killed must not leave servers behind.
  process.on('disconnect', () => shutdown('the supervisor is gone'));
  process.send?.({ type: 'listening', port });
  log.info('listening', { host: config.host, port });
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EADDRINUSE' ? 'something else listens there already' : error.message;
    throw new Error(`PORT ${port} on HOST ${host} can't be used: ${reason}`);
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});
