import { parseArgs } from 'node:util';
import { startLocalNode } from './local-node';

/**
 * The local Stacks node as a program: `node.js [--port N] [--data FOLDER] [--block-ms N]`. It tells its port over
 * IPC, and ends on SIGTERM or when whoever started it is gone.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, data: { type: 'string' }, 'block-ms': { type: 'string' } },
  });
  const { data, port, 'block-ms': blockMs } = values;
  const node = await startLocalNode({
    ...(data === undefined ? {} : { dataDir: data }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(blockMs === undefined ? {} : { blockMs: blockMs === 'manual' ? 'manual' : Number(blockMs) }),
  });
  const end = () => void node.stop().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
  process.send?.({ type: 'listening', port: node.port });
  console.log(`Local Stacks node on ${node.url}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
