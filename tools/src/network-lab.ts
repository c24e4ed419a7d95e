import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createTempData, type TempData } from './temp-data';
import { type Machine } from './test-stack';

/**
 * Names of namespaces: who made them, as `<pid>-<start time>`, and what they are. The kernel lists them for all, so that
 * those of a run that was killed can be found and removed.
 */
const PREFIX = 'sluice-lab-';
const NAME = /^sluice-lab-(\d+)-(\d+)-[a-z0-9-]+$/;
const HUB = 'hub';
const SWITCH = 'switch';
/** Tells a process inside which lab it is in. */
const INSIDE = 'SLUICE_NETWORK_LAB';
/** A network that ends at the switch: nothing leads out of it. */
const NETWORK = '10.213.77';
const FIRST_MACHINE = 11;

/** Where servers listen, all at the switch; apart, so that a machine can lose one of them alone. */
export const LAB_HOSTS = {
  postgres: `${NETWORK}.1`,
  redis: `${NETWORK}.2`,
  storage: `${NETWORK}.3`,
} as const;

/** A machine of its own as far as network and folders go. */
export interface LabMachine extends Machine {
  /** Pulls its cable. Nobody is told: connections fall silent. */
  cutOff(): void;
  reconnect(): void;
  /** Swallows what it sends to one address. */
  cutOffFrom(address: string): void;
  reconnectTo(address: string): void;
}

/** Machines at one switch, each a network namespace of Linux. The process that asks is at the switch as well. */
export interface NetworkLab {
  addMachine(name: string): LabMachine;
}

/**
 * Defines tests in a lab. The test file is run once more in a namespace of its own, and that run is the one which
 * reports; where there can be no lab, `define` is told why instead.
 * @param file the test file itself
 */
export function inNetworkLab(
  file: string,
  define: (enter: () => Promise<NetworkLab>, obstacle: string | undefined) => void,
): void {
  const lab = process.env[INSIDE];
  const obstacle = lab === undefined ? findObstacle() : undefined;
  if (lab === undefined && obstacle === undefined) void runInside(file);
  else define(() => enter(lab as string), obstacle);
}

function findObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are there on Linux only';
  if (process.getuid?.() !== 0) return 'only root may make network namespaces';
  const probe = `${PREFIX}${process.pid}-0-probe`;
  try {
    ip('netns', 'add', probe);
    execFileSync('nsenter', [...netOf(probe), 'true'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `network namespaces can't be made here: ${error instanceof Error ? error.message.trim() : String(error)}`;
  } finally {
    removeQuietly(probe);
  }
}

async function runInside(file: string): Promise<void> {
  const { processMark } = await import('../setup/process-lock.mjs');
  await sweepLabs();
  const lab = `${PREFIX}${processMark(process.pid)?.replace(':', '-')}-`;
  const hub = `${lab}${HUB}`;
  process.once('exit', () => removeLab(lab));
  ip('netns', 'add', hub);
  ip('-n', hub, 'link', 'set', 'lo', 'up');
  ip('-n', hub, 'link', 'add', SWITCH, 'type', 'bridge');
  ip('-n', hub, 'link', 'set', SWITCH, 'up');
  for (const host of Object.values(LAB_HOSTS)) ip('-n', hub, 'addr', 'add', `${host}/24`, 'dev', SWITCH);
  // What it prints is our report.
  const child = spawn('nsenter', [...netOf(hub), process.execPath, ...process.execArgv, file], {
    env: { ...process.env, [INSIDE]: lab },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
  child.once('exit', (code) => process.exit(code ?? 1));
}

async function enter(lab: string): Promise<NetworkLab> {
  // Whoever made the lab was killed.
  process.once('disconnect', () => {
    removeLab(lab);
    process.exit(1);
  });
  process.channel?.unref();
  const folders = await createTempData();
  process.once('exit', () => folders.remove());
  let count = 0;
  return { addMachine: (name) => addMachine(lab, name, count++, folders) };
}

function addMachine(lab: string, name: string, index: number, folders: TempData): LabMachine {
  const hub = `${lab}${HUB}`;
  const namespace = `${lab}${name}`;
  const port = `port-${index}`;
  const address = `${NETWORK}.${FIRST_MACHINE + index}`;
  ip('netns', 'add', namespace);
  ip('-n', namespace, 'link', 'set', 'lo', 'up');
  ip('-n', hub, 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
  ip('-n', hub, 'link', 'set', port, 'master', SWITCH, 'up');
  ip('-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
  ip('-n', namespace, 'link', 'set', 'eth0', 'up');
  const [home, temporary] = ['home', 'tmp'].map((folder) => join(folders.path, name, folder)) as [
    string,
    string,
  ];
  for (const folder of [home, temporary]) mkdirSync(folder, { recursive: true });
  return {
    runner: ['nsenter', ...netOf(namespace)],
    env: { HOST: address, HOME: home, TMPDIR: temporary },
    cutOff: () => ip('-n', hub, 'link', 'set', port, 'down'),
    reconnect: () => ip('-n', hub, 'link', 'set', port, 'up'),
    cutOffFrom: (host) => ip('-n', namespace, 'route', 'add', 'blackhole', `${host}/32`),
    reconnectTo: (host) => ip('-n', namespace, 'route', 'del', 'blackhole', `${host}/32`),
  };
}

/** Removes the namespaces of runs that were killed outright. Their programs have ended with them. */
async function sweepLabs(): Promise<void> {
  const { isRunning } = await import('../setup/process-lock.mjs');
  for (const name of namespaces()) {
    const [, pid, startedAt] = NAME.exec(name) ?? [];
    if (pid !== undefined && !isRunning(`${pid}:${startedAt}`)) removeQuietly(name);
  }
}

/** Cables go with the namespaces they end in. */
function removeLab(lab: string): void {
  for (const name of namespaces()) if (name.startsWith(lab)) removeQuietly(name);
}

/** A line is a name, and sometimes a number behind it. */
function namespaces(): string[] {
  const list = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' });
  return list.split('\n').map((line) => line.split(' ')[0] as string);
}

function removeQuietly(name: string): void {
  try {
    ip('netns', 'del', name);
  } catch {
    // Gone already.
  }
}

/** Entered without the new view of /sys that `ip netns exec` makes: what is done inside must be seen outside. */
function netOf(namespace: string): string[] {
  return [`--net=/run/netns/${namespace}`];
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' });
}
