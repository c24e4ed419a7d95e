import { parseArgs } from 'node:util';
import { listenAsLocalNode } from './local-node';

/**
 * The local Stacks node as a program: `node.js [--port N] [--data FOLDER] [--block-ms N|manual]`. Over IPC it tells its
 * port (`listening`), and when requests are answered (`ready`). It ends on SIGTERM, or when whoever started it is gone.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, data: { type: 'string' }, 'block-ms': { type: 'string' } },
  });
  const { data, port, 'block-ms': blockMs } = values;
  const node = await listenAsLocalNode({
    ...(data === undefined ? {} : { dataDir: data }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(blockMs === undefined ? {} : { blockMs: blockMs === 'manual' ? 'manual' : Number(blockMs) }),
  });
  const end = () => void node.stop().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
  process.send?.({ type: 'listening', port: node.port });
  await node.ready;
  process.send?.({ type: 'ready' });
  console.log(`Local Stacks node on ${node.url}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
