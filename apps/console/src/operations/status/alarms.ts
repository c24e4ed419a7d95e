import { type QueueStatus, type Status, type WorkerStatus } from './use-status';

/** Work that waits longer than that, although nobody holds it back, is more than a queue at work. */
export const LONG_WAIT_SECONDS = 5 * 60;

/** What is wrong, as a text's key and what stands in it. */
export interface Alarm {
  key:
    | 'alarmAway'
    | 'alarmStorage'
    | 'alarmPending'
    | 'alarmUnknown'
    | 'alarmNoWorkers'
    | 'alarmNoLeader'
    | 'alarmSilent'
    | 'alarmWait'
    | 'alarmPoison'
    | 'alarmFailed';
  values: Record<string, string | number>;
}

export function isLongWait({ oldest_waiting_seconds, drained }: QueueStatus): boolean {
  return !drained && (oldest_waiting_seconds ?? 0) > LONG_WAIT_SECONDS;
}

/** What a person should look at, the worst first. */
export function alarmsOf({ migrations, queues, workers, leader, ...parts }: Status): Alarm[] {
  const alarms: Alarm[] = [];
  const add = (isSo: boolean, key: Alarm['key'], values: Alarm['values'] = {}): void => {
    if (isSo) alarms.push({ key, values });
  };
  add(parts.postgres === 'away', 'alarmAway', { part: 'Postgres' });
  add(parts.redis === 'away', 'alarmAway', { part: 'Redis' });
  add(parts.storage === 'away', 'alarmStorage');
  add(migrations.pending.length > 0, 'alarmPending', { count: migrations.pending.length });
  add(migrations.unknown > 0, 'alarmUnknown', { count: migrations.unknown });
  const alive = workers.filter((worker) => worker.alive).length;
  add(alive === 0, 'alarmNoWorkers');
  add(alive > 0 && leader === null, 'alarmNoLeader');
  for (const { id } of workers.filter(isSilent)) add(true, 'alarmSilent', { worker: id });
  for (const queue of queues) {
    const { queue: name, failed_last_hour: failed, poison_last_hour: poison } = queue;
    add(isLongWait(queue), 'alarmWait', { queue: name });
    add(poison > 0, 'alarmPoison', { queue: name, count: poison });
    add(failed > poison, 'alarmFailed', { queue: name, count: failed - poison });
  }
  return alarms;
}

export function isSilent({ alive }: WorkerStatus): boolean {
  return !alive;
}
