import { resolve } from 'node:path';

/** The clone this program was built in. */
export const CLONE_ROOT = resolve(__dirname, '..', '..');

/** The built programs of the product. */
export const PROGRAMS = {
  api: resolve(CLONE_ROOT, 'apps/api/dist/main.js'),
  worker: resolve(CLONE_ROOT, 'apps/worker/dist/main.js'),
  migrate: resolve(CLONE_ROOT, 'apps/api/dist/migrate.js'),
} as const;
