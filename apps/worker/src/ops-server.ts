import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type DependencyStates } from '@sluice/kernel/health';
import { register } from 'prom-client';

/** What must be `ok` for a worker to be ready; while it drains it is not. */
export type WorkerStates = DependencyStates & { work?: 'draining' };

/** `/healthz`, `/readyz` and `/metrics` of a worker; it has no other HTTP. */
export async function startOpsServer(
  port: number,
  host: string,
  isReady: () => Promise<WorkerStates>,
): Promise<{ port: number; close(): void }> {
  const server: Server = createServer((request, response) => {
    void answer(request.url ?? '/', isReady)
      .catch(() => ({ status: 500, type: 'text/plain', body: 'error' }))
      .then(({ status, type, body }) => response.writeHead(status, { 'Content-Type': type }).end(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  url: string,
  isReady: () => Promise<WorkerStates>,
): Promise<{ status: number; type: string; body: string }> {
  const path = url.split('?')[0];
  if (path === '/healthz') return { status: 200, type: 'application/json', body: '{"status":"ok"}' };
  if (path === '/metrics') return { status: 200, type: register.contentType, body: await register.metrics() };
  if (path !== '/readyz') return { status: 404, type: 'text/plain', body: 'Not found' };
  const checks = await isReady();
  const ready = Object.values(checks).every((state) => state === 'ok');
  return { status: ready ? 200 : 503, type: 'application/json', body: JSON.stringify({ ready, ...checks }) };
}
