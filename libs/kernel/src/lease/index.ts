export { claimJob, type ClaimedJob } from './claim';
export { Heartbeat } from './heartbeat';
export { Lease } from './lease';
