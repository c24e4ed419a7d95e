import { type ServerProcess } from './server-process';
import { type Service } from './service';

/** Wraps a server of ours: `startServer(port)` runs it, the first time with no port to choose one. */
export async function ownedService(
  startServer: (port: number | undefined) => Promise<{ port: number; server: ServerProcess }>,
  urlOn: (port: number) => string,
): Promise<Service> {
  const first = await startServer(undefined);
  const { port } = first;
  let server = first.server;
  return {
    url: urlOn(port),
    owned: true,
    pid: () => (server.hasExited() ? undefined : server.pid),
    exited: () => server.exited,
    async kill(signal) {
      server.kill(signal);
      if (signal === 'SIGKILL') await server.exited;
    },
    async start() {
      if (server.hasExited()) server = (await startServer(port)).server;
    },
    stop: () => server.stop(),
  };
}
