import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { loadConfig } from '@sluice/kernel/config';
import { messageOf } from '@sluice/kernel/errors';
import { createLog } from '@sluice/kernel/log';
import { onShutdown } from '@sluice/kernel/shutdown';
import { startTracing, traceFields } from '@sluice/kernel/tracing';
import { createApiDeps } from './api-deps';
import { createApp } from './app';
import { bootstrapAdmin, seedDevelopmentLogins } from './auth';
import { registerMetrics } from './ops/metrics';
import { OpenAnswers } from './http/open-answers';
import { createHttpServer } from './http/server';
import { shutDown } from './shutdown';
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
  const api = await createApiDeps(config, log);
  const { deps } = api;
  await bootstrapAdmin(deps);
  if (config.devLogins) await seedDevelopmentLogins(deps);
  registerMetrics(deps, systemQueues);
  if (!config.chain) log.info('no chain is configured: prices of content are set in the database only');
  const stopUploadSweeper = config.sweepsFiles ? startUploadSweeper(deps) : () => undefined;

  const server = createHttpServer(createApp(deps));
  const answers = new OpenAnswers(server);
  deps.live.sockets.attach(server);
  await listen(server, config.port, config.host);
  const { port } = server.address() as AddressInfo;

  onShutdown((cause) => {
    log.info('shutting down', { cause });
    stopUploadSweeper();
    void shutDown({ server, answers, api, config, log })
      .finally(stopTracing)
      .then((status) => process.exit(status));
  });
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
