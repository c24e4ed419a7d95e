import { resolve } from 'node:path';

/** The clone this program was built in. */
export const CLONE_ROOT = resolve(__dirname, '..', '..');

/** The built programs of the product, the local Stacks node and the local object store. */
export const PROGRAMS = {
  api: resolve(CLONE_ROOT, 'apps/api/dist/main.js'),
  worker: resolve(CLONE_ROOT, 'apps/worker/dist/main.js'),
  migrate: resolve(CLONE_ROOT, 'apps/api/dist/migrate.js'),
  chain: resolve(CLONE_ROOT, 'tools/dist/chain/node.js'),
  objectStore: resolve(CLONE_ROOT, 'tools/dist/object-store/server.js'),
} as const;
