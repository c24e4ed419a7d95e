import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import S3rver from 's3rver';
import { multipartOperations } from './multipart-operations';
import { WholeFileStore } from './whole-file-store';

/** An object store that speaks S3, for tests and development. Prints a line for each request. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      bucket: { type: 'string' },
    },
  });
  const { data = '', host = '', port = '0', bucket = '' } = values;
  const directory = join(data, 'buckets');
  const incoming = join(data, 'incoming');
  rmSync(incoming, { recursive: true, force: true });
  for (const folder of [directory, incoming]) mkdirSync(folder, { recursive: true });
  const server = new S3rver({
    address: host,
    port: Number(port),
    directory,
    silent: true,
    vhostBuckets: false,
    configureBuckets: [{ name: bucket }],
  });
  const store = new WholeFileStore(directory, incoming);
  server.store = server.context.store = store;
  // Before the last one, which knows the operations.
  server.middleware.splice(-1, 0, multipartOperations(store));
  server.middleware.unshift((ctx, next) => {
    const { 'x-id': operation = '' } = ctx.query;
    const line = { method: ctx.method, operation, path: ctx.path, range: ctx.headers['range'] };
    // Once it is answered, or its client is gone.
    ctx.res.once('close', () => console.log(JSON.stringify(line)));
    return next();
  });
  const { port: listening } = await server.run();
  process.on('disconnect', () => process.exit(0));
  process.on('SIGTERM', () => process.exit(0));
  process.send?.({ type: 'listening', port: listening });
}

void main();
