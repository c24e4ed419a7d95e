import { type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config } from '@sluice/kernel/config';
import { type Log } from '@sluice/kernel/log';
import { type ConnectedApi } from './api-deps';
import { type OpenAnswers } from './http/open-answers';
import { closeServer } from './http/server';

/** Kept for the end, once those who are not done have been cut off. */
const LAST_MS = 1_000;

export interface RunningServer {
  server: Server;
  answers: OpenAnswers;
  api: Pick<ConnectedApi, 'turnAway' | 'drain' | 'close'>;
  config: Pick<Config, 'shutdownDelayMs' | 'shutdownGraceMs'>;
  log: Log;
}

/**
 * Leaves a balancer's fleet without a failed request. Readiness goes first, and everybody is served as before until
 * the balancer has seen that; then nobody new is let in, those who listen and wait are sent away, and what is under
 * way is answered. Shortly before the grace is over whoever is left is cut off.
 * @returns the exit status: 0, or 1 when somebody was cut off
 */
export async function shutDown({ server, answers, api, config, log }: RunningServer): Promise<number> {
  const { shutdownDelayMs, shutdownGraceMs } = config;
  const lastMs = Math.min(LAST_MS, shutdownGraceMs / 4);
  setTimeout(() => process.exit(1), shutdownGraceMs).unref();
  let cutOff = 0;
  setTimeout(() => {
    cutOff = answers.cut();
    if (cutOff > 0) log.warn('requests were cut off that did not end in time', { requests: cutOff });
  }, shutdownGraceMs - lastMs).unref();
  api.turnAway();
  answers.makeLast();
  await sleep(shutdownDelayMs);
  api.drain();
  await closeServer(server);
  // Their handlers now write down what came of resumable uploads, and throw away the rest.
  if (cutOff > 0) await sleep(lastMs / 2);
  // What can't be closed any more (Redis is away) is no reason to fail: no request is left.
  await api.close().catch(() => undefined);
  return cutOff > 0 ? 1 : 0;
}
