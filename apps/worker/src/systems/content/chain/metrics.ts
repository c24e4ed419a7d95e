import { Counter, Gauge } from 'prom-client';

export const chainCalls = new Counter({
  name: 'sluice_chain_calls_total',
  help: 'Chain calls by what has become of them: signed, then accepted, confirmed, aborted, refused or dropped',
  labelNames: ['outcome'],
});

/** Known to the leading worker: others stay at what they saw when they led. */
export const oldestPendingCall = new Gauge({
  name: 'sluice_chain_oldest_pending_seconds',
  help: 'Age of the oldest chain call that no block has settled, as the leading worker sees it; 0 when there is none',
});

export const pendingCalls = new Gauge({
  name: 'sluice_chain_calls_pending',
  help: 'Chain calls that no block has settled, as the leading worker sees them',
});
