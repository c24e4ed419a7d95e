import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryBase } from './postgres-home';
import { stopLeftover } from './server-process';

const PREFIX = 'sluice-run-';
const OWNER = 'owner.lock';
const UNOWNED_LIMIT_MS = 3_600_000;

/** A folder for one run. It is told by its owner lock whether that run still goes. */
export interface TempData {
  path: string;
  remove(): void;
}

/** Makes a fresh folder, after clearing away those that killed runs have left, servers included. */
export async function createTempData(): Promise<TempData> {
  const base = temporaryBase();
  await sweepTempData();
  const { takeLock } = await import('../setup/process-lock.mjs');
  const path = mkdtempSync(join(base, PREFIX));
  await takeLock(join(path, OWNER));
  // Others may pass but not look in: as root, the Postgres user has to reach its folder in there.
  if (process.getuid?.() === 0) chmodSync(path, 0o711);
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Removes the folders of runs that were killed, and stops the servers they left. */
export async function sweepTempData(): Promise<void> {
  const base = temporaryBase();
  const { lockHolder, isRunning } = await import('../setup/process-lock.mjs');
  for (const name of readdirSync(base)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(base, name);
    const holder = lockHolder(join(path, OWNER));
    const isLeft = holder === undefined ? isOld(path) : !isRunning(holder);
    if (!isLeft || !isOurs(path)) continue;
    for (const record of serverRecords(path)) await stopLeftover(record);
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The server pair of a run lies in its folder, further servers in folders therein. */
function serverRecords(path: string): string[] {
  const folders = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [path, ...folders.map(({ name }) => join(path, name))].flatMap((folder) =>
    ['redis.process', 'postgres.process'].map((record) => join(folder, record)),
  );
}

function isOurs(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

function isOld(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > UNOWNED_LIMIT_MS;
}
